"""Small invented households for tests: `household(village, people=2, income=9_000)`."""

import datetime as dt
import itertools
from contextlib import contextmanager
from decimal import Decimal

import pgtrigger
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Area, Grant, User
from cases.choices import IS_CLEARED, CaseState, CaseStep, CaseType
from cases.models import Case, CaseTransition
from core.database_roles import as_owner
from core.dates import add_months, last_of_month, today, twelve_full_months
from core.sql import execute_sql
from households.choices import (
    TOPIC_OF_ITEM,
    TOPICS_OF_NET_INCOME,
    HouseholdKind,
    IncomeItem,
    Insurance,
    Labour,
    Relation,
    SchoolStage,
    Sex,
    Teller,
)
from households.income.statements import income_line, tell_income
from households.models import Household, Member

DAY = dt.date(2026, 6, 15)  # "today" in most tests
_numbers = itertools.count(1)


def area(code, name, parent=None):
    """An area whose level follows from the length of its code: 6, 9 or 12 digits."""
    level = {6: Area.Level.COUNTY, 9: Area.Level.TOWNSHIP, 12: Area.Level.VILLAGE}[len(code)]
    made, _ = Area.objects.get_or_create(
        code=code, defaults={"level": level, "name": name, "official_name": name, "parent": parent}
    )
    return made


def person(username, role, where, *, department="", since=dt.date(2020, 1, 1)):
    """Somebody of the cast, with one role over one area; a liaison for one department."""
    user = User.objects.create_user(username, "river-stone-42", full_name=username.capitalize())
    grant(user, role, where, department=department, valid_from=since)
    return user


def grant(user, role, where, **fields):
    """A grant in force; how it was proposed and confirmed is told in accounts/tests/test_grants.py."""
    fields = {"valid_from": dt.date(2020, 1, 1), **fields}
    return Grant.objects.create(user=user, role=role, area=where, origin="sample", **fields)


def rewrite_grants(grants, **values):
    """Let grants always have been otherwise, which the database allows to nobody."""
    with as_owner(), pgtrigger.ignore("accounts.Grant:only_narrower"):
        return grants.update(**values)


@contextmanager
def told_as_they_are():
    """Write cases whose steps did not lead where they stand, which the database takes from nobody else."""
    held = ("cases.Case:follows_steps", "cases.CaseTransition:leads_to_state")
    with as_owner(), pgtrigger.ignore(*held):
        yield
        connection.check_constraints()  # now, while nothing is held


def analyze_tables():
    """Tell the planner how many rows there are now, as autovacuum does for a county. Rows of a test's transaction are
    unknown to it, and plans made for the empty tables of other tests take hours."""
    with as_owner():
        execute_sql("ANALYZE")


def household(village, *, people=2, income=None, day=DAY, **fields):
    """A household on file in `village` with a head and others, all healthy and insured adults. `income` is yuan a
    person over the 12 full months before `day`, earned evenly by wages; leave it out for "not asked"."""
    fields = {"kind": HouseholdKind.LIFTED, "number": f"T{next(_numbers):09d}", "house_grade": "A", **fields}
    made = Household.objects.create(village=village, county=Area.objects.get(code=village.county_code), **fields)
    for index in range(people):
        member(made, relation=Relation.HEAD if index == 0 else Relation.OTHER, name=f"Sample {made.number}-{index}")
    if income is not None:
        earn(made, Decimal(income) * people, day=day)
    return made


def member(of, **fields):
    """One more person of a household; an insured adult of 40 able to work unless said otherwise."""
    fields = {
        "relation": Relation.OTHER,
        "name": "Sample Person",
        "sex": Sex.FEMALE,
        "birth_date": dt.date(1986, 3, 1),
        "school_stage": SchoolStage.NONE,
        "labour": Labour.ORDINARY,
        "insurance": Insurance.RESIDENT,
        "has_chronic_illness": False,
        "has_serious_illness": False,
        "has_allowance": False,
        "is_destitute": False,
        **fields,
    }
    return Member.objects.create(household=of, **fields)


def told(of, lines, *, first, months=1, on=None, teller=Teller.REGISTRY, topics=TOPICS_OF_NET_INCOME, **more):
    """A statement of income for `months` from `first` on. `lines` is {item: yuan} undivided or {(item, person): yuan};
    `topics` were asked besides those it names."""
    named = [(key if isinstance(key, tuple) else (key, None), yuan) for key, yuan in lines.items()]
    return tell_income(
        of,
        teller=teller,
        told_on=on or last_of_month(add_months(first, months)),
        first_month=first,
        months=months,
        lines=[income_line(item, yuan, member=person) for (item, person), yuan in named],
        topics=topics,
        **more,
    )


def earn(of, total, *, day=DAY, item=IncomeItem.WAGES_LABOUR, years_back=0, person=None):
    """`total` yuan of one item over the 12 full months before `day`, told together with what was told of them."""
    start = twelve_full_months(day, years_back=years_back).start
    return tell_more(of, start, 12, day, income_line(item, total, member=person))


def earn_in_month(of, month, amount, item=IncomeItem.WAGES_LABOUR, person=None):
    """Yuan of one item in one month, told at its end together with what was told of it before."""
    return tell_more(of, month, 1, last_of_month(month), income_line(item, amount, member=person))


def tell_more(of, first, months, on, line):
    before = of.statements.standing().filter(first_month=first, months=months, member=None, told_on=on)
    lines = [line for one in before for line in one.lines]
    before.update(withdrawn_at=timezone.now())
    return tell_income(
        of, teller=Teller.VISIT, told_on=on, first_month=first, months=months, lines=[*lines, line],
        topics=TOPICS_OF_NET_INCOME if TOPIC_OF_ITEM[line["item"]] in TOPICS_OF_NET_INCOME else (),
    )  # fmt: skip


@transaction.atomic
def case(of, *, identified_on=dt.date(2025, 3, 1), cleared_on=None, line=Decimal(8800), **fields):
    """An approved case, active or cleared, with its transitions."""
    state = CaseState.CLEARED if cleared_on else CaseState.ACTIVE
    cleared = {"cleared_on": cleared_on, "clear_method": "assistance", "line_at_clearing": line} if cleared_on else {}
    made = Case.objects.create(
        household=of,
        state=state,
        identified_on=identified_on,
        line_at_identification=line,
        **{"case_type": CaseType.UNSTABLE, "risks": ["01"], **cleared, **fields},
    )
    where = {"case": made, "village": of.village}
    CaseTransition.objects.create(
        **where, step=CaseStep.IDENTIFY, source=CaseState.CANDIDATE, target=CaseState.ACTIVE, effective_on=identified_on
    )
    if cleared_on:
        CaseTransition.objects.create(
            **where, step=CaseStep.CLEAR, source=CaseState.CLEARING, target=CaseState.CLEARED, effective_on=cleared_on,
            clear_method=made.clear_method,
        )  # fmt: skip
    return made


@transaction.atomic
def move(of, step, source, target, on, **fields):
    """One line in a case's history, and the case where it leads: the database lets neither stand alone."""
    stands = Case.objects.get(pk=of.pk)
    if stands.state != target:
        Case.objects.filter(pk=of.pk).update(state=target, **dated_as(stands, target, on))
    return CaseTransition.objects.create(
        case=of, step=step, source=source, target=target, effective_on=on, village=of.household.village, **fields
    )


def dated_as(of, state, on) -> dict:
    """What a case must say of its days in a state."""
    if state in IS_CLEARED:
        line = of.line_at_identification
        return {} if of.cleared_on else {"cleared_on": on, "clear_method": "natural", "line_at_clearing": line}
    if state == CaseState.ACTIVE and not of.identified_on:
        return {"identified_on": on, "line_at_identification": Decimal(8800)}
    return {} if state == CaseState.ENDED else {"cleared_on": None, "clear_method": "", "line_at_clearing": None}


@transaction.atomic
def stand(things, state, **fields):
    """Let things (a queryset, or one) stand in a state to which a step led; which one does not matter here."""
    rows = things if isinstance(things, QuerySet) else type(things).objects.filter(pk=things.pk)
    found = list(rows)
    type(found[0]).objects.filter(pk__in=[one.pk for one in found]).update(state=state, **fields)
    for one in found:
        led_to(one, state)
    if not isinstance(things, QuerySet):
        things.refresh_from_db()
    return things


def led_to(thing, state=None, on=None, step="move"):
    """The step that led a thing to a state, the one in which it stands now; the database asks for it."""
    where = {"village": thing.household.village} if isinstance(thing, Case) else {}
    thing.transitions.create(step=step, source="", target=state or thing.state, effective_on=on or today(), **where)
    return thing
