"""Calls to people who work away, made from the phone, without a network too. The app that keeps the employment account
says whom to call, and records what they said once it has arrived: `PHONE_CALLS` (work/phone_calls.py).

A call travels as JSON that the phone froze, like a visit. It is recorded once, however often it arrives, and the
receipt is signed: no captive portal can pretend that it has arrived."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from core.catalogue import Catalogue
from core.dates import SHANGHAI
from core.json import parse_outside_json
from core.workflow import ActionRefused
from households.counties import RegistryBusy
from visits.inbox.content import check_number_range, clean_answer_texts, parse_made_at
from visits.inbox.receipts import call_receipt

MAX_CALL_BYTES = 4 * 1024
MAX_SAID = 40  # characters of one answer
SAID = ("place", "monthly_wage", "ended_on")  # what may be otherwise
PHONE_CALLS = Catalogue("calls made from the phone")


@dataclass(frozen=True)
class PhoneCalls:
    """`offered(households, user)` returns {household's pk: [whom to call, as the phone shows it]}; `record(call, by)`
    records what was said, and raises ActionRefused or PermissionDenied where that cannot be."""

    offered: Callable
    record: Callable


@dataclass(frozen=True)
class PhoneCall:
    """What somebody said in one call: about which work (a work spell, by its key), when, and what is otherwise."""

    id: UUID
    sha256: str
    person: int
    spell: int
    answer: str
    said: dict
    at: dt.datetime

    @property
    def day(self) -> dt.date:
        return self.at.astimezone(SHANGHAI).date()


class UnreadableCall(ValueError):
    """This is no call: the program that made it has an error, or it never was one."""


def people_to_call(households, user) -> dict:
    """Return {household's pk: [whom this person is to call there]}."""
    found: dict = {}
    for one in PHONE_CALLS.values():
        found |= one.offered(households, user)
    return found


def read_phone_call(body: bytes, offset_ms=None) -> PhoneCall:
    """Read a call from these bytes; its moment is the phone's, corrected by the measured error, and never after its
    arrival. Raises UnreadableCall when they hold none."""
    try:
        told = parse_outside_json(body, most=MAX_CALL_BYTES)
        said = clean_answer_texts({name: str(told.get(name) or "")[:MAX_SAID] for name in SAID})
        return PhoneCall(
            id=UUID(told["id"]),
            sha256=hashlib.sha256(body).hexdigest(),
            person=check_number_range(told["person"], 1, 2**62),
            spell=check_number_range(told["spell"], 1, 2**62),
            answer=str(told["answer"])[:MAX_SAID],
            said=said,
            at=min(parse_made_at(told["made_at"]) + dt.timedelta(milliseconds=offset_ms or 0), timezone.now()),
        )
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise UnreadableCall(type(error).__name__) from error


def receive_phone_call(call: PhoneCall, *, by) -> tuple[int, dict]:
    """Record a call: 201 with the receipt, 422 with why it cannot be recorded, 503 while a registry file is being
    saved, when it is sent again."""
    try:
        for one in PHONE_CALLS.values():
            one.record(call, by)
    except RegistryBusy as error:
        return 503, {"error": str(error)}
    except PermissionDenied:
        return 422, {
            "error": _("You no longer keep the employment account of this village. Please tell your township.")
        }
    except ActionRefused as error:
        return 422, {"error": str(error)}
    return 201, {"receipt": call_receipt(call, timezone.now())}
