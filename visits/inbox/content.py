"""The content of a visit as phones and pages freeze it: JSON, kept exactly as it came."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from core.json import parse_outside_json
from visits.models import PhotoKind, VisitResult

MAX_CONTENT_BYTES = 128 * 1024  # of one visit without its photos
MAX_PHOTOS = 12
MAX_FILES = 26  # named by one visit: photos, signature, voice note, and those of the version that it corrects
MAX_CAPTION = 120  # characters
MAX_REASON = 300  # characters
MAX_ANSWER = 2000  # characters
MEMBER_ANSWER = re.compile(r"m[0-9]{1,18}-")
PHOTO_HASH = re.compile(r"[0-9a-f]{64}")


LEAST_ZONE, MOST_ZONE = dt.timedelta(hours=-12), dt.timedelta(hours=14)  # from UTC, as clocks on earth show it


class UnreadableVisit(ValueError):
    """This is no visit: the program that made it has an error, or it never was one. `words` say what is
    wrong, where that is known."""

    def __init__(self, why: str, words: str = ""):
        super().__init__(why)
        self.words = words


class ImpossibleZone(ValueError):
    """A moment in a time zone that does not exist."""


@dataclass(frozen=True)
class VisitContent:
    """The content of one visit. `made_at` is by the phone's own clock. `seen` is what the caseworker was shown, by
    field; `correction` says why a visit that was sent is told anew; `answer` is what was
    answered with it (visits/planning/carried.py)."""

    text: str
    sha256: str
    id: UUID
    household: int
    made_at: dt.datetime
    day_touched: bool
    answers: dict
    seen: dict
    photos: list
    position: dict | None
    correction: str = ""
    answer: dict | None = None

    def observed_at(self, offset_ms, received_at) -> dt.datetime:
        """Return when the visit was finished: the phone's time corrected by its measured error, never after its
        arrival. Without a measurement the phone's time is taken."""
        return min(self.made_at + dt.timedelta(milliseconds=offset_ms or 0), received_at)

    def answers_on(self, day) -> dict:
        """Return the answers. The day of the visit is corrected when nobody chose it, because a phone's date may be
        wrong."""
        return self.answers if self.day_touched else {**self.answers, "visited_on": f"{day}"}


def read_visit_content(body: bytes) -> VisitContent:
    """Read a visit from these bytes. Raises UnreadableVisit when they hold none."""
    if len(body) > MAX_CONTENT_BYTES:
        raise UnreadableVisit("too large")
    try:
        return parse_visit_content(body, parse_outside_json(body))
    except ImpossibleZone as error:
        words = _(
            "The time of this visit names a time zone that does not exist, so it was not taken. It stays on the phone: "
            "save a rescue file, set the phone's date, time and zone to automatic, and make the visit anew."
        )
        raise UnreadableVisit("time zone", words) from error
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise UnreadableVisit(type(error).__name__) from error


def parse_visit_content(body, told) -> VisitContent:
    position = told.get("position")
    return VisitContent(
        text=body.decode(),
        sha256=hashlib.sha256(body).hexdigest(),
        id=UUID(told["id"]),
        household=check_number_range(told["household"], 1, 2**62),
        made_at=parse_made_at(told["made_at"]),
        day_touched=bool(told.get("day_touched", True)),
        answers={"result": VisitResult.MET.value, **clean_answer_texts(told["answers"])},  # older phones did not ask
        seen=clean_answer_texts(told.get("seen", {})),
        photos=[parse_photo_entry(one) for one in told.get("photos", [])[:MAX_FILES]],
        position=position and parse_position(position),
        answer=told.get("answer") and parse_carried_answer(told["answer"]),
        correction=strip_nul(str(told.get("correction") or ""))[:MAX_REASON],
    )


def check_number_range(number, least, most):
    if isinstance(number, bool) or not least <= number <= most:
        raise ValueError("out of range")
    return number


def parse_made_at(text) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    zone = found.utcoffset()
    if zone is None or not 2000 <= found.year <= 2200:
        raise ValueError("no moment")
    if not LEAST_ZONE <= zone <= MOST_ZONE:
        raise ImpossibleZone(text)
    return found.astimezone(dt.UTC)


def clean_answer_texts(told) -> dict:
    """Return the answers as they came, without the characters that PostgreSQL cannot store."""
    return {str(name): strip_nul(value) for name, value in told.items()}


def strip_nul(value):
    if isinstance(value, list):
        return [strip_nul(one) for one in value]
    return value.replace("\0", "").encode(errors="replace").decode() if isinstance(value, str) else value


def parse_photo_entry(told) -> dict:
    if not PHOTO_HASH.fullmatch(told["sha256"]):
        raise ValueError("no hash")
    caption = strip_nul(str(told.get("caption") or ""))[:MAX_CAPTION]
    return {"sha256": told["sha256"], "kind": PhotoKind(told.get("kind", PhotoKind.PHOTO)), "caption": caption}


def parse_carried_answer(told) -> dict:
    return {
        "kind": str(told["kind"])[:20],
        "key": check_number_range(told["key"], 1, 2**62),
        "outcome": str(told["outcome"])[:20],
        "words": strip_nul(str(told.get("words") or ""))[:MAX_ANSWER],
    }


def parse_position(told) -> dict:
    return {
        "longitude": round(check_number_range(told["longitude"], -180, 180), 6),
        "latitude": round(check_number_range(told["latitude"], -90, 90), 6),
        "accuracy": round(check_number_range(told.get("accuracy") or 0, 0, 10_000_000)),
    }
