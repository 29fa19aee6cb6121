"""What a visit proposes for the registry: corrections of who somebody is, which count when they are confirmed; and who
joined or left, which holds at once and waits to be confirmed all the same."""

import json
from contextlib import suppress

from core.workflow import ActionRefused
from households.changes import actions as registry
from households.choices import HouseholdKind, Relation
from households.models import ChangeSource, Member
from households.models.change_values import BIRTH
from households.unknown.actions import tell_of_unknown_person, wait_for_change
from visits.models import Observation, ObservationDecision, ObservationStanding, VisitState
from visits.questionnaire.declare import ID_NUMBER, PAST_YEAR, YES, Keeps
from visits.questionnaire.questions import MAX_FAMILY, questions_that_keep

from . import settling
from .on_file import HouseholdOnFile
from .things import (
    NOTHING_SAID,
    PROPOSED_OF_HOUSEHOLD,
    comparable_value,
    is_answer_changed,
    member_pk_of_thing,
    newcomer_key,
)

CORRECTIONS = {
    question.column: question for question in questions_that_keep(Keeps.PROPOSAL) if question.name.startswith("m*-")
}
NOT_GONE = {"left_on": None, "left_reason": ""}


def propose_corrections(visit, answers, seen) -> None:
    """Propose what a visit's cleaned answers correct about each member and of the household; what was left as it was
    shown, or the registry says already, is left out."""
    people = visit.household.members.in_bulk()
    said = {pk: corrections_said(f"m{pk}-", answers) for pk in people}
    for pk, values in said.items():
        if values:
            propose_from_visit(visit, "person", member=people[pk], values=values)
    changed = {name for name in PROPOSED_OF_HOUSEHOLD if is_answer_changed(name, answers, seen)}
    if changed:
        values = {name: correction_value(PROPOSED_OF_HOUSEHOLD[name], answers[name]) for name in changed}
        propose_from_visit(visit, "household", values=values)


def propose_family(visit, answers) -> None:
    """Propose the family that a visit's cleaned answers tell of, in the village of the household that was visited; its
    people stand among those nobody knows yet until that is decided."""
    people = [person for n in range(1, MAX_FAMILY + 1) if (person := family_member(n, answers))]
    if people:
        values = {"number": "", "kind": HouseholdKind.GENERAL.value, "phone": answers.get("fam-phone", "")}
        told = {"values": values | {"people": people}, "reason": answers.get("fam-note", "")}
        change = propose_from_visit(visit, "home", household=None, **told)
        for person in people:
            tell_of_neighbour(visit, person, change, phone=values["phone"], note=told["reason"])


def tell_of_neighbour(visit, person, change, *, phone, note) -> None:
    """Let somebody of such a family stand among the people nobody knows yet, once, however many visits tell of them."""
    area, born = visit.household.village, person.get(BIRTH, "")
    key = f"{area.pk} {newcomer_key(person['name'], born)}"
    who = {"name": person["name"], "birth": born, "sex": person.get("sex", ""), "phone": phone, "note": note}
    told = tell_of_unknown_person(area, told_by="visit", key=key, told_on=visit.visited_on, **who)
    if change:
        wait_for_change(told, change)


def family_member(n, answers) -> dict:
    """Return the nth person of such a family as changes keep it; empty when there is none."""
    told = {name: answers[f"fam{n}-{name}"] for name in ("name", "sex", BIRTH) if f"fam{n}-{name}" in answers}
    return told and told | {"relation": answers.get(f"fam{n}-relation", Relation.HEAD.value)}


def corrections_said(prefix, answers) -> dict:
    """Return {field: value as changes keep it} of what is said of one member."""
    said = {name: answers.get(prefix + name) for name in CORRECTIONS}
    return {name: correction_value(CORRECTIONS[name], answer) for name, answer in said.items() if answer}


def correction_value(question, answer):
    """Return an answer as changes keep it: yes or no, a number, a text."""
    if question.is_yes_or_no:
        return answer == YES
    if question.kind == ID_NUMBER:
        return answer.upper()
    return int(answer) if question.kind == PAST_YEAR or question.column == "disability_level" else answer


def propose_from_visit(visit, kind, **told):
    """Propose a change in the name of who visited; None when the registry says so already, or it waits already."""
    with suppress(ActionRefused):
        return registry.propose_change(
            kind,
            by=visit.visited_by,
            village=visit.household.village,
            source=ChangeSource.VISIT,
            source_visit=visit.pk,
            **{"household": visit.household, **told},
        )


def propose_people_told(visit) -> None:
    """Let who joined or left by a visit's word, and holds already, wait to be confirmed too."""
    newcomers = HouseholdOnFile(visit.household).newcomers
    for told in visit.observations.filter(standing=ObservationStanding.HOLDS, decision=""):
        if comparable_value(told.value) == comparable_value(told.outside):
            continue  # another source said the same
        if told.thing.startswith("newcomer ") and (member := newcomers.get(told.thing.split()[1])):
            propose_from_visit(visit, "add", member=member, values=json.loads(told.value), holds=True, before={})
        elif told.thing.endswith("-left"):
            member, left = Member.objects.get(pk=member_pk_of_thing(told.thing)), json.loads(told.value)
            values = {"left_on": f"{member.left_on}", "left_reason": left["reason"]}
            propose_from_visit(visit, "left", member=member, values=values, holds=True, before=NOT_GONE)


def thing_of_change(change) -> str:
    """Return the thing that a change told on a visit is about."""
    if change.kind == "left":
        return f"m{change.member_id}-left"
    return f"newcomer {newcomer_key(change.values['name'], change.values['birth_date'])}"


def observations_of_change(change):
    return Observation.objects.filter(household=change.household_id, thing=thing_of_change(change))


def keep_people_told(change) -> None:
    """Let what was confirmed stand whatever becomes of the visits that told it."""
    rows = list(observations_of_change(change).order_by("observed_at", "visit_id"))
    said = next((row.value for row in reversed(rows) if row.visit_id == change.source_visit), NOTHING_SAID)
    for row in rows:
        row.outside = said
    Observation.objects.bulk_update(rows, ["outside"])


def take_back_people_told(change) -> None:
    """Let what was refused be as if no visit had said it."""
    rows = observations_of_change(change).exclude(visit__state=VisitState.VOIDED)
    rows.filter(decision="").update(
        decision=ObservationDecision.REFUSED, settled_at=change.decided_at, settled_by=change.decided_by
    )
    household = change.household
    settling.settle_observations(household, HouseholdOnFile(household), [thing_of_change(change)])


def withdraw_proposals(visit) -> None:
    """Withdraw what a voided visit proposed; what another visit told as well waits in that visit's name."""
    things = [one.thing for one in visit.observations.all() if is_about_belonging(one.thing)]
    registry.withdraw_changes_of_visit(visit.pk)
    others = Observation.objects.filter(household=visit.household, thing__in=things, standing=ObservationStanding.HOLDS)
    for other in others.exclude(visit__state=VisitState.VOIDED).select_related("visit__household__village"):
        propose_people_told(other.visit)


def is_about_belonging(thing) -> bool:
    """Whether a thing is about who joined or left."""
    return thing.startswith("newcomer ") or thing.endswith("-left")
