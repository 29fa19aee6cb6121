"""Filing a visit: its row, its guarantee check, the photos it names, and what it says of people and income. Everything
happens in the caller's transaction; receivers of `visit_submitted` run in it too."""

from uuid import uuid4

from accounts.audit.log import record_access
from accounts.permissions import Permission, may
from core.dates import SHANGHAI
from core.outbox.actions import put_in_outbox
from households.choices import Source
from households.counties import share_registry_turn
from households.income.questions import settle_income_question
from households.models import GuaranteeCheck, Household, IncomeQuestion
from visits.models import DeliveryOutcome, Photo, Visit, VisitAnswerFate, VisitResult
from visits.observations import proposals, settling
from visits.observations.income import tell_visit_income
from visits.observations.things import things_said
from visits.observations.whose import tell_whose
from visits.questionnaire import substance
from visits.questionnaire.answers import clean_answers
from visits.questionnaire.declare import CHOICES, DATE, NUMBER, TIME, YES, Keeps
from visits.questionnaire.questions import MET, MET_CHOICES, questions_that_keep
from visits.signals import visit_submitted


def file_visit(content, delivery, household, *, by=None) -> Visit:
    """Make a visit from delivered content. `by` is the official who assigned it, if it was not filed directly. Raises
    ActionRefused while a registry file is being saved."""
    share_registry_turn(household.county_id)
    # Two visits to one household are filed one after the other.
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    observed_at = content.observed_at(delivery.clock_offset, delivery.received_at)
    answers = clean_answers(content.answers_on(observed_at.astimezone(SHANGHAI).date()))
    if substance.is_as_before(answers, content.seen):
        answers = dict.fromkeys(substance.CHECKS, MET) | answers
    visit = create_visit(content, delivery, household, answers, observed_at)
    Photo.objects.bulk_create([Photo(visit=visit, **one) for one in unique_photos(content.photos)])
    create_guarantee_check(visit, answers)
    settling.apply_observations(visit, things_said(answers, content.seen))
    tell_visit_income(visit, answers, content.seen)
    tell_whose(visit, answers)
    proposals.propose_people_told(visit)
    proposals.propose_corrections(visit, answers, content.seen)
    proposals.propose_family(visit, answers)
    if YES in answers.get("amounts_right", []):
        settle_asked_questions(visit)
    record_access(by or delivery.by, "visit_submitted", visit, area=household.village, road=delivery.road)
    if by and content.photos:  # they may have arrived while it waited
        put_in_outbox("collect_photos", household.county.code, visit.pk)
    visit_submitted.send(Visit, visit=visit)
    return visit


def settle_asked_questions(visit) -> None:
    """Settle the questions about income that stood on the form: the family was asked, and the amounts are right."""
    if may(visit.visited_by, Permission.VISIT_LOG, visit.household.village):
        asked = IncomeQuestion.objects.open().filter(household=visit.household, raised_at__lte=visit.observed_at)
        for question in asked.select_related("household__village"):
            settle_income_question(question, by=visit.visited_by)


def create_visit(content, delivery, household, answers, observed_at) -> Visit:
    carries = content.answer and answers.get("result") == VisitResult.MET
    visit = Visit(
        id=content.id if delivery.outcome != DeliveryOutcome.SECOND else uuid4(),
        delivery=delivery,
        household=household,
        visited_by=delivery.by,
        observed_at=observed_at,
        **{question.name: visit_column(question, answers) for question in questions_that_keep(Keeps.VISIT)},
        guarantees_as_before=is_confirmed_as_before(answers, content.seen),
        lacks=substance.visit_lacks(answers, content.seen),
        answer_fate=VisitAnswerFate.WAITING if carries else "",
        **(content.position or {}),
    )
    visit.save(force_insert=True)
    visit.refresh_from_db()
    return visit


def is_confirmed_as_before(answers, seen) -> bool:
    """Whether one tap said that all six guarantees are met as last time, and no answer says otherwise."""
    return substance.is_as_before(answers, seen) and all(answers[name] == MET for name in substance.CHECKS)


def visit_column(question, answers):
    """Return what the visit keeps of an answer."""
    if question.kind == CHOICES:
        return sorted(set(answers.get(question.name, [])))
    return answers.get(question.name, None if question.kind in (DATE, NUMBER, TIME) else "")


def unique_photos(photos) -> list:
    return list({photo["sha256"]: photo for photo in photos}.values())


def create_guarantee_check(visit, answers) -> None:
    """Store the answers about the two worries, the three guarantees and water; nothing when none was asked."""
    given = [question for question in questions_that_keep(Keeps.CHECK) if answers.get(question.name)]
    asked = {question.name.removeprefix("check_"): check_column(question, answers) for question in given}
    if asked:
        GuaranteeCheck.objects.create(
            household=visit.household,
            checked_on=visit.visited_on,
            found_at=visit.observed_at,
            source=Source.VISIT,
            source_visit=visit.pk,
            **asked,
        )


def check_column(question, answers):
    """Return what the guarantee check keeps of an answer."""
    answer = answers[question.name]
    return answer == MET if question.choices == MET_CHOICES else answer
