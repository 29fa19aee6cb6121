"""The phones of people: bound when their app is first used, and revoked when they are lost. A phone that was revoked
still hands in the visits it holds; it gets nothing any more."""

import datetime as dt

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.models import BoundPhone
from accounts.permissions import Permission, must
from core.callers import address_of, browser_of
from core.workflow import ActionRefused

COOKIE, SALT, YEAR = "phone", "povwatch bound phone", 365 * 24 * 3600
PHONE, REVOKED = "phone", "phone_revoked"  # in the session: which phone it is, and that it was revoked
SEEN_EVERY = dt.timedelta(minutes=10)
REMEMBERED = 8  # people of one phone


def phones_of_cookie(request) -> dict:
    """Return {user: phone} of everybody who used the app in this browser, as texts."""
    try:
        return signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT)
    except signing.BadSignature:
        return {}


def recognised(request, user) -> BoundPhone | None:
    """Return the phone of this person that this browser is."""
    number = phones_of_cookie(request).get(str(user.pk))
    return user.phones.filter(pk=number).first() if number else None


def recognise(request, user) -> None:
    """Keep in a session which phone it is, so that a revoked one gets nothing when somebody signs in there again."""
    if phone := recognised(request, user):
        note(request.session, phone)


def note(session, phone) -> None:
    session[PHONE] = phone.pk
    session[REVOKED] = phone.revoked_at is not None


@transaction.atomic
def bind(request) -> BoundPhone:
    """Return the phone of this request: a new one when its app is used for the first time."""
    user = request.user
    phone = recognised(request, user)
    if phone is None:
        phone = BoundPhone.objects.create(user=user, browser=browser_of(request))
        record_access(user, "phone_bound", phone, address=address_of(request))
    elif timezone.now() - phone.seen_at > SEEN_EVERY:
        BoundPhone.objects.filter(pk=phone.pk).update(seen_at=timezone.now())
    if request.session.get(PHONE) != phone.pk or is_revoked(request.session) != (phone.revoked_at is not None):
        note(request.session, phone)
    return phone


def leave_cookie(request, answer, phone) -> None:
    """Leave in the browser which phone it is."""
    told = phones_of_cookie(request) | {str(phone.user_id): phone.pk}
    kept = dict(list(told.items())[-REMEMBERED:])
    options = {"max_age": YEAR, "httponly": True, "samesite": "Lax", "secure": settings.SESSION_COOKIE_SECURE}
    answer.set_cookie(COOKIE, signing.dumps(kept, salt=SALT), **options)


@transaction.atomic
def revoke(phone, *, by, county=None) -> None:
    """Revoke a phone: one's own, or as one of those who help others in that county. It holds at once."""
    if by.pk != phone.user_id:
        must(by, Permission.SIGN_IN_HELP, county)
    now = {"revoked_at": timezone.now(), "revoked_by": by}
    if not BoundPhone.objects.filter(pk=phone.pk, revoked_at=None).update(**now):
        raise ActionRefused(_("This phone was revoked already. Nothing was changed."))
    for key in phone.user.sessions.values_list("session_key", flat=True):
        mark_session(key, phone)
    record_access(by, "phone_revoked", phone, area=county, person=phone.user.username)


def mark_session(key, phone) -> None:
    session = SessionStore(key)
    if session.get(PHONE) == phone.pk:
        session[REVOKED] = True
        session.save(must_create=False)


def is_revoked(session) -> bool:
    return bool(session.get(REVOKED))


def revoked_words() -> str:
    return _("This phone was revoked. It can still hand in the visits it holds, and gets nothing else. Use another "
             "machine, or ask your administrator.")  # fmt: skip


def refuse_revoked(session) -> None:
    """Raise PermissionDenied on a phone that was revoked."""
    if is_revoked(session):
        raise PermissionDenied(revoked_words())
