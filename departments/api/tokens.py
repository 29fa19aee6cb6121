"""Tokens: made, shown once, checked, revoked."""

import hashlib
import ipaddress
import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.callers import address_of
from core.dates import today
from core.workflow import ActionRefused
from departments.feeds import FEEDS
from departments.models import FeedToken

PREFIX = "pwd_"  # so that a token is recognised where it does not belong
BYTES = 32


def token_hash(token: str) -> str:
    """Return what is kept of a token. It has 256 random bits, so a plain hash reveals nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed_token(*, county, feed, name, valid_until, by, addresses=()) -> tuple[FeedToken, str]:
    """Make a token for one feed of a county and return it with its text, which is not kept."""
    must(by, Permission.FEED_TOKEN, county)
    if valid_until < today():
        raise ActionRefused(_("This day is past. Choose the last day on which the token holds."))
    text = PREFIX + secrets.token_urlsafe(BYTES)
    made = FeedToken.objects.create(
        county=county, feed=feed, department=FEEDS[feed].department, name=name, valid_until=valid_until, made_by=by,
        addresses=[str(ipaddress.ip_network(one)) for one in addresses], token_hash=token_hash(text),
    )  # fmt: skip
    record_access(by, "feed_token_made", made, area=county, feed=feed)
    return made, text


@transaction.atomic
def revoke_feed_token(token, *, by) -> bool:
    """End a token at once. Returns False when it was revoked before."""
    must(by, Permission.FEED_TOKEN, token.county)
    ended = FeedToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now(), revoked_by=by)
    if ended:
        record_access(by, "feed_token_revoked", token, area=token.county, feed=token.feed)
    return bool(ended)


def token_of_request(request, text) -> FeedToken | None:
    """Return the token that a request carries, when it is in force and may be used from where the request comes."""
    if not text.startswith(PREFIX) or len(text) > 100:
        return None
    found = FeedToken.objects.in_force(today()).select_related("county").filter(token_hash=token_hash(text)).first()
    if found is None or not comes_from(request, found.addresses):
        return None
    FeedToken.objects.filter(pk=found.pk).exclude(used_on=today()).update(used_on=today())
    return found


def comes_from(request, networks) -> bool:
    """Whether a request comes from one of these networks; from anywhere when none is named."""
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(address_of(request))
    except ValueError:
        return False
    return any(address in ipaddress.ip_network(one) for one in networks)
