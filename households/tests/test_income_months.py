"""Income that is true however it arrives: what a household has a head, when people have told of it. Today is
29 November 2026, so the window is November 2025 to October 2026. A year N is October N-1 to September N."""

import datetime as dt
from decimal import Decimal

import pytest

from households.choices import IncomeQuestionReason, Teller
from households.facts import FACT_GROUPS
from households.models import IncomeQuestion
from policy import parameters
from povwatch.tests.factories import household, member, told

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)
WORK, POST = "wages_labour", "wages_township"


def day(text):
    return dt.date.fromisoformat(text)


def month(text):
    return day(f"{text}-01")


@pytest.fixture
def family(heyi):
    """One person, An; `with_people(2)` makes it two, An and Bo."""
    return household(heyi, people=1)


def with_people(family, count):
    while family.members.count() < count:
        member(family)
    return family.members.order_by("pk")


def told_year(family, year, lines, on=None, **more):
    return told(family, lines, first=month(f"{year - 1}-10"), months=12, on=on or day(f"{year}-11-01"), **more)


def visited(family, on, about, lines):
    return told(family, lines, first=month(about), on=day(on), teller=Teller.VISIT, topics=())


def told_of_one(family, person, about, lines, *, on=None, teller=Teller.DEPARTMENT, began=None, topics=()):
    lines = {(item, person): yuan for item, yuan in lines.items()}
    more = {"topics": topics, "began_on": began and day(began), "member": person, "teller": teller}
    return told(family, lines, first=month(about), on=on and day(on), **more)


def posted(family, person, yuan, since, until="2026-11"):
    """A post's promise, month by month at each month's end."""
    about = month(since)
    while about < month(until):
        on = (about + dt.timedelta(31)).replace(day=1) - dt.timedelta(1)
        lines = {(POST, person): yuan}
        told(family, lines, first=about, on=on, member=person, teller=Teller.POST, topics=(), began_on=month(since))
        about = on + dt.timedelta(1)


def found(family, on=TODAY):
    """Return the income facts of the day."""
    p = parameters.parameters_on(on, family.county)
    facts = {}
    for group in ("income", "members"):
        for _household, *values in FACT_GROUPS[group].rows(p, pk=family.pk):
            facts |= dict(zip(FACT_GROUPS[group].facts, values, strict=True))
    return facts


def a_head(family, on=TODAY):
    facts = found(family, on)
    return None if facts.get("net") is None else facts["net"] / facts["people"]


def carried(family, on=TODAY):
    return found(family, on)["income_carried"]


def asked_about(family):
    return list(IncomeQuestion.objects.filter(household=family).values_list("reason", flat=True))


def test_a_year_and_a_visit_a_year_later_carry_on(family):
    (an,) = family.members.all()
    told_year(family, 2025, {WORK: 40_000, "pension": 1_200})
    visited(family, "2026-11-10", "2026-10", {(WORK, an): 3_500})
    assert (a_head(family), carried(family)) == (Decimal("41366.63"), 12)


@pytest.mark.parametrize(
    ("on", "months"), [("2026-10-15", 0), ("2026-11-29", 1), ("2026-12-31", 2), ("2027-01-15", 3), ("2027-10-15", 12)]
)
def test_a_year_holds_on_every_day_and_says_how_much_is_carried(family, on, months):
    with_people(family, 2)
    told_year(family, 2026, {WORK: 24_000})
    assert (a_head(family, day(on)), carried(family, day(on))) == (12_000, months)


@pytest.mark.parametrize("year_first", [True, False])
@pytest.mark.parametrize(("visit_on", "yuan"), [("2026-10-05", 42_000), ("2026-11-10", 41_500)])
def test_a_month_told_before_a_year_is_part_of_it_and_one_told_after_replaces(family, year_first, visit_on, yuan):
    (an,) = family.members.all()
    arrivals = [
        lambda: told_year(family, 2026, {WORK: 42_000}),
        lambda: visited(family, visit_on, "2026-09", {(WORK, an): 3_000}),
    ]
    for arrival in arrivals if year_first else reversed(arrivals):
        arrival()
    assert a_head(family, day("2026-10-15")) == yuan


def test_a_month_after_a_year_is_a_month_of_its_own(family):
    (an,) = family.members.all()
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-10", "2026-10", {(WORK, an): 1_500})
    assert a_head(family) == 23_500


def test_twelve_months_told_before_the_year_hold_and_a_question_stands(family):
    (an,) = family.members.all()
    for n in range(12):
        about = dt.date(2025 + (9 + n) // 12, (9 + n) % 12 + 1, 1)
        visited(family, f"{about + dt.timedelta(40)}", f"{about:%Y-%m}", {(WORK, an): 1_000})
    told_year(family, 2026, {WORK: 24_000})
    assert a_head(family, day("2026-10-15")) == 12_000
    assert asked_about(family) == [IncomeQuestionReason.FILLED]


@pytest.mark.parametrize(("since", "yuan"), [("2026-06", 22_500), ("2026-10", 22_800)])
def test_a_post_is_part_of_the_total_and_adds_only_when_it_began_after(family, since, yuan):
    _an, bo = with_people(family, 2)
    told_year(family, 2026, {WORK: 45_000})
    posted(family, bo, 600, since)
    assert a_head(family) == yuan


def test_a_post_begun_after_the_year_adds_beside_a_line_of_the_same_person(family):
    (an,) = family.members.all()
    told_year(family, 2026, {(WORK, an): 24_000})
    posted(family, an, 600, "2026-10")
    assert a_head(family) == 24_600


def test_what_a_visit_says_replaces_what_an_import_said(family):
    (an,) = family.members.all()
    for n in range(12):
        about = dt.date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1)
        told(family, {(WORK, an): 750}, first=about, on=day("2026-11-01"))
    visited(family, "2026-11-15", "2026-10", {(WORK, an): 200})
    assert a_head(family) == 8_450


def test_the_income_of_a_father_who_died_is_not_shared(family):
    father, _widow = with_people(family, 2)
    for n in range(12):
        first = dt.date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1)
        told(family, {(WORK, father): 3_000, "pension": 100}, first=first, on=day("2026-11-01"))
    assert a_head(family) == Decimal(37_200) / 2
    father.left_on, father.left_reason = day("2026-11-20"), "died"
    father.save()
    assert a_head(family) == 1_200


def test_an_amount_of_a_person_and_an_undivided_one_count_once(family):
    (an,) = family.members.all()
    for n in range(12):
        first = dt.date(2025 + (10 + n) // 12, (10 + n) % 12 + 1, 1)
        told(family, {(WORK, an): 600, WORK: 600}, first=first, on=day("2026-11-01"))
    assert (a_head(family), asked_about(family)) == (7_200, [IncomeQuestionReason.BOTH])


@pytest.mark.parametrize(("undivided", "yuan"), [(20_000, Decimal("19999.99")), (5_000, Decimal("7999.99"))])
def test_an_undivided_year_holds_the_persons_lines(family, undivided, yuan):
    (an,) = family.members.all()
    told_year(family, 2026, {(WORK, an): 8_000, WORK: undivided})
    assert (a_head(family), asked_about(family)) == (yuan, [IncomeQuestionReason.BOTH])


def test_who_left_takes_the_own_line_along_and_an_undivided_amount_is_asked_about(family):
    an, bo = with_people(family, 2)
    told_year(family, 2026, {(WORK, an): 20_000, (WORK, bo): 10_000})
    bo.left_on, bo.left_reason = day("2026-10-01"), "moved"
    bo.save()
    assert a_head(family) == Decimal("19999.99")
    told_year(family, 2026, {WORK: 30_000}, on=day("2026-11-02"))
    assert (a_head(family), asked_about(family)) == (30_000, [IncomeQuestionReason.LEFT])


def test_a_harvest_is_carried_from_the_same_month_of_the_year_before(family):
    told_year(family, 2025, {WORK: 12_000})
    told_year(family, 2026, {WORK: 12_000})
    visited(family, "2026-11-02", "2026-10", {"crops": 6_110})
    assert a_head(family, day("2027-01-10")) == 18_110


@pytest.mark.parametrize(
    ("about", "on", "yuan"),
    [("2026-10", "2026-11-29", 33_000), ("2026-09", "2026-11-29", 30_000), ("2026-10", "2027-01-05", 27_000)],
)
def test_no_wages_by_the_labour_office_goes_on(family, about, on, yuan):
    (an,) = family.members.all()
    told_year(family, 2026, {(WORK, an): 36_000})
    told_of_one(family, an, about, {}, on="2026-11-05", topics=[1])
    assert a_head(family, day(on)) == yuan


def test_a_month_told_on_the_day_of_the_year_is_part_of_it(family):
    (an,) = family.members.all()
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-01", "2026-08", {(WORK, an): 1_500})
    assert a_head(family, day("2026-10-15")) == 24_000


@pytest.mark.parametrize(("on", "yuan"), [("2026-11-29", 12_000), ("2027-01-31", 12_000), ("2027-02-15", None)])
def test_a_year_goes_on_for_fifteen_months_and_no_longer(family, on, yuan):
    told_year(family, 2025, {WORK: 12_000})
    assert a_head(family, day(on)) == yuan


def test_what_was_not_told_in_full_is_unknown(family):
    (an,) = family.members.all()
    posted(family, an, 600, "2026-06")
    assert a_head(family) is None
    visited(family, "2026-11-10", "2026-10", {(WORK, an): 1_500})
    assert a_head(family) is None
    told(family, {WORK: 12_000}, first=month("2025-10"), months=12, topics=(), on=day("2026-11-01"))
    assert a_head(family) is None
