"""The tables of background work (jobs, timetable, outbox), the fingerprint of the key, and that backups were made."""

from .backup.models import BackupMade
from .crypto.models import KeyFingerprint
from .jobs.models import Job, JobState, TimetableEntry
from .outbox.models import OutboxRow

__all__ = ["BackupMade", "Job", "JobState", "KeyFingerprint", "OutboxRow", "TimetableEntry"]
