"""What a household earned and spent, from real records. DAY is 15 June 2026: the twelve full months are June 2025 to
May 2026."""

import datetime as dt
from decimal import Decimal

import pytest

from core.dates import add_months
from households.choices import IncomeItem
from policy.models import Parameter
from povwatch.tests.factories import DAY, earn, earn_in_month, household, member

from .known import known


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def family(heyi):
    """A household on file of which nothing else is known."""
    return household(heyi, people=0)


def earned(of, month, amount, item=IncomeItem.WAGES_LABOUR, person=None):
    return earn_in_month(of, day(f"{month}-01"), amount, item, person)


def earned_from(of, first, last, amount):
    month = day(f"{first}-01")
    while month <= day(f"{last}-01"):
        earn_in_month(of, month, amount)
        month = add_months(month, 1)


def test_the_window_is_the_twelve_full_months_before_this_month(family):
    earned(family, "2025-05", 100_000)  # a month too early
    earned_from(family, "2025-06", "2026-05", 1000)
    earned(family, "2026-06", 100_000)  # this month is not full yet
    assert known("income", family)["net"] == 12_000


@pytest.mark.parametrize("on", ["2026-06-01", "2026-06-30"])
def test_every_day_of_a_month_looks_at_the_same_window(family, on):
    earn(family, 12_000)
    assert known("income", family, day(on))["net"] == 12_000


def test_the_window_moves_with_the_month(family):
    earn(family, 12_000)
    assert known("income", family, day("2026-05-31"))["net"] is None  # begins in June, the window in May
    assert known("income", family, day("2026-07-01"))["net"] == 12_000  # June is carried forward from May
    assert known("income", family, day("2026-07-01"))["income_carried"] == 1


def test_a_leap_day_looks_at_february_to_january(family):
    earned_from(family, "2023-02", "2024-01", 100)
    earned(family, "2023-01", 400), earned(family, "2024-02", 400)
    assert known("income", family, day("2024-02-29"))["net"] == 1200


def test_production_cost_is_taken_off_and_spending_is_not(family):
    earn(family, 30_000), earn(family, 9000, item=IncomeItem.CROPS), earn(family, 600, item=IncomeItem.DIVIDENDS)
    earn(family, 1200, item=IncomeItem.PENSION), earn(family, 4000, item=IncomeItem.COST_CROPS)
    for item in (IncomeItem.CLAIM, IncomeItem.OUT_OF_POCKET, IncomeItem.SCHOOLING, IncomeItem.LOSS):
        earn(family, 5000, item=item)
    facts = known("income", family)
    assert (facts["net"], facts["wages"], facts["business"]) == (36_800, 30_000, 9000)
    assert (facts["claims"], facts["out_of_pocket"], facts["schooling_cost"]) == (5000, 5000, 5000)


def test_every_person_s_income_counts(family):
    one, other = member(family), member(family)
    earn(family, 1200, person=one), earn(family, 240, person=other)
    assert known("income", family)["net"] == 1440


def test_income_that_begins_after_the_window_does_is_unknown_but_spending_is_known(family):
    earned_from(family, "2025-07", "2026-05", 5000)
    earned(family, "2026-05", 5000, item=IncomeItem.OUT_OF_POCKET)
    facts = known("income", family)
    assert facts["net"] is facts["wages"] is facts["business"] is None
    assert facts["out_of_pocket"] == 5000


@pytest.mark.parametrize(("on", "net"), [("2026-08-31", 12_000), ("2026-09-01", None)])
def test_income_told_too_long_ago_is_unknown(family, on, net):
    """Fifteen months after April 2025 is July 2026."""
    earn(family, 12_000, day=day("2025-05-01"))
    assert known("income", family, day(on))["net"] == net


def test_how_far_income_is_carried_is_a_parameter(family):
    earn(family, 12_000, day=day("2026-04-01"))
    Parameter.objects.create(
        key="income_stale_months", area=family.county, value="1", valid_from=DAY, document="Sample"
    )
    assert known("income", family)["net"] is None  # April would do, May is the second month
    assert known("income", family, DAY - dt.timedelta(1))["net"] == 12_000


def test_zero_is_an_answer_and_spending_alone_says_nothing_of_income(heyi):
    earned_nothing, never_asked = household(heyi, people=0), household(heyi, people=0)
    earn(earned_nothing, 0)
    earn(never_asked, 12_000, item=IncomeItem.OUT_OF_POCKET)
    assert (known("income", earned_nothing)["net"], known("income", never_asked)["net"]) == (0, None)
    assert known("income", earned_nothing)["out_of_pocket"] is None


def test_each_earlier_year_has_its_own_window(family):
    for years in range(4):
        earn(family, 12_000 + years, years_back=years)
    facts = known("income", family)
    assert [facts[name] for name in ("net", "net_before", "net_before2", "net_before3")] == [
        12_000,
        12_001,
        12_002,
        12_003,
    ]


def test_an_earlier_year_in_which_records_begin_is_unknown(family):
    earn(family, 12_000)
    earned_from(family, "2024-07", "2025-05", 900)  # the year before begins in June 2024
    facts = known("income", family)
    assert (facts["net"], facts["net_before"]) == (12_000, None)


def test_the_dearest_patient_since_january_counts_not_the_family(family):
    one, other = member(family), member(family)
    earned(family, "2025-12", 90_000, IncomeItem.OUT_OF_POCKET, one)  # last year
    (
        earned(family, "2026-01", 3000, IncomeItem.OUT_OF_POCKET, one),
        earned(family, "2026-06", 2500, IncomeItem.OUT_OF_POCKET, one),
    )
    earned(family, "2026-02", 4000, IncomeItem.OUT_OF_POCKET, other)
    earned(family, "2026-07", 90_000, IncomeItem.OUT_OF_POCKET, other)  # lies ahead
    assert known("medical_bills", family) == {"self_paid_this_year": 5500}


def test_bills_assigned_to_nobody_count_as_one_person_s(family):
    one = member(family)
    earned(family, "2026-01", 3000, IncomeItem.OUT_OF_POCKET, one)
    (
        earned(family, "2026-03", 2000, IncomeItem.OUT_OF_POCKET),
        earned(family, "2026-02", Decimal("2000.50"), IncomeItem.OUT_OF_POCKET),
    )
    assert known("medical_bills", family) == {"self_paid_this_year": Decimal("4000.50")}


def test_no_bills_on_new_year_s_day_is_unknown(family):
    earned(family, "2025-12", 3000, IncomeItem.OUT_OF_POCKET)
    assert known("medical_bills", family, day("2026-01-01")) == {}
