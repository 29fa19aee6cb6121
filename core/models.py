"""The tables of the machinery: jobs in the background, and what must still happen."""

from .jobs.models import Job, JobState
from .outbox.models import OutboxRow

__all__ = ["Job", "JobState", "OutboxRow"]
