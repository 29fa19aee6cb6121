"""What is over and deleted each night: sessions that ended."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import OpenSession


def forget_ended_sessions() -> int:
    """Delete the sessions whose time is over, with what was written down of where they were. Returns how many."""
    ended = Session.objects.filter(expire_date__lte=timezone.now())
    number = ended.count()
    ended.delete()
    OpenSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return number
