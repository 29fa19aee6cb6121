"""What departments are answered, and what they reply."""
