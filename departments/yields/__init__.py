"""What feeds led to: rows, warnings, answers."""
