"""The one road of all that departments send: read, matched, compared, published."""
