"""What the departments of a sample county sent, and what they were answered."""
