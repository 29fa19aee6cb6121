"""Formats of dates and numbers in each language (FORMAT_MODULE_PATH): days in words, thousands with a comma in both."""
