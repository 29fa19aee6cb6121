"""The tables of background work: jobs and the outbox."""

from .jobs.models import Job, JobState, TimetableEntry
from .outbox.models import OutboxRow

__all__ = ["Job", "JobState", "OutboxRow", "TimetableEntry"]
