"""Ill people whom their contracted doctor has not seen for long."""
