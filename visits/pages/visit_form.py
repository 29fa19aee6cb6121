"""A visit logged on a page. What the page showed travels with the form, signed, so that the visit says what was seen;
its ID is made when the page is drawn, so that a form sent twice is one visit."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from uuid import uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import now, today
from visits import photos
from visits.inbox import content, deliveries
from visits.models import Delivery, Outcome, Photo, PhotoKind, Purpose, Road, Way
from visits.phone.bundle import in_words
from visits.questionnaire import prefill

SALT = "povwatch visit page"
PHOTOS = content.PHOTOS


@dataclass(frozen=True)
class Shown:
    """What the form was drawn from: the visit's ID, whose home it is, what was known, and who was asked about."""

    user: int
    id: str
    household: int
    words: str
    seen: dict
    people: list

    @property
    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)


def show(household, user) -> Shown:
    """A fresh form for a household that carries `here`, its members of today, and `head_name`."""
    people = [[person.pk, f"{person.name} · {in_words(person)}"] for person in household.here]
    words = f"{household.head_name or household.number} · {household.number} · {household.village.name}"
    seen = prefill.seen([household], today())[household.pk]
    return Shown(user.pk, str(uuid4()), household.pk, words, seen, people)


def shown_before(text, user) -> Shown | None:
    """What a form that comes back was drawn from; None when it was not drawn for this person by this site."""
    try:
        shown = Shown(**signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError):
        return None
    return shown if shown.user == user.pk else None


def first_answers(shown, purpose) -> dict:
    """What the form starts with."""
    purpose = purpose if purpose in Purpose.values else Purpose.ROUTINE
    return {**shown.seen, "purpose": purpose, "way": Way.IN_PERSON, "visited_on": f"{today()}"}


def pictures(files) -> tuple[dict, list]:
    """({hash: JPEG}, what is wrong) of uploaded photos, made smaller and without the place where they were taken."""
    if len(files) > PHOTOS:
        return {}, [_("At most %(most)s photos belong to one visit. Please choose fewer.") % {"most": PHOTOS}]
    found, faults = {}, []
    for number, file in enumerate(files, start=1):
        try:
            body = photos.cleaned(file.read())
        except ValidationError as error:
            faults += [_("Photo %(number)s: %(fault)s") % {"number": number, "fault": one} for one in error.messages]
        else:
            found[sha256(body).hexdigest()] = body
    return found, faults


@transaction.atomic
def send(shown, answers, taken, *, by) -> deliveries.Answer:
    """Deliver a visit as a phone would, and keep its photos. The same form sent twice is the same delivery."""
    deliveries.wait_for_turn(shown.id)
    told = frozen(shown, answers, taken)
    body = next((one.content for one in earlier(shown, by) if same(one.content, told)), json.dumps(told))
    answer = deliveries.receive(content.read(body.encode()), by=by, road=Road.PAGE)
    if answer.delivery:
        keep_photos(answer.delivery, taken)
    return answer


def keep_photos(delivery, taken):
    """Under the visit; or beside it, until the township has settled where it belongs."""
    if delivery.outcome != Outcome.FILED:
        for name, body in taken.items():
            photos.set_aside(delivery, name, body)
    for photo in Photo.objects.filter(visit__delivery=delivery, sha256__in=taken, arrived_at=None):
        photos.store(photo, taken[photo.sha256])


def frozen(shown, answers, taken) -> dict:
    return {
        "v": 1, "id": shown.id, "household": shown.household, "made_at": now().isoformat(), "day_touched": True,
        "answers": answers, "seen": shown.seen, "position": None,
        "photos": [{"sha256": one, "kind": PhotoKind.PHOTO.value, "bytes": len(taken[one])} for one in taken],
    }  # fmt: skip


def earlier(shown, by):
    return Delivery.objects.filter(visit_key=shown.id, by=by)


def same(body, told) -> bool:
    """Whether an earlier delivery differs from this one in nothing but the moment."""
    return {**json.loads(body), "made_at": ""} == {**told, "made_at": ""}
