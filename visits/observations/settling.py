"""Merging what visits said. Whatever the order in which visits arrive, the result is the same: observations of
different things are combined; of one thing the visit that was finished later holds; when a caseworker had not seen the
other's answer, both are left for the township to look at.

What a source other than a visit put on file, and the caseworker had not been shown, is never overwritten."""

from itertools import pairwise

from households.income.statements import withdraw_statements
from households.models import IncomeStatement
from visits.models import Observation, ObservationDecision, ObservationStanding, VisitState

from .on_file import HeldValue, HouseholdOnFile
from .things import NOTHING_SAID, comparable_value, says_more


def apply_observations(visit, said: dict) -> None:
    """Keep what a visit said ({thing: (value, seen)}) and write to the household's record what holds now. The caller
    holds the household's lock."""
    record = HouseholdOnFile(visit.household)
    said = {thing: both for thing, both in said.items() if record.knows(thing)}
    earlier = observations_about(visit.household, said)
    on_file = record.current(said)
    made = [
        Observation(
            visit=visit,
            household=visit.household,
            thing=thing,
            value=value,
            seen=seen,
            observed_at=visit.observed_at,
            # What is on file now may come from an earlier visit, which knows what was there before it.
            outside=earlier[thing][0].outside if thing in earlier else on_file[thing],
        )
        for thing, (value, seen) in said.items()
    ]
    Observation.objects.bulk_create(made)
    settle_observations(visit.household, record, said)


def withdraw_observations(visit) -> None:
    """Take back what a voided visit said: what held before it holds again."""
    withdraw_statements(IncomeStatement.objects.filter(source_visit=visit.pk))
    things = list(visit.observations.values_list("thing", flat=True))
    settle_observations(visit.household, HouseholdOnFile(visit.household), things)


def observations_about(household, things) -> dict:
    """Return {thing: its observations, the earliest first}, without those of voided visits and refused ones."""
    found = {}
    rows = Observation.objects.filter(household=household, thing__in=list(things))
    rows = rows.exclude(visit__state=VisitState.VOIDED).exclude(decision=ObservationDecision.REFUSED)
    for row in rows.order_by("observed_at", "visit_id").select_related("visit"):
        found.setdefault(row.thing, []).append(row)
    return found


def settle_observations(household, record, things) -> None:
    """Judge every observation about these things again and write what holds."""
    by_thing, on_file = observations_about(household, things), record.current(things)
    holding, judged = [], []
    for thing in things:
        rows = by_thing.get(thing, [])
        judge_observations(rows, on_file[thing])
        judged += rows
        holding += [value_that_holds(household, thing, rows)]
    Observation.objects.bulk_update(judged, ["standing", "other", "outside"])
    record.write([one for one in holding if one.before or is_news(one.value, on_file[one.thing])])


def is_news(value, on_file) -> bool:
    """Whether a value differs from what is on file, or is more exact."""
    return comparable_value(value) != comparable_value(on_file) or says_more(value, on_file)


def judge_observations(rows, on_file) -> None:
    """Set `standing` and `other` of all observations about one thing, given in the order in which they were made."""
    values = {comparable_value(row.value) for row in rows}
    for row, later in pairwise(rows):
        row.standing = ObservationStanding.OUTDONE
        row.other = (
            later.value
            if comparable_value(row.value) not in (comparable_value(later.seen), comparable_value(later.value))
            else NOTHING_SAID
        )
    for row in rows:
        # A value on file that no visit said was put there by another source.
        row.outside = row.outside if comparable_value(on_file) in values else on_file
    for last in rows[-1:]:  # none when all visits were voided
        strange = is_outside_change(last.outside, values, rows)
        last.standing = ObservationStanding.OVERRULED if strange else ObservationStanding.HOLDS
        last.other = last.outside if strange else NOTHING_SAID


def is_outside_change(outside, values, rows) -> bool:
    """Whether another source said something that no caseworker had been shown, and the township has not decided."""
    shown = {comparable_value(row.seen) for row in rows} | values | {NOTHING_SAID}
    return comparable_value(outside) not in shown and rows[-1].decision != ObservationDecision.VISIT


def value_that_holds(household, thing, rows) -> HeldValue:
    """Return what is to be on file, and by which visit."""
    if not rows:
        # All visits are voided: what was on file before the first of them holds again.
        first = Observation.objects.filter(household=household, thing=thing)[0]
        return HeldValue(thing, first.outside)
    last = rows[-1]
    if last.standing != ObservationStanding.HOLDS:
        return HeldValue(thing, last.outside)
    # Only work has a past that may be missing on file; other things have one value.
    before = rows[-2].value if rows[1:] and thing.endswith("-work") else NOTHING_SAID
    return HeldValue(thing, last.value, last.visit_id, last.visit.visited_on, before)
