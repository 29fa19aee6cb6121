"""The national monthly tables of people who work away or plan to go: read in, and taken along."""
