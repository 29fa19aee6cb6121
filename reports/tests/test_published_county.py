"""A whole county built from published figures, read back through the indicators."""

import datetime as dt
from decimal import Decimal

import pytest

from cases.choices import CaseState, CaseStep, CaseType, ClearMethod
from cases.models import Case, CaseTransition
from households.choices import HouseholdKind, Relation
from households.models import Household, Member
from povwatch.tests.factories import analyze_tables
from reports.indicators.figures import Indicators

IDENTIFIED, CLEARED = dt.date(2022, 3, 1), dt.date(2023, 8, 20)
DAY = dt.date(2023, 8, 31)


def monitored(village, households, people, *, cleared):
    """So many monitored households with so many people in all, the first of them cleared."""
    sizes = [people // households + (index < people % households) for index in range(households)]
    families = Household.objects.bulk_create(
        Household(
            county=village.parent.parent, village=village, number=f"{cleared:d}{index:06d}", kind=HouseholdKind.LIFTED
        )
        for index in range(households)
    )
    Member.objects.bulk_create(
        Member(household=family, name="Sample", relation=Relation.OTHER)
        for family, size in zip(families, sizes, strict=True)
        for _ in range(size)
    )
    cases = Case.objects.bulk_create(case_of(family, cleared=cleared) for family in families)
    CaseTransition.objects.bulk_create(entry for case in cases for entry in entries_of(case))


def case_of(family, *, cleared):
    end = {"cleared_on": CLEARED, "line_at_clearing": Decimal(7600), "clear_method": ClearMethod.ASSISTANCE}
    return Case(
        household=family,
        case_type=CaseType.UNSTABLE,
        risks=["01"],
        identified_on=IDENTIFIED,
        line_at_identification=Decimal(6800),
        state=CaseState.CLEARED if cleared else CaseState.ACTIVE,
        **(end if cleared else {}),
    )


def entries_of(case):
    village = case.household.village
    yield CaseTransition(
        case=case,
        step=CaseStep.IDENTIFY,
        source=CaseState.CANDIDATE,
        target=CaseState.ACTIVE,
        effective_on=IDENTIFIED,
        village=village,
    )
    if case.cleared_on:
        yield CaseTransition(
            case=case,
            step=CaseStep.CLEAR,
            source=CaseState.CLEARING,
            target=CaseState.CLEARED,
            effective_on=CLEARED,
            village=village,
            clear_method=case.clear_method,
        )


# How many people of Zigui's cleared households there were was not published: 3,804 is a made-up number.
@pytest.mark.parametrize(
    "households,people,cleared_households,cleared_people,by_households,by_people",
    [
        pytest.param(921, 2_840, 510, 1_592, "55.37", "56.06", id="Ezhou 2023-08"),
        pytest.param(1_792, 4_248, 1_604, 3_804, "89.51", "89.55", id="Zigui 2022 first half"),
    ],
)
def test_published_county(heyi, households, people, cleared_households, cleared_people, by_households, by_people):
    monitored(heyi, cleared_households, cleared_people, cleared=True)
    monitored(heyi, households - cleared_households, people - cleared_people, cleared=False)
    analyze_tables()
    total = Indicators([heyi.parent.parent], DAY).total
    assert total["monitored"] == {"households": households, "people": people}
    assert total["cleared"] == {"households": cleared_households, "people": cleared_people}
    assert f"{100 * total['share']['households']:.2f}" == by_households
    assert f"{100 * total['share']['people']:.2f}" == by_people
    assert total["month"]["cleared_by_assistance"]["households"] == cleared_households
