"""What is over and deleted each night: sessions that ended, failed sign-ins that count no more, digests of long ago."""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import DigestSent, OpenSession
from core.dates import today

# They count for a quarter of an hour; that somebody failed or was locked out stands in the access log.
ATTEMPTS_KEPT = dt.timedelta(days=1)
DIGESTS_KEPT = dt.timedelta(days=30)  # of whom nothing was told for so long, the next digest asks nothing


def forget_ended_sessions() -> int:
    """Delete the sessions whose time is over, with what was written down of where they were. Returns how many."""
    ended = Session.objects.filter(expire_date__lte=timezone.now())
    number = ended.count()
    ended.delete()
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return number


def forget_old_attempts() -> int:
    """Delete what was kept of failed sign-ins in order to count them. Returns how many rows."""
    before = timezone.now() - ATTEMPTS_KEPT
    kept = (AccessAttempt, AccessFailureLog, AccessLog)
    return sum(model.objects.filter(attempt_time__lt=before).delete()[0] for model in kept)


def forget_old_digests() -> int:
    """Delete the day of the last digest where it is long ago. Returns how many."""
    return DigestSent.objects.filter(day__lt=today() - DIGESTS_KEPT).delete()[0]
