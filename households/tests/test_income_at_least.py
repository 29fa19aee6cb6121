"""Sales and dividends: at least so much came in (paragraph 12 of docs/income.md). The Chens tell of the year 2026
(October 2025 to September 2026) on 1 November 2026; what follows is carried. One person, so the sum is the income."""

from decimal import Decimal

import pytest

from households.choices import LeftReason, Teller
from households.income.explain import unexplained_households
from households.income.statements import withdraw_statements
from households.income.whose import statements_of_all
from households.models import IncomeRecord
from policy import parameters
from povwatch.tests.factories import household, told

from .test_income_months import TODAY, WORK, a_head, asked_about, day, month, told_year, visited

pytestmark = pytest.mark.django_db
FRUIT, SHARE = "forest_fruit", "dividends"
OCTOBER_15 = day("2026-10-15")  # the window is the year 2026
NEXT_YEAR = day("2027-10-15")  # the window is the year 2027: all of it carried, while months are carried for so long
SOLD = ["sold"]


@pytest.fixture
def chens(heyi):
    return household(heyi, people=1)


def sold(family, on, yuan, item=FRUIT):
    return told(family, {item: yuan}, first=day(on).replace(day=1), on=day(on), teller=Teller.SALE, topics=())


def amounts(family, item=FRUIT):
    rows = IncomeRecord.objects.filter(household=family, item=item).order_by("start", "amount")
    return [(row.start - 12 * 2026 + 1, row.end - row.start, row.amount) for row in rows]  # months of 2026, from 1


def test_a_sale_adds_to_a_zero_and_asks(chens):
    told_year(chens, 2026, {WORK: 12_000})
    sold(chens, "2026-10-20", 3_000)
    assert (a_head(chens), asked_about(chens)) == (15_000, SOLD)
    assert amounts(chens) == [(10, 1, 3_000)]


@pytest.mark.parametrize(
    ("yuan", "income", "asked"),
    [("11999.99", 12_000, []), ("12000", 12_000, []), ("12000.01", Decimal("12000.01"), SOLD)],
)
def test_a_sale_is_part_of_what_was_told_until_it_is_more_than_the_whole_year(chens, yuan, income, asked):
    told_year(chens, 2026, {FRUIT: 12_000})
    sold(chens, "2026-10-20", Decimal(yuan))
    assert (a_head(chens), asked_about(chens)) == (income, asked)


@pytest.mark.parametrize(("told_on", "income"), [("2026-09-19", 500), ("2026-09-20", 0), ("2026-09-21", 0)])
def test_who_spoke_of_the_month_on_the_day_of_the_sale_or_later_knew_of_it(chens, told_on, income):
    told_year(chens, 2026, {}, on=day(told_on))
    sold(chens, "2026-09-20", 500)
    assert a_head(chens, OCTOBER_15) == income


def test_a_wider_word_told_later_counts_though_a_narrower_one_holds_the_month(chens):
    visited(chens, "2026-09-05", "2026-09", {FRUIT: 100})
    sold(chens, "2026-09-20", 5_000)
    told_year(chens, 2026, {FRUIT: 1_200})
    assert (a_head(chens, OCTOBER_15), asked_about(chens)) == (1_200, [])


@pytest.mark.parametrize(("sold_on", "income"), [("2026-09-30", 1_200), ("2026-10-01", 300)])
def test_september_and_october_are_of_two_years(chens, sold_on, income):
    """Fruit for 1,200 was told of the year 2026 and nothing of October: a sale of October is compared with the nothing
    of its own year."""
    told_year(chens, 2026, {FRUIT: 1_200}, on=day("2026-09-15"))
    told(chens, {}, first=month("2026-10"), months=12, on=day("2026-09-17"))
    sold(chens, sold_on, 300)
    on = OCTOBER_15 if sold_on < "2026-10" else NEXT_YEAR
    assert a_head(chens, on) == income


def test_an_unknown_month_is_not_made_known_by_a_sale(chens):
    sold(chens, "2026-10-20", 3_000)
    assert (a_head(chens), amounts(chens), asked_about(chens)) == (None, [], [])
    visited(chens, "2026-10-25", "2026-09", {WORK: 100})
    assert (a_head(chens), amounts(chens)) == (None, [])


def test_a_month_before_anything_was_told_stays_as_it_was(chens):
    told_year(chens, 2026, {})
    sold(chens, "2025-09-30", 3_000)
    assert (amounts(chens), asked_about(chens)) == ([], [])


def test_a_seasonal_month_that_lacks_its_source_stays_unknown(chens):
    """The fruit of October alone was told: no November was ever known, so the next one is not carried."""
    visited(chens, "2026-10-31", "2026-10", {FRUIT: 50})
    sold(chens, "2026-11-20", 3_000)
    assert [row for row in amounts(chens) if row[0] == 11] == []


def test_what_goes_on_of_earlier_years_is_compared_too(chens):
    """1,000 a month are carried through the year 2027, so 9,000 sold in it are a part of them."""
    told_year(chens, 2026, {FRUIT: 12_000})
    sold(chens, "2026-11-10", 9_000)
    assert (a_head(chens, day("2026-12-10")), asked_about(chens)) == (12_000, [])


def test_a_surplus_is_shared_in_proportion_to_the_fen(chens):
    told_year(chens, 2026, {"crops": 1})
    sold(chens, "2026-10-20", 1)
    sold(chens, "2026-10-21", 1, item="livestock")
    sold(chens, "2026-11-20", 1)
    assert a_head(chens, day("2026-12-10")) == Decimal("3.00")
    assert amounts(chens) == [(10, 1, Decimal("0.66")), (11, 1, Decimal("0.67"))]
    assert amounts(chens, "livestock") == [(10, 1, Decimal("0.67"))]


def test_a_dividend_is_compared_with_property_and_not_with_business(chens):
    told_year(chens, 2026, {FRUIT: 12_000})
    sold(chens, "2026-10-20", 800, item=SHARE)
    assert a_head(chens) == 12_800


def test_what_was_added_is_not_carried_into_the_next_year(chens):
    told_year(chens, 2026, {})
    sold(chens, "2026-10-20", 3_000)
    assert a_head(chens, day("2026-12-10")) == 3_000
    assert [a_head(chens, day(on)) for on in ("2027-10-15", "2027-11-15")] == [3_000, 0]


def test_a_sale_taken_back_leaves_nothing_behind(chens):
    told_year(chens, 2026, {})
    sold(chens, "2026-10-20", 3_000)
    withdraw_statements(chens.statements.filter(teller=Teller.SALE))
    assert (a_head(chens), amounts(chens), asked_about(chens)) == (0, [], [])


def test_what_was_sold_is_nobodys_by_name_when_somebody_leaves(chens):
    told_year(chens, 2026, {}, on=day("2026-09-19"))
    son = chens.members.get()
    son.left_on, son.left_reason = day("2026-11-20"), LeftReason.MOVED
    son.save()
    sale = sold(chens, "2026-09-20", 100)
    assert (amounts(chens), asked_about(chens)) == ([(9, 1, 100)], SOLD)
    assert sale not in statements_of_all(chens)


def test_every_yuan_of_a_sale_has_its_statement(chens):
    told_year(chens, 2026, {"crops": 500})
    sold(chens, "2026-10-20", 3_000)
    assert unexplained_households(chens.county, parameters.parameters_on(TODAY, chens.county)) == []
