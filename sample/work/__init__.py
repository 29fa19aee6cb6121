"""What is known of people who can work: their needs, courses, and when they were last heard of."""
