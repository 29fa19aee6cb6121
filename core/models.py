"""The tables of background work (jobs, timetable, outbox), and the fingerprint of the key."""

from .crypto.models import KeyFingerprint
from .jobs.models import Job, JobState, TimetableEntry
from .outbox.models import OutboxRow

__all__ = ["Job", "JobState", "KeyFingerprint", "OutboxRow", "TimetableEntry"]
