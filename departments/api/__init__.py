"""The interface for departments' own systems: a batch is posted, looked at and published, answers are fetched."""
