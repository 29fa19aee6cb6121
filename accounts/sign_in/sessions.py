"""Where people are signed in: a session begins here, has an end, and is seen and ended by its person."""

import datetime as dt
import time

from django.conf import settings
from django.contrib.auth import login
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.again import FACTOR_UNTIL
from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.models import OpenSession, Road
from accounts.phones.actions import recognise
from core.callers import address_of, browser_of

from . import passwords, second_factor

name_access_detail("signed_in_by", values=Road.choices)
LAST_SEEN, BEGAN = "last_seen", "signed_in_at"  # in the session, Unix time
MUST_CHANGE = "must_change_password"  # ... the password is older than this office allows
MINUTE, HOUR = 60, 3600
BACKEND = "django.contrib.auth.backends.ModelBackend"
STRONG_ROADS = {Road.SECOND_FACTOR, Road.PASSKEY, Road.RECOVERY_CODE}


def enter(request, user, road) -> None:
    """Let somebody in whose password, and second factor where one is asked for, were right."""
    login(request, user, backend=BACKEND)
    request.session[BEGAN] = request.session[LAST_SEEN] = int(time.time())
    if road in STRONG_ROADS:
        second_factor.note_given(request.session)
    if road != Road.SINGLE_SIGN_ON and passwords.is_too_old(user):
        request.session[MUST_CHANGE] = True
    recognise(request, user)
    keep(request, user, road)
    record_access(user, "signed_in", signed_in_by=str(road))


def keep(request, user, road) -> None:
    """Write down where somebody is signed in, and forget what is over."""
    request.session.save()
    user.sessions.exclude(session_key__in=Session.objects.values("session_key")).delete()
    told = {"address": address_of(request) or None, "browser": browser_of(request), "road": road}
    OpenSession.objects.update_or_create(session_key=request.session.session_key, defaults={"user": user, **told})


def is_idle(session, minutes) -> bool:
    seen = session.get(LAST_SEEN)
    return bool(seen) and int(time.time()) - seen > minutes * MINUTE


def note_presence(session) -> None:
    """Keep that somebody is here; one write each minute is enough."""
    now = int(time.time())
    session.setdefault(BEGAN, now)
    if now - session.get(LAST_SEEN, 0) > MINUTE:
        session[LAST_SEEN] = now


def why_over(request, idle_minutes) -> str:
    """Return why the session of a request is over; empty while it lasts."""
    session = request.session
    if is_idle(session, idle_minutes):
        return _("You were signed out because nothing happened for a while. Please sign in again.")
    if int(time.time()) - session.get(BEGAN, int(time.time())) > settings.SESSION_HOURS * HOUR:
        hours = {"hours": settings.SESSION_HOURS}
        return _("You were signed out because a session lasts %(hours)s hours at most. Please sign in again.") % hours
    if FACTOR_UNTIL not in session and second_factor.is_required(request.user):
        return _("Your role needs a second factor now. Please sign in again.")
    return ""


def own_sessions(request) -> list[OpenSession]:
    """Return where one is signed in now, with the last time something was asked for there."""
    kept = {one.session_key: one.get_decoded() for one in living(request.user)}
    found = [one for one in request.user.sessions.all() if one.session_key in kept]
    for one in found:
        seen = kept[one.session_key].get(LAST_SEEN)
        one.seen = dt.datetime.fromtimestamp(seen, dt.UTC) if seen else one.began_at
        one.is_this = one.session_key == request.session.session_key
    return found


def living(user):
    keys = user.sessions.values("session_key")
    return Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())


@transaction.atomic
def end_session(one, *, by) -> None:
    """End a session of one's own: whoever sits there must sign in again."""
    SessionStore(one.session_key).delete()
    one.delete()
    record_access(by, "session_ended")


def follow(request, before) -> None:
    """Let the row of a session follow when the session gets another key."""
    if not request.session.session_key:
        request.session.save()
    request.user.sessions.filter(session_key=before).update(session_key=request.session.session_key)


@transaction.atomic
def end_other_sessions(request) -> int:
    """End every session of one's own but this one, such as after a change of password."""
    others = request.user.sessions.exclude(session_key=request.session.session_key)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    ended, _by_kind = others.delete()
    if ended:
        record_access(request.user, "session_ended", found=ended)
    return ended
