"""Small invented households for tests: `household(village, people=2, income=9_000)`."""

import datetime as dt
import itertools
from decimal import Decimal

from accounts.models import Area, Grant, User
from cases.choices import CaseState, CaseStep, CaseType
from cases.models import Case, CaseTransition
from core.dates import add_months, twelve_full_months
from households.choices import HouseholdKind, IncomeItem, Insurance, Labour, Relation, SchoolStage, Sex, Source
from households.models import Household, IncomeRecord, Member

DAY = dt.date(2026, 6, 15)  # "today" in most tests
_numbers = itertools.count(1)


def area(code, name, parent=None):
    """An area whose level follows from the length of its code: 6, 9 or 12 digits."""
    level = {6: Area.Level.COUNTY, 9: Area.Level.TOWNSHIP, 12: Area.Level.VILLAGE}[len(code)]
    made, _ = Area.objects.get_or_create(
        code=code, defaults={"level": level, "name": name, "official_name": name, "parent": parent}
    )
    return made


def person(username, role, where, *, since=dt.date(2020, 1, 1)):
    """Somebody of the cast, with one role over one area."""
    user = User.objects.create_user(username, "river-stone-42", full_name=username.capitalize())
    Grant.objects.create(user=user, role=role, area=where, valid_from=since)
    return user


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


def earn(of, total, *, day=DAY, item=IncomeItem.WAGES_LABOUR, years_back=0, person=None):
    """`total` yuan of one item over the 12 full months before `day`, in equal parts with the rest in the last."""
    start = twelve_full_months(day, years_back=years_back).start
    part = (Decimal(total) / 12).quantize(Decimal("0.01"))
    amounts = [part] * 11 + [Decimal(total) - part * 11]
    return IncomeRecord.objects.bulk_create(
        IncomeRecord(
            household=of, member=person, month=add_months(start, index), item=item, amount=amount, source=Source.VISIT
        )
        for index, amount in enumerate(amounts)
    )


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
    move(made, CaseStep.IDENTIFY, CaseState.CANDIDATE, CaseState.ACTIVE, identified_on)
    if cleared_on:
        move(made, CaseStep.CLEAR, CaseState.CLEARING, CaseState.CLEARED, cleared_on, clear_method=made.clear_method)
    return made


def move(of, step, source, target, on, **fields):
    """One line in a case's history."""
    return CaseTransition.objects.create(
        case=of, step=step, source=source, target=target, effective_on=on, village=of.household.village, **fields
    )
