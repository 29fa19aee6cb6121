"""What departments are asked about the people of a case, and how they answer."""
