"""Passkeys, in place of a code: a device or a security key signs what the site asks, once its person has unlocked it by
finger, face or PIN (WebAuthn). Each answer is to one question, of this site, asked in this session a short while ago.

A passkey belongs to the second factor of its person and goes with it."""

import secrets
import time

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.translation import gettext as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    options_to_json_dict,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from accounts.audit.log import record_access
from accounts.models import AccessOutcome, Passkey, SecondFactor
from core.callers import browser_of
from core.json import parse_outside_json
from core.workflow import ActionRefused

ASKED, ASKED_SECONDS = "passkey_asked", 300  # in the session: what a passkey is to sign, and for how long
USE, NEW = "use", "new"  # ... and what for
HANDLE_BYTES = 32
MOST_ANSWER = 32 << 10
UNLOCKED = UserVerificationRequirement.REQUIRED  # by its person: that it lies there does not do
# Whatever is wrong with an answer: it proves something else, or it is not even one that can be read.
WRONG = (WebAuthnException, ObjectDoesNotExist, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def site_of(request) -> str:
    """Return the host name for which browsers use a passkey: that of the request, one of ALLOWED_HOSTS."""
    return split_domain_port(request.get_host())[0]


def origin_of(request) -> str:
    """Return the one origin from which an answer is taken."""
    return f"{request.scheme}://{request.get_host()}"


def passkeys_here(request, user):
    """Return the passkeys of a person that browsers use under this name of the site."""
    return Passkey.objects.filter(factor__user=user, site=site_of(request))


def ask_for_use(request, user) -> dict:
    """Return what a browser needs to have one of a person's passkeys sign, and keep the question."""
    asked = generate_authentication_options(
        rp_id=site_of(request),
        allow_credentials=described(passkeys_here(request, user)),
        user_verification=UNLOCKED,
        timeout=ASKED_SECONDS * 1000,
    )
    keep_asked(request.session, USE, user, asked.challenge)
    return options_to_json_dict(asked)


def ask_for_new(request, user) -> dict:
    """Return what a browser needs to make a passkey, and keep the question. A device that has one makes no second."""
    mine = passkeys_here(request, user)
    known = mine.values_list("user_handle", flat=True).first()
    handle = bytes(known) if known else secrets.token_bytes(HANDLE_BYTES)
    asked = generate_registration_options(
        rp_id=site_of(request),
        rp_name="povwatch",
        user_id=handle,
        user_name=user.username,
        exclude_credentials=described(mine),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UNLOCKED
        ),
        timeout=ASKED_SECONDS * 1000,
    )
    keep_asked(request.session, NEW, user, asked.challenge, handle)
    return options_to_json_dict(asked)


def described(passkeys) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(one.credential_id)) for one in passkeys]


def keep_asked(session, what_for, user, challenge, handle=b"") -> None:
    """Keep in a session what was asked, in place of what was asked before."""
    session[ASKED] = {
        "for": what_for,
        "user": user.pk,
        "until": time.time() + ASKED_SECONDS,
        "challenge": bytes_to_base64url(challenge),
        "handle": bytes_to_base64url(handle),
    }


def take_asked(session, what_for, user) -> dict:
    """Return what was asked of this person a short while ago, if it was for this; it is used up either way."""
    asked = session.pop(ASKED, None) or {"until": 0}
    if asked["until"] <= time.time() or (asked["for"], asked["user"]) != (what_for, user.pk):
        return {}
    return {name: base64url_to_bytes(asked[name]) for name in ("challenge", "handle")}


@transaction.atomic
def use(request, user, answer) -> bool:
    """Whether a passkey of this person signed what was asked; the log says which. One whose count did not go on may be
    a copy, and opens nothing."""
    asked = take_asked(request.session, USE, user)
    passkey, count = signed_by(request, user, asked["challenge"], answer) if asked else (None, 0)
    if passkey is None:
        return False
    goes_on = Q(sign_count__lt=count) if count else Q(sign_count=0)
    now = {"sign_count": count, "used_at": timezone.now()}
    if Passkey.objects.filter(goes_on, pk=passkey.pk).update(**now):
        record_access(user, "passkey_used", passkey)
        return True
    record_access(user, "passkey_copied", passkey, outcome=AccessOutcome.REFUSED)
    return False


def signed_by(request, user, challenge, answer) -> tuple[Passkey | None, int]:
    """Return the passkey of a person that signed what was asked, and its count; None where the answer is wrong."""
    try:
        given = parse_authentication_credential_json(parse_outside_json(answer, most=MOST_ANSWER))
        passkey = passkeys_here(request, user).get(credential_id=given.raw_id)
        proved = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site_of(request),
            expected_origin=origin_of(request),
            credential_public_key=bytes(passkey.public_key),
            credential_current_sign_count=0,  # compared in `use`, in the statement that keeps it
            require_user_verification=True,
        )
    except WRONG:
        return None, 0
    handle = bytes(passkey.user_handle)
    return (passkey, proved.new_sign_count) if (given.response.user_handle or handle) == handle else (None, 0)


@transaction.atomic
def add(request, user, name, answer) -> Passkey | None:
    """Put a passkey in force that answered what was asked; for who has no second factor yet it becomes that. None when
    the answer is wrong, or the passkey is somebody's already."""
    asked = take_asked(request.session, NEW, user)
    proved = made_by(request, asked["challenge"], answer) if asked else None
    if proved is None or Passkey.objects.filter(credential_id=proved.credential_id).exists():
        return None
    factor, _made = SecondFactor.objects.get_or_create(user=user)
    passkey = factor.passkeys.create(
        name=name.strip() or browser_of(request) or _("Passkey"),
        site=site_of(request),
        credential_id=proved.credential_id,
        public_key=proved.credential_public_key,
        user_handle=asked["handle"],
        sign_count=proved.sign_count,
    )
    record_access(user, "passkey_added", passkey)
    return passkey


def made_by(request, challenge, answer):
    """Return what a browser proved of a new passkey; None where the answer is wrong."""
    try:
        return verify_registration_response(
            credential=parse_registration_credential_json(parse_outside_json(answer, most=MOST_ANSWER)),
            expected_challenge=challenge,
            expected_rp_id=site_of(request),
            expected_origin=origin_of(request),
            require_user_verification=True,
        )
    except WRONG:
        return None


@transaction.atomic
def remove(passkey, *, by) -> None:
    """Take a passkey of one's own away. The last stays while there is no authenticator app beside it."""
    factor = SecondFactor.objects.select_for_update(no_key=True).get(pk=passkey.factor_id)
    if not factor.secret and factor.passkeys.count() == 1:
        raise ActionRefused(
            _("This is your only second factor. Set up another passkey or the authenticator app first.")
        )
    record_access(by, "passkey_removed", passkey)
    passkey.delete()
