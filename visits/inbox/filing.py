"""Filing a visit: its row, its guarantee check, the photos it names, and what it says of people and income. Everything
in the caller's transaction; whoever listens to `visit_submitted` is told with it."""

from uuid import uuid4

from django.db import transaction

from accounts.audit.log import record_access
from core.dates import SHANGHAI
from households.choices import Source
from households.models import GuaranteeCheck, Household
from visits import photos
from visits.models import DeliveryOutcome, Photo, Visit
from visits.observations import settling
from visits.observations.things import things_said
from visits.questionnaire import answers as given
from visits.questionnaire.questions import MET
from visits.signals import visit_submitted

PLAIN_ANSWERS = ("purpose", "way", "people_met", "needs", "note")


def file_visit(content, delivery, household, *, by=None) -> Visit:
    """Make a visit of a delivered content. `by` assigned it, when it was not the caseworker."""
    Household.objects.select_for_update().get(pk=household.pk)  # two visits to one household speak one after the other
    observed_at = content.observed_at(delivery.clock_offset, delivery.received_at)
    answers = given.clean_answers(content.answers_on(observed_at.astimezone(SHANGHAI).date()))
    visit = create_visit(content, delivery, household, answers, observed_at)
    Photo.objects.bulk_create([Photo(visit=visit, **one) for one in unique_photos(content.photos)])
    create_guarantee_check(visit, answers)
    settling.apply_observations(visit, things_said(answers, content.seen))
    record_access(by or delivery.by, "visit_submitted", visit, area=household.village, road=delivery.road)
    transaction.on_commit(lambda: photos.collect_early_photos(visit), robust=True)
    visit_submitted.send(Visit, visit=visit)
    return visit


def create_visit(content, delivery, household, answers, observed_at) -> Visit:
    visit = Visit(
        id=content.id if delivery.outcome != DeliveryOutcome.SECOND else uuid4(),
        delivery=delivery,
        household=household,
        visited_by=delivery.by,
        visited_on=answers["visited_on"],
        observed_at=observed_at,
        shocks=sorted(set(answers.get("shocks", []))),
        next_visit_on=answers.get("next_visit_on"),
        **{name: answers.get(name, "") for name in PLAIN_ANSWERS},
        **(content.position or {}),
    )
    visit.save(force_insert=True)
    visit.refresh_from_db()
    return visit


def unique_photos(photos) -> list:
    return list({photo["sha256"]: photo for photo in photos}.values())


def create_guarantee_check(visit, answers) -> None:
    """The answers about the two worries, the three guarantees and water; nothing when none was asked."""
    asked = {
        name: answers[f"check_{name}"] == MET for name in GuaranteeCheck.GUARANTEES if answers.get(f"check_{name}")
    }
    if asked:
        GuaranteeCheck.objects.create(
            household=visit.household,
            checked_on=visit.visited_on,
            found_at=visit.observed_at,
            source=Source.VISIT,
            source_visit=visit.pk,
            water_problem=answers.get("water_problem", ""),
            water_out_since=answers.get("water_out_since"),
            **asked,
        )
