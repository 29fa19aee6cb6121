"""The badge of a phone: the site's signature on whose phone it is. It lies in rescue files and beside the data key.

A badge is renewed whenever the phone speaks with the site, and its word holds for BADGE_LIFE after that. Later a rescue
file still loses nothing: whoever it names may read it in, and brought by somebody else its visits wait for the
township, which knows whether they are that person's."""

import datetime as dt
from dataclasses import dataclass

from django.core import signing

from accounts.models import User

PHONE_BADGE_SALT = "povwatch phone"
BADGE_LIFE = dt.timedelta(days=90)


@dataclass(frozen=True)
class Badge:
    """Whose phone it is, by the number of the person, and whether the badge has expired."""

    owner: int
    has_expired: bool


def make_badge(user: User) -> str:
    """Sign that a phone is this person's."""
    return signing.dumps(user.pk, salt=PHONE_BADGE_SALT)


def read_badge(text: str) -> Badge:
    """Read a badge that this site signed. Raises BadSignature for anything else."""
    try:
        return Badge(signing.loads(text, salt=PHONE_BADGE_SALT, max_age=BADGE_LIFE), False)
    except signing.SignatureExpired:
        return Badge(signing.loads(text, salt=PHONE_BADGE_SALT), True)
