"""The second factor: who needs one, how it is set up, and whether a code is right. Codes are TOTP (RFC 6238), so every
authenticator app makes them, also without a network. Passkeys, in place of a code, are told in passkeys.py beside."""

import secrets
import time

import pyotp
import segno
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.again import FACTOR_UNTIL
from accounts.audit.log import record_access
from accounts.models import RecoveryCode, Road, SecondFactor
from accounts.people.links import LETTERS, kept_hash
from accounts.roles import Caseworker, VillageClerk
from core.crypto.values import decrypt, encrypt

WITHOUT = {Caseworker.code, VillageClerk.code}  # whoever holds only these signs in with the password alone
STEP_SECONDS = 30  # how long one code is shown
STEPS_OFF = 1  # so many steps the clocks may differ, to either side
RECOVERY_CODES = 10
PENDING = "factor_pending"  # in the session: the secret that is being set up, encrypted


def is_asked_here() -> bool:
    """Whether this site asks for a second factor: every one does that is not a sample with invented people."""
    return not settings.SAMPLE_SITE


def factor_of(user) -> SecondFactor | None:
    """Return the second factor that is in force for a person."""
    return SecondFactor.objects.select_related("user").filter(user=user).first()


def is_required(user) -> bool:
    """Whether the roles that somebody holds today ask for a second factor."""
    return is_asked_here() and any(grant.role not in WITHOUT for grant in user.grants_today)


def is_to_be_given(user) -> bool:
    """Whether this person gives a second factor: because of a role, or because they set one up."""
    return is_required(user) or is_asked_here() and factor_of(user) is not None


def pending_secret(session, *, anew=False) -> str:
    """Return the secret that is about to be set up in this session alone: nobody else who knows the password has seen
    it."""
    if anew or PENDING not in session:
        session[PENDING] = encrypt(pyotp.random_base32(), PENDING).hex()
    return decrypt(bytes.fromhex(session[PENDING]), PENDING)


def qr_code(user, secret) -> str:
    """Return the picture that an authenticator app reads, as an address that holds the picture itself."""
    address = pyotp.TOTP(secret).provisioning_uri(name=user.username, issuer_name="povwatch")
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def in_groups(secret) -> str:
    """Return the key to type where no picture can be read, in groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def step_of(secret, code, now) -> int | None:
    """Return the time step of which this is the code, or None. The clocks may differ by one step."""
    current, totp = int(now) // STEP_SECONDS, pyotp.TOTP(secret)
    steps = range(current - STEPS_OFF, current + STEPS_OFF + 1)
    return next((step for step in steps if constant_time_compare(totp.generate_otp(step), code)), None)


def take_code(factor, code) -> bool:
    """Whether this is a code of now that was not taken before; then it is used up. Without an app none is right."""
    step = step_of(factor.secret, "".join(code.split()), time.time()) if factor.secret else None
    return step is not None and bool(
        SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step)
    )


def take_recovery_code(factor, code) -> bool:
    """Whether this is one of the person's recovery codes; then it is used up, and the log says so."""
    unused = RecoveryCode.objects.filter(factor=factor, code_hash=recovery_hash(code), used_at=None)
    taken = bool(unused.update(used_at=timezone.now()))
    if taken:
        left = factor.codes.filter(used_at=None).count()
        record_access(factor.user, "recovery_code_used", left=left)
    return taken


def recovery_hash(code) -> str:
    return kept_hash("".join(letter for letter in code.upper() if letter in LETTERS), "recovery code")


def road_of(factor, code) -> Road | None:
    """Return by which second factor this code opens: the app, a recovery code, or none. The code is used up."""
    if take_code(factor, code):
        return Road.SECOND_FACTOR
    return Road.RECOVERY_CODE if take_recovery_code(factor, code) else None


@transaction.atomic
def set_up(user, secret, code) -> list[str]:
    """Put a second factor in force whose first code is right, in place of an earlier one. Returns the recovery codes,
    which are not kept; none when the code is wrong."""
    step = step_of(secret, "".join(code.split()), time.time())
    if step is None:
        return []
    values = {"secret": secret, "since": timezone.now(), "last_step": step}
    factor, _made = SecondFactor.objects.update_or_create(user=user, defaults=values)
    record_access(user, "second_factor_set_up")
    return make_recovery_codes(factor)


@transaction.atomic
def make_recovery_codes(factor) -> list[str]:
    """Make ten new recovery codes; the earlier ones are void."""
    factor.codes.all().delete()
    codes = [new_recovery_code() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(factor=factor, code_hash=recovery_hash(code)) for code in codes)
    record_access(factor.user, "recovery_codes_made")
    return codes


def new_recovery_code() -> str:
    """Return a code to write down, such as "7KQ2M-X4PWB"."""
    letters = "".join(secrets.choice(LETTERS) for _place in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def note_given(session) -> None:
    """Keep in a session that the second factor was given just now."""
    session[FACTOR_UNTIL] = time.time() + settings.SECOND_FACTOR_MINUTES * 60
