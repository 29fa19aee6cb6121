"""Departments: what other offices know of families, how it becomes warnings, and what they are answered."""
