"""A visit logged on a page. What the page showed travels with the form, signed, so that the visit says what was seen;
its ID is made when the page is drawn, so that a form sent twice is one visit."""

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from uuid import uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.dates import shanghai_now, today
from visits import photos
from visits.inbox import content, deliveries
from visits.models import (
    Delivery,
    DeliveryOutcome,
    DeliveryRoad,
    Photo,
    PhotoKind,
    VisitPurpose,
    VisitResult,
    VisitWay,
)  # fmt: skip
from visits.observations import prefill
from visits.observations.known_income import KnownIncome
from visits.planning import brief
from visits.planning.households import is_earner, member_work_words, person_in_words
from visits.questionnaire.declare import ANSWER_PATTERNS, YES
from visits.questionnaire.forms import VisitForm
from visits.questionnaire.whose import whose_item

SHOWN_FORM_SALT = "povwatch visit page"
PERIODS = ("income_month", "income_year", "income_asked")
MAX_FORM_PHOTOS = content.MAX_PHOTOS


@dataclass(frozen=True)
class ShownForm:
    """What the form was drawn from: the visit's ID, the household, what it showed and what is known of income in other
    months, the members asked about (`adults` are not asked about school), what the family should be asked about its
    income, and what stands above the form. `corrects` is what stays of the sent content that the form corrects, if it
    does: when it was finished, its photos and its position."""

    user: int
    id: str
    household: int
    words: str
    seen: dict
    income: dict
    people: list
    to_ask: str
    about: list
    adults: list
    corrects: dict | None = None

    @property
    def known_income(self) -> KnownIncome:
        return KnownIncome(**self.income)

    @property
    def names(self) -> list:
        return [heading.partition(" · ")[0] for _pk, heading, *_earns in self.people]

    @property
    def hints(self) -> dict:
        return self.known_income.hints_about(self.seen["income_month"], self.seen["income_year"])

    @property
    def signed(self) -> str:
        return signing.dumps(asdict(self), salt=SHOWN_FORM_SALT, compress=True)


def show_visit_form(household, user, id="") -> ShownForm:
    """Return a new form for a household that carries `here`, its members of today, and `head_name`. A draft of a phone
    keeps its `id`."""
    words = f"{household.head_name or household.number} · {household.number} · {household.village.name}"
    seen, income = prefill.prefilled_forms([household], today())[household.pk]
    people = [[person.pk, person_heading(person), is_earner(person, income)] for person in household.here]
    to_ask = "\n".join(question.words for question in household.questions)
    adults = [person.pk for person in household.here if brief.is_adult(person)]
    about = brief.about_lines(household)
    return ShownForm(
        user.pk, id or str(uuid4()), household.pk, words, seen, income.data, people, to_ask, about=about, adults=adults
    )


def as_it_was_sent(shown, sent, left, corrects) -> ShownForm:
    """Return the form of a visit that is corrected. It shows what its caseworker was shown then, so that what was left
    as it was shown still says nothing new; `left` are people it speaks of who are gone by now. What is known of income
    today is not filled in, because the visit itself may have told it."""
    undivided = dict(shown.income["undivided"])
    asked = {item: undivided.get(item, "") for item in [*undivided, *map(whose_item, sent.answers)] if item}
    nothing_known = {**shown.income, "amounts": [], "expected": [], "undivided": list(asked.items())}
    people = [*shown.people, *([person.pk, person.name, True] for person in left)]
    periods = {name: shown.seen[name] for name in ("income_month", "income_year")}
    return replace(shown, seen={**periods, **sent.seen}, income=nothing_known, people=people, corrects=corrects)


def person_heading(person) -> str:
    """Return who this is and what they work: "Sample Chen · Head, 45 · In the county, 3,200 yuan a month"."""
    return " · ".join(word for word in (person.name, person_in_words(person), member_work_words(person)) if word)


def read_shown_form(text, user) -> ShownForm | None:
    """Return what a form that comes back was drawn from; None when it was not drawn for this person by this site."""
    try:
        shown = ShownForm(**signing.loads(text, salt=SHOWN_FORM_SALT))
    except (signing.BadSignature, TypeError):
        return None
    return shown if shown.user == user.pk else None


def build_visit_form(shown, *answers, **initial) -> VisitForm:
    """Return the form that was shown, empty or with answers."""
    more = {name: getattr(shown, name) for name in ("seen", "to_ask", "hints", "about", "adults")}
    more["undivided"] = dict(shown.income["undivided"])
    return VisitForm(*answers, people=shown.people, day=today(), **more, **initial)


def with_amounts_of_period(shown, data) -> tuple:
    """Return what the form shows by the month and the year in the answers sent, and the answers, or None when they fit.

    Without a script the amounts do not follow a month that was changed: those left as they were shown belong to the
    one before. The answers returned hold what is known of the month chosen; what was typed stays."""
    months, years = (chosen_periods(shown, data, name) for name in ("month", "year"))
    before, after = (shown.known_income.seen_about(shown.seen, *both) for both in zip(months, years, strict=True))
    kinds = {YES: "income_", "year": "year_"}.get(data.get("income_asked"), " ")
    names = [one for one in {**before, **after} if one.rpartition("-")[2].startswith(kinds) and one not in PERIODS]
    stale = {one for one in names if before.get(one) != after.get(one) and data.get(one, "") == before.get(one, "")}
    now = replace(shown, seen=after)
    if not stale:
        return now, None
    moved = data.copy()
    for name in stale:
        moved[name] = after.get(name, "")
    return now, moved


def chosen_periods(shown, data, name) -> tuple:
    """Return the period whose amounts the form held, and the one that was chosen."""
    pattern, known = ANSWER_PATTERNS[name], shown.seen[f"income_{name}"]
    held, chosen = (data.get(f"{of}_{name}", "") for of in ("amounts", "income"))
    return tuple(one if pattern.fullmatch(one) else known for one in (held, chosen))


def typed_answers(form, data) -> dict:
    """Return what was typed, to start another form with."""
    return {name: form.fields[name].widget.value_from_datadict(data, {}, name) for name in form.fields}


def initial_answers(shown, purpose) -> dict:
    """Return the answers that the form starts with."""
    purpose = purpose if purpose in VisitPurpose.values else VisitPurpose.ROUTINE
    asked = {"income_asked": "year"} if purpose == VisitPurpose.UPDATE else {}
    usual = {"result": VisitResult.MET, "way": VisitWay.IN_PERSON, "visited_on": f"{today()}"}
    return {**shown.seen, **asked, **usual, "purpose": purpose}


def read_uploaded_photos(files) -> tuple[dict, list]:
    """Return ({hash: JPEG}, what is wrong) of uploaded photos, made smaller and without the place where they were
    taken."""
    if len(files) > MAX_FORM_PHOTOS:
        return {}, [_("At most %(most)s photos belong to one visit. Please choose fewer.") % {"most": MAX_FORM_PHOTOS}]
    found, faults = {}, []
    for number, file in enumerate(files, start=1):
        try:
            body = photos.clean_uploaded_photo(file.read())
        except ValidationError as error:
            faults += [_("Photo %(number)s: %(fault)s") % {"number": number, "fault": one} for one in error.messages]
        else:
            found[sha256(body).hexdigest()] = body
    return found, faults


@transaction.atomic
def deliver_form_visit(shown, answers, taken, *, by, caption="") -> deliveries.DeliveryAnswer:
    """Deliver a visit as a phone would, and keep its photos. The same form sent twice is the same delivery."""
    deliveries.lock_visit_id(shown.id)
    told = freeze_form_content(shown, answers, taken, caption)
    body = next(
        (one.content for one in earlier_form_delivery(shown, by) if is_same_content(one.content, told)),
        json.dumps(told),
    )
    answer = deliveries.receive_visit(content.read_visit_content(body.encode()), by=by, road=DeliveryRoad.PAGE)
    if answer.delivery:
        keep_form_photos(answer.delivery, taken)
    return answer


def keep_form_photos(delivery, taken):
    """Keep photos with the visit, or set them aside until the township has settled where the visit belongs."""
    if delivery.outcome != DeliveryOutcome.FILED:
        for name, body in taken.items():
            photos.set_photo_aside(delivery, name, body)
    for photo in Photo.objects.filter(visit__delivery=delivery, sha256__in=taken, arrived_at=None):
        photos.store_visit_photo(photo, taken[photo.sha256])


def freeze_form_content(shown, answers, taken, caption) -> dict:
    frozen = {
        "v": 1,
        "id": shown.id,
        "household": shown.household,
        "made_at": shanghai_now().isoformat(),
        "day_touched": True,
        "answers": answers,
        "seen": shown.seen,
        "position": None,
        "photos": [
            {"sha256": one, "kind": PhotoKind.PHOTO.value, "bytes": len(taken[one]), "caption": caption}
            for one in taken
        ],
    }
    if shown.corrects:
        frozen |= shown.corrects | {"photos": [*shown.corrects["photos"], *frozen["photos"]]}
    return frozen


def earlier_form_delivery(shown, by):
    return Delivery.objects.filter(visit_key=shown.id, by=by)


def is_same_content(body, told) -> bool:
    """Whether an earlier delivery differs from this one only in the moment it was made."""
    return {**json.loads(body), "made_at": ""} == {**told, "made_at": ""}
