"""What visits said, brought together. Whatever the order in which visits arrive, the result is the same: different
things merge, of one thing the visit that was finished later holds, and whoever had not seen the other's answer leaves
both for the township to look at.

What another source than a visit put on file, and the caseworker had not been shown, is never overwritten."""

from itertools import pairwise

from visits.models import Decision, Standing, Statement, VisitState

from .on_file import Holding, Record
from .things import NOBODY, core


def state(visit, said: dict) -> None:
    """Keep what a visit said ({thing: (value, seen)}) and bring the household's record to what holds now. The caller
    holds the household's lock."""
    record = Record(visit.household)
    said = {thing: both for thing, both in said.items() if record.knows(thing)}
    earlier = statements_about(visit.household, said)
    on_file = record.current(said)
    made = [
        Statement(
            visit=visit, household=visit.household, thing=thing, value=value, seen=seen, observed_at=visit.observed_at,
            outside=earlier[thing][0].outside if thing in earlier else on_file[thing],
        )
        for thing, (value, seen) in said.items()
    ]  # fmt: skip
    Statement.objects.bulk_create(made)
    settle(visit.household, record, said)


def unstate(visit) -> None:
    """Take back what a voided visit said: what held before it holds again."""
    things = list(visit.statements.values_list("thing", flat=True))
    settle(visit.household, Record(visit.household), things)


def statements_about(household, things) -> dict:
    """{thing: its statements, the earliest first}, those of voided visits left out."""
    found = {}
    rows = Statement.objects.filter(household=household, thing__in=list(things)).exclude(visit__state=VisitState.VOIDED)
    for row in rows.order_by("observed_at", "visit_id").select_related("visit"):
        found.setdefault(row.thing, []).append(row)
    return found


def settle(household, record, things) -> None:
    """Judge every statement about these things anew and write what holds."""
    by_thing, on_file = statements_about(household, things), record.current(things)
    holding, judged = [], []
    for thing in things:
        rows = by_thing.get(thing, [])
        judge(rows, on_file[thing])
        judged += rows
        holding += [what_holds(household, thing, rows)]
    Statement.objects.bulk_update(judged, ["standing", "other", "outside"])
    record.write([one for one in holding if core(one.value) != core(on_file[one.thing]) or one.before])


def judge(rows, on_file) -> None:
    """Set `standing` and `other` of all statements about one thing, given in the order in which they were said."""
    values = {core(row.value) for row in rows}
    for row, later in pairwise(rows):
        row.standing = Standing.OUTDONE
        row.other = later.value if core(row.value) not in (core(later.seen), core(later.value)) else NOBODY
    for row in rows:
        row.outside = row.outside if core(on_file) in values else on_file
    for last in rows[-1:]:
        strange = is_strange(last.outside, values, rows)
        last.standing = Standing.OVERRULED if strange else Standing.HOLDS
        last.other = last.outside if strange else NOBODY


def is_strange(outside, values, rows) -> bool:
    """Whether another source said something that no caseworker had been shown, and the township has not decided."""
    shown = {core(row.seen) for row in rows} | values | {NOBODY}
    return core(outside) not in shown and rows[-1].decision != Decision.VISIT


def what_holds(household, thing, rows) -> Holding:
    """What is to stand on file, and by which visit."""
    if not rows:
        first = Statement.objects.filter(household=household, thing=thing).first()
        return Holding(thing, first.outside)
    last = rows[-1]
    if last.standing != Standing.HOLDS:
        return Holding(thing, last.outside)
    before = rows[-2].value if rows[1:] and thing.endswith("-work") else NOBODY
    return Holding(thing, last.value, last.visit_id, last.visit.visited_on, before)
