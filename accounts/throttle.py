"""How failed sign-ins are counted. Five lock for fifteen minutes, but whom:

- from a browser in which the person signed in before, only that browser for that person;
- from elsewhere, the account for every browser that is not known;
- of those who help others back in, only the account at that address, so that no stranger can lock them out;
- besides, an address from which very many failed is closed to unknown browsers.

This is the protocol of device cookies (OWASP); django-axes counts."""

import secrets

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core import signing
from django.db.models import Q, Sum

from accounts.audit.log import record_access
from accounts.models import AccessOutcome, Area, Grant, User
from accounts.permissions import Permission
from accounts.roles import role_codes_with
from core.callers import address_of
from core.dates import today

COOKIE, SALT, YEAR = "known", "povwatch known device", 365 * 24 * 3600
REMEMBERED = 8  # people of one browser


def counted_as(request, credentials=None) -> str:
    """Return under which name the failed sign-ins of this request are counted."""
    name = (credentials or request.POST).get("username") or ""
    if device := known_devices(request).get(name):
        return f"{name} {device}"  # no user name has a blank
    return f"{name} @{address_of(request)}" if helps_others_in(name) else name


def known_devices(request) -> dict:
    """Return {user name: mark} of the people who signed in in this browser before. Kept once for the request: what the
    answer changes holds from the next one on."""
    if not hasattr(request, "known_devices"):
        request.known_devices = read_devices(request.COOKIES.get(COOKIE, ""))
    return request.known_devices


def read_devices(cookie) -> dict:
    try:
        told = signing.loads(cookie, salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {}
    users = User.objects.filter(username__in=told, is_active=True)
    return {user.username: told[user.username][0] for user in users if told[user.username][1] == password_mark(user)}


def password_mark(user) -> str:
    """Return what changes with the password: a browser is known no longer than that."""
    return user.get_session_auth_hash()[:16]


def remember_device(request, answer, user) -> None:
    """Leave in a browser that this person signed in there."""
    told = signed_before(request) | {user.username: [secrets.token_hex(8), password_mark(user)]}
    kept = dict(list(told.items())[-REMEMBERED:])
    cookie = {"max_age": YEAR, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    answer.set_cookie(COOKIE, signing.dumps(kept, salt=SALT), **cookie)


def signed_before(request) -> dict:
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return {}


def helps_others_in(username) -> bool:
    helpers = Grant.objects.in_force(today()).filter(role__in=role_codes_with(Permission.SIGN_IN_HELP))
    return helpers.filter(user__username=username, user__is_active=True).exists()


def forget_failures(username) -> None:
    """Let somebody try again at once, wherever the failures came from."""
    AccessAttempt.objects.filter(Q(username=username) | Q(username__startswith=f"{username} ")).delete()


def forgive(request, username) -> None:
    """Forget the failures that are counted for this request: its person has shown who they are."""
    AccessAttempt.objects.filter(username=counted_as(request, {"username": username})).delete()


class CountedSignIns(AxesDatabaseHandler):
    """Counts failed sign-ins, also of an address over all accounts, and writes them into the access log."""

    def is_locked(self, request, credentials=None) -> bool:
        return super().is_locked(request, credentials) or is_address_closed(request, credentials)

    def user_login_failed(self, sender, credentials, request=None, **more):
        was_locked = getattr(request, "axes_locked_out", None)
        super().user_login_failed(sender, credentials, request, **more)
        if request is not None and not was_locked:
            record_failure(request, credentials)


def is_address_closed(request, credentials) -> bool:
    """Whether so many failed from this address, with whatever names, that only known browsers go on."""
    if counted_as(request, credentials) != (credentials or request.POST).get("username"):
        return False
    since = get_cool_off_threshold(request)
    tried = AccessAttempt.objects.filter(ip_address=address_of(request), attempt_time__gte=since)
    failed = tried.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
    return failed >= settings.ADDRESS_FAILURE_LIMIT


def record_failure(request, credentials) -> None:
    """Write a failed sign-in into the log, about whom it was tried with; a name that is nobody's is not repeated, for
    it may be a password."""
    user = User.objects.filter(username=credentials.get("username") or "").first()
    locked = getattr(request, "axes_locked_out", False)
    action, outcome = ("sign_in_locked", AccessOutcome.LOCKED) if locked else ("sign_in_failed", AccessOutcome.FAILED)
    record_access(None, action, user, area=county_of(user), outcome=outcome)


def county_of(user) -> Area | None:
    """Return in which county a failure is told: where the person works. Every auditor reads those of no county."""
    grant = user and user.grants.in_force(today()).select_related("area").order_by("pk").first()
    return Area.objects.get(code=grant.area.county_code) if grant else None
