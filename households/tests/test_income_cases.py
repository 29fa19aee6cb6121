"""Income in many single cases, each with its right value worked out by hand: edges of months and years, people who come
and go, tellers who differ, corrections, and what is never carried. Unless said otherwise today is 29 November 2026, the
window November 2025 to October 2026, a year N is October N-1 to September N and told on 1 November N."""

from contextlib import contextmanager
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dates import MonthWindow, add_months
from households.choices import TOPIC_OF_ITEM, TOPICS_OF_NET_INCOME, IncomeItem, IncomeQuestionReason, Teller
from households.income.statements import income_line, tell_income, withdraw_statements
from households.models import IncomeQuestion, IncomeRecord
from povwatch.tests.factories import household, member, told

from .test_income_months import (
    POST,
    TODAY,
    WORK,
    a_head,
    asked_about,
    carried,
    day,
    found,
    month,
    told_of_one,
    told_year,
    visited,
    with_people,
)

pytestmark = pytest.mark.django_db
OCTOBER_15 = day("2026-10-15")  # the window is the year 2026


@pytest.fixture
def family(heyi):
    """One person, An; `with_people(family, 2)` makes it two, An and Bo."""
    return household(heyi, people=1)


def told_month(family, about, lines, on="2026-11-01", **more):
    return told(family, lines, first=month(about), on=day(on), **more)


def told_months(family, first, count, lines, on="2026-11-01"):
    for nth in range(count):
        told(family, lines, first=add_months(month(first), nth), on=day(on))


def left(person, on, reason="moved"):
    person.left_on, person.left_reason = on and day(on), reason if on else ""
    person.save()


# ------------------------------------------------------------------------------------------------- the edges of months


@pytest.mark.parametrize(
    ("on", "yuan"), [("2026-10-31", 1_800), ("2026-11-01", 1_200), ("2026-11-30", 1_200), ("2026-12-01", 2_000)]
)
def test_the_window_moves_with_the_first_of_a_month(family, on, yuan):
    told_months(family, "2025-11", 12, {WORK: 100})
    told_month(family, "2025-10", {WORK: 700})
    told_month(family, "2026-11", {WORK: 900}, on="2026-12-01")
    assert a_head(family, day(on)) == yuan


@pytest.mark.parametrize(
    ("on", "yuan", "months"), [("2028-02-28", 13_000, 3), ("2028-02-29", 13_000, 3), ("2028-03-01", 14_000, 4)]
)
def test_a_leap_day_is_a_day_of_february(family, on, yuan, months):
    """February 2027 to January 2028, then March 2027 to February 2028."""
    told_year(family, 2027, {WORK: 12_000})
    told_month(family, "2028-01", {WORK: 2_000}, on="2028-02-29")
    assert (a_head(family, day(on)), carried(family, day(on))) == (yuan, months)


@pytest.mark.parametrize(("visit_on", "yuan"), [("2028-02-29", 12_000), ("2028-03-01", 13_000)])
def test_a_visit_on_the_day_after_a_leap_day_is_later(family, visit_on, yuan):
    """March 2027 to February 2028, told on the leap day; the visit tells of its last month."""
    told(family, {WORK: 12_000}, first=month("2027-03"), months=12, on=day("2028-02-29"))
    visited(family, visit_on, "2028-02", {WORK: 2_000})
    assert a_head(family, day("2028-03-01")) == yuan


def test_the_first_months_hold_the_odd_fen(family):
    """A hundred yuan are four months of 8.34 and eight of 8.33; October's 8.34 becomes September's 8.33 once more."""
    told_year(family, 2026, {WORK: 100})
    assert a_head(family, OCTOBER_15) == 100
    assert a_head(family) == Decimal("99.99")


# ------------------------------------------------------------------------------------ years that meet, and that differ


@pytest.mark.parametrize(("on", "yuan"), [("2025-12-10", 14_000), ("2026-10-15", 24_000), ("2026-11-29", 24_000)])
def test_two_years_that_meet_are_taken_month_by_month(family, on, yuan):
    """By 10 December 2025 ten months of a thousand and two of two thousand."""
    told_year(family, 2025, {WORK: 12_000})
    told_year(family, 2026, {WORK: 24_000})
    assert a_head(family, day(on)) == yuan


@pytest.mark.parametrize(("calendar_told_on", "yuan"), [("2026-10-31", 16_000), ("2026-11-02", 13_000)])
def test_where_two_years_overlap_the_later_one_holds_the_shared_months(family, calendar_told_on, yuan):
    """February 2025 to January 2026: eight or eleven months of a thousand, the others two thousand."""
    told_year(family, 2026, {WORK: 24_000})
    told(family, {WORK: 12_000}, first=month("2025-01"), months=12, on=day(calendar_told_on))
    assert a_head(family, day("2026-02-10")) == yuan


@pytest.mark.parametrize(
    ("told_on", "then", "now"),
    [("2026-04-10", 24_000, 25_000), ("2026-11-01", 24_000, 25_000), ("2026-11-02", 21_000, 21_500)],
)
def test_half_a_year_inside_a_year(family, told_on, then, now):
    """Told by the day of the year it is part of it: 2,500 remain for each other month. Told after, they keep 2,000."""
    told(family, {WORK: 9_000}, first=month("2025-10"), months=6, on=day(told_on))
    told_year(family, 2026, {WORK: 24_000})
    assert (a_head(family, OCTOBER_15), a_head(family)) == (then, now)


def test_a_month_in_half_a_year_in_a_year(family):
    """January 3,000, five months 1,200, six months 2,500; then October of 1,200 is gone and one of 2,500 carried."""
    told_month(family, "2026-01", {WORK: 3_000}, on="2026-02-10")
    told(family, {WORK: 9_000}, first=month("2025-10"), months=6, on=day("2026-04-10"))
    told_year(family, 2026, {WORK: 24_000})
    assert (a_head(family, OCTOBER_15), a_head(family)) == (24_000, 25_300)


@pytest.mark.parametrize(("on", "yuan", "months"), [("2025-11-15", None, 1), ("2026-01-15", 15_000, 9)])
def test_a_year_nobody_told_of_is_filled_from_the_year_before_and_never_from_the_one_after(heyi, on, yuan, months):
    """The year 2025 is missing. January 2025 to December 2025: nine months as in 2024, three of 2026; but there is
    nothing before the first year that was ever told."""
    family = household(heyi, people=1)
    told_year(family, 2026, {WORK: 24_000})
    assert a_head(family, day(on)) is None
    if yuan:
        told_year(family, 2024, {WORK: 12_000})
        assert (a_head(family, day(on)), carried(family, day(on))) == (yuan, months)


# ------------------------------------------------------------------------------------------------------ who has left


@pytest.mark.parametrize(
    ("left_on", "yuan"), [("2026-11-28", 24_000), ("2026-11-29", 24_000), ("2026-11-30", 18_000), (None, 18_000)]
)
def test_what_somebody_earned_counts_until_the_day_before_leaving(family, left_on, yuan):
    an, bo = with_people(family, 2)
    told_year(family, 2026, {(WORK, an): 24_000, (WORK, bo): 12_000})
    left(bo, left_on)
    assert a_head(family) == yuan


@pytest.mark.parametrize(
    ("left_on", "people", "yuan"), [("2025-11-28", 1, 24_000), ("2025-11-29", 1, 24_000), ("2025-11-30", 2, 35_000)]
)
def test_the_year_before_is_shared_by_those_of_that_day(family, left_on, people, yuan):
    """November 2024 to October 2025: eleven months of the year 2025, and October of 2026, when Bo earned nothing."""
    an, bo = with_people(family, 2)
    told_year(family, 2025, {(WORK, an): 24_000, (WORK, bo): 12_000})
    told_year(family, 2026, {(WORK, an): 24_000})
    left(bo, left_on)
    facts = found(family)
    assert (facts["people_before"], facts["net_before"], facts["net"]) == (people, yuan, 24_000)


@pytest.mark.parametrize(("left_on", "people"), [("2025-10-31", 1), ("2025-11-01", 1), ("2025-11-02", 1)])
def test_who_left_around_the_first_day_of_the_window_shares_nothing_in_it(family, left_on, people):
    an, bo = with_people(family, 2)
    told_year(family, 2026, {(WORK, an): 24_000, (WORK, bo): 12_000})
    left(bo, left_on)
    facts = found(family)
    assert (facts["people"], facts["net"]) == (people, 24_000)


def test_who_came_back_brings_the_income_back(family):
    an, bo = with_people(family, 2)
    told_year(family, 2026, {(WORK, an): 24_000, (WORK, bo): 12_000})
    left(bo, "2026-11-20")
    assert a_head(family) == 24_000
    left(bo, None)
    assert a_head(family) == 18_000


def test_who_came_back_as_a_new_person_does_not_bring_what_the_former_one_earned(family):
    an, bo = with_people(family, 2)
    told_year(family, 2026, {(WORK, an): 24_000, (WORK, bo): 12_000})
    left(bo, "2026-11-20", "died")
    member(family, joined_on=day("2026-11-25"))
    assert a_head(family) == 12_000


def test_a_part_told_of_who_left_is_taken_off_the_undivided_amount(family):
    """Of 24,000 together An earned 3,000 in September; the widow keeps 21,000 and is asked whose they were."""
    an, _bo = with_people(family, 2)
    visited(family, "2026-10-05", "2026-09", {(WORK, an): 3_000})
    left(an, "2026-10-10", "died")
    told_year(family, 2026, {WORK: 24_000})
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (21_000, [IncomeQuestionReason.LEFT])


@pytest.mark.parametrize(
    ("left_on", "questions"),
    [("2025-09-30", []), ("2025-10-01", []), ("2025-10-02", ["left"]), ("2025-11-01", ["left"])],
)
def test_somebody_who_left_before_the_months_began_raises_no_question(family, left_on, questions):
    _an, bo = with_people(family, 2)
    left(bo, left_on)
    told_year(family, 2026, {WORK: 24_000})
    assert asked_about(family) == questions


@pytest.mark.parametrize(("joined_on", "questions"), [("2026-09-30", ["left"]), ("2026-10-01", [])])
def test_somebody_who_joined_after_the_months_raises_no_question_by_leaving(family, joined_on, questions):
    _an, bo = with_people(family, 2)
    bo.joined_on = day(joined_on)
    left(bo, "2026-11-20")
    told_year(family, 2026, {WORK: 24_000})
    assert asked_about(family) == questions


# ------------------------------------------------------------------------------------------------------ who has joined


@pytest.mark.parametrize(
    ("joined_on", "yuan"), [("2026-11-28", 12_000), ("2026-11-29", 12_000), ("2026-11-30", 24_000)]
)
def test_a_baby_is_a_head_from_its_first_day(family, joined_on, yuan):
    told_year(family, 2026, {WORK: 24_000})
    member(family, name="Baby Sample", birth_date=day(joined_on), joined_on=day(joined_on))
    assert a_head(family) == yuan


@pytest.mark.parametrize(("on", "yuan"), [("2026-11-09", 24_000), ("2026-11-10", 13_500)])
def test_a_bride_brings_her_own_income_on_the_day_she_joins(family, on, yuan):
    """Eleven months of 2,000; in October An 2,000 and the bride 3,000."""
    (an,) = family.members.all()
    bride = member(family, name="Bride Sample", joined_on=day("2026-11-10"))
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-10", "2026-10", {(WORK, an): 2_000, (WORK, bride): 3_000})
    assert a_head(family, day(on)) == yuan


# -------------------------------------------------------------------------------------------------- two say differently


@pytest.mark.parametrize(
    ("closer", "farther"),
    [
        (Teller.VISIT, Teller.DEPARTMENT),
        (Teller.UPDATE, Teller.POST),
        (Teller.DEPARTMENT, Teller.FAMILY),
        (Teller.POST, Teller.FAMILY),
        (Teller.FAMILY, Teller.REGISTRY),
        (Teller.FAMILY, Teller.NATIONAL),
    ],
)
@pytest.mark.parametrize("closer_first", [True, False])
def test_on_one_day_the_closer_teller_holds_although_it_is_less(family, closer, farther, closer_first):
    said = [(closer, 18_000), (farther, 24_000)]
    for teller, yuan in said if closer_first else reversed(said):
        told_year(family, 2026, {WORK: yuan}, teller=teller)
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (18_000, [])


@pytest.mark.parametrize("tellers", [(Teller.REGISTRY, Teller.NATIONAL), (Teller.UPDATE, Teller.VISIT)])
@pytest.mark.parametrize("amounts", [(18_000, 24_000), (24_000, 18_000)])
def test_of_two_as_close_on_one_day_the_larger_holds_and_a_question_stands(family, tellers, amounts):
    for teller, yuan in zip(tellers, amounts, strict=True):
        told_year(family, 2026, {WORK: yuan}, teller=teller)
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (24_000, [IncomeQuestionReason.EQUAL])


def test_of_two_equal_totals_the_same_one_holds_whichever_came_first(family):
    """One says it of Bo, the other of nobody."""
    _an, bo = with_people(family, 2)
    said, rows = [{WORK: 24_000}, {(WORK, bo): 24_000}], []
    for order in (said, said[::-1]):
        withdraw_statements(family.statements.all())
        for lines in order:
            told_year(family, 2026, lines)
        rows.append(rows_of(family))
    assert rows[0] == rows[1]


def test_two_who_say_the_same_on_one_day_raise_no_question(family):
    told_year(family, 2026, {WORK: 24_000}, teller=Teller.REGISTRY)
    told_year(family, 2026, {WORK: 24_000}, teller=Teller.NATIONAL)
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (24_000, [])


@pytest.mark.parametrize(
    ("registry_on", "yuan"), [("2026-10-31", 18_000), ("2026-11-01", 18_000), ("2026-11-02", 24_000)]
)
def test_a_later_day_counts_more_than_a_closer_teller(family, registry_on, yuan):
    told_year(family, 2026, {WORK: 24_000}, on=day(registry_on))
    told_year(family, 2026, {WORK: 18_000}, teller=Teller.UPDATE)
    assert a_head(family, OCTOBER_15) == yuan


# --------------------------------------------------------------------------------------------------------- corrections


@pytest.mark.parametrize("correction_first", [True, False])
def test_a_second_visit_about_the_same_month_replaces_the_first(family, correction_first):
    told_year(family, 2026, {WORK: 24_000})
    visits = [("2026-11-10", 3_000), ("2026-11-20", 1_000)]
    for on, yuan in reversed(visits) if correction_first else visits:
        visited(family, on, "2026-10", {WORK: yuan})
    assert a_head(family) == 23_000


def test_a_correction_to_nothing_is_an_answer(family):
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-10", "2026-10", {WORK: 0})
    assert (a_head(family), carried(family)) == (22_000, 0)  # the other groups were always nothing
    withdraw_statements(family.statements.filter(teller=Teller.VISIT))
    assert (a_head(family), carried(family)) == (24_000, 1)


def test_after_a_withdrawn_visit_what_held_before_holds_again(family):
    told_year(family, 2026, {WORK: 24_000})
    first = visited(family, "2026-11-10", "2026-10", {WORK: 3_000})
    second = visited(family, "2026-11-20", "2026-10", {WORK: 1_000})
    for visit, yuan in ((second, 25_000), (first, 24_000)):
        withdraw_statements(family.statements.filter(pk=visit.pk))
        assert a_head(family) == yuan


def test_a_withdrawn_month_gives_its_part_back_to_the_year(family):
    """September of 3,000 leaves 1,909.09 to each other month; without it all twelve are 2,000 again."""
    visit = visited(family, "2026-10-05", "2026-09", {WORK: 3_000})
    told_year(family, 2026, {WORK: 24_000})
    records = IncomeRecord.objects.filter(item=WORK, told_until=None)
    amounts = records.order_by("-start").values_list("amount", flat=True)
    assert list(amounts) == [3_000, Decimal("1909.09"), Decimal("1909.10")]
    withdraw_statements(family.statements.filter(pk=visit.pk))
    assert list(amounts.all()) == [2_000]


# --------------------------------------------------------------------------------------------------- parts of a year


@pytest.mark.parametrize(
    ("total", "yuan", "questions"),
    [(12_500, 12_500, []), (11_001, 11_001, []), (11_000, 11_000, []), (10_999, 11_000, [IncomeQuestionReason.BELOW])],
)
def test_eleven_months_leave_the_rest_of_the_year_to_the_twelfth(family, total, yuan, questions):
    told_months(family, "2025-10", 11, {WORK: 1_000}, on="2026-10-05")
    told_year(family, 2026, {WORK: total})
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (yuan, questions)


@pytest.mark.parametrize(("total", "questions"), [(11_999, ["filled"]), (12_000, []), (12_001, ["filled"])])
def test_twelve_months_that_fill_the_year_hold(family, total, questions):
    told_months(family, "2025-10", 12, {WORK: 1_000}, on="2026-10-05")
    told_year(family, 2026, {WORK: total})
    assert (a_head(family, OCTOBER_15), asked_about(family)) == (12_000, questions)


def test_a_month_of_a_person_is_taken_off_that_person_s_year(family):
    """An earned 3,000 in September and Bo nothing: 21,000 and 12,000 remain for the other eleven months."""
    an, bo = with_people(family, 2)
    visited(family, "2026-10-05", "2026-09", {(WORK, an): 3_000})
    told_year(family, 2026, {(WORK, an): 24_000, (WORK, bo): 12_000})
    assert a_head(family, OCTOBER_15) == 18_000
    left(bo, "2026-10-10")
    assert a_head(family, OCTOBER_15) == 24_000


def test_an_undivided_month_is_taken_off_the_persons_years_in_proportion(family):
    """Of 3,000 An's year of 20,000 gives 2,000 and Bo's of 10,000 gives 1,000."""
    an, bo = with_people(family, 2)
    visited(family, "2026-10-05", "2026-09", {WORK: 3_000})
    told_year(family, 2026, {(WORK, an): 20_000, (WORK, bo): 10_000})
    assert a_head(family, OCTOBER_15) == 15_000
    left(bo, "2026-10-10")
    assert a_head(family, OCTOBER_15) == 18_000 + 3_000


def test_what_a_visit_calls_the_others_is_nobody_s(family):
    """Eleven months of 2,000, then An 3,000 and the others 500."""
    an, _bo = with_people(family, 2)
    told_year(family, 2026, {WORK: 24_000})
    lines = [income_line(WORK, 3_000, member=an), income_line(WORK, 500, others=True)]
    tell_income(family, teller=Teller.VISIT, told_on=day("2026-11-10"), first_month=month("2026-10"), lines=lines)
    assert (a_head(family), asked_about(family)) == (12_750, [])
    left(an, "2026-11-20")
    assert a_head(family) == 22_500


# ------------------------------------------------------------------------------------------ what was asked, and is new


@pytest.mark.parametrize("forgotten", TOPICS_OF_NET_INCOME)
def test_a_year_of_which_one_group_was_not_asked_is_unknown(family, forgotten):
    asked = [topic for topic in TOPICS_OF_NET_INCOME if topic != forgotten]
    told_year(family, 2026, {}, topics=asked)
    assert a_head(family) is None
    told_year(family, 2026, {}, topics=[forgotten])
    assert a_head(family) == 0


def test_an_item_that_only_a_later_statement_names_counts_from_there(family):
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-10", "2026-10", {"pension": 150})
    assert (a_head(family), carried(family)) == (24_150, 1)


def test_a_month_that_names_another_wage_has_asked_for_all_wages(family):
    told_year(family, 2026, {WORK: 24_000})
    visited(family, "2026-11-10", "2026-10", {POST: 800})
    assert a_head(family) == 22_800


@pytest.mark.parametrize(("on", "yuan"), [("2025-12-10", 13_000), ("2026-11-29", 18_000), ("2027-01-10", 18_000)])
def test_crops_that_only_the_later_year_names(family, on, yuan):
    """500 a month from October 2025 on; the autumn of 2026 is carried from that of 2025."""
    told_year(family, 2025, {WORK: 12_000})
    told_year(family, 2026, {WORK: 12_000, "crops": 6_000})
    assert a_head(family, day(on)) == yuan


@pytest.mark.parametrize(("crops", "yuan"), [(0, 12_000), (600, None)])
def test_a_seasonal_item_without_an_earlier_such_month_is_unknown_unless_always_nothing(family, crops, yuan):
    """November 2026 has no November before it."""
    told_months(family, "2025-12", 10, {WORK: 1_000})
    told_month(family, "2026-10", {WORK: 1_000, "crops": crops})
    assert a_head(family, day("2026-12-15")) == yuan


@pytest.mark.parametrize(
    ("item", "yuan", "months"), [("crops", 0, 0), (WORK, 0, 0), (WORK, 1_200, 12), ("crops", 1_200, 12)]
)
def test_a_group_that_was_always_nothing_is_not_carried(family, item, yuan, months):
    told_year(family, 2025, {item: yuan})
    assert (a_head(family), carried(family)) == (yuan, months)


@pytest.mark.parametrize(
    ("item", "fact"), [("claim", "claims"), ("out_of_pocket", "out_of_pocket"), ("schooling", "schooling_cost")]
)
def test_spending_is_never_carried(family, item, fact):
    """September 2025 is the last month that was told."""
    told_year(family, 2025, {WORK: 12_000, item: 12_000})
    last, after = found(family, day("2026-09-15")), found(family, OCTOBER_15)
    assert (last[fact], after[fact]) == (1_000, None)
    assert (last["net"], after["net"]) == (12_000, 12_000)


def test_a_loss_is_neither_income_nor_carried(family):
    told_year(family, 2025, {WORK: 12_000, "loss": 9_000})
    assert (a_head(family, day("2025-10-15")), a_head(family)) == (12_000, 12_000)
    assert not IncomeRecord.objects.filter(item="loss", told_until__isnull=False).exists()


def test_a_bill_of_one_person_counts_although_nobody_told_of_the_income(family):
    (an,) = family.members.all()
    told_of_one(family, an, "2026-03", {"out_of_pocket": 5_000})
    assert (found(family)["out_of_pocket"], a_head(family)) == (5_000, None)


# ----------------------------------------------------------------------------------------------- how far it is carried


STALE = [("2026-12-31", 14), ("2027-01-01", 15), ("2027-01-31", 15), ("2027-02-01", 16)]


@pytest.mark.parametrize(("on", "months_old"), STALE)
@pytest.mark.parametrize("yuan", [0, 12_000])
def test_a_month_is_carried_for_fifteen_months_zeros_too(family, yuan, on, months_old):
    """The last month of the window lies so many months after September 2025."""
    told_year(family, 2025, {WORK: yuan})
    assert a_head(family, day(on)) == (yuan if months_old <= 15 else None)


@pytest.mark.parametrize(("on", "yuan"), [("2027-05-31", 12_000), ("2027-06-01", None)])
def test_a_visit_that_asks_everything_starts_the_fifteen_months_anew(family, on, yuan):
    """Asked again about January 2026, which is carried until April 2027."""
    told_year(family, 2025, {WORK: 6_000})
    told_month(family, "2026-01", {WORK: 1_000}, on="2026-02-10", teller=Teller.VISIT)
    assert a_head(family, day(on)) == yuan


@pytest.mark.parametrize(("on", "yuan"), [("2027-01-31", 13_200), ("2027-02-01", None)])
def test_each_group_grows_old_by_itself(family, on, yuan):
    """A pension of 100 was told of until December 2025, the wages until September."""
    told_year(family, 2025, {WORK: 12_000})
    visited(family, "2026-01-10", "2025-12", {"pension": 100})
    assert a_head(family, day(on)) == yuan


# ------------------------------------------------------------------------------------------------- told of one person


@pytest.mark.parametrize(("told_on", "yuan"), [("2026-10-31", 24_000), ("2026-11-01", 24_000), ("2026-11-02", 20_000)])
def test_of_one_person_only_what_is_said_later_counts(family, told_on, yuan):
    """No wages in September, and so none in October, which is carried from it."""
    (an,) = family.members.all()
    told_year(family, 2026, {(WORK, an): 24_000})
    told_of_one(family, an, "2026-09", {}, on=told_on, topics=[1])
    assert a_head(family) == yuan


@pytest.mark.parametrize(
    ("wage", "yuan", "questions"),
    [(1_999, 24_000, []), (2_000, 24_000, []), (2_001, 24_002, [IncomeQuestionReason.MORE])],
)
def test_of_one_person_without_a_line_the_larger_counts(family, wage, yuan, questions):
    """The year is undivided, 2,000 a month; September is told of An, and October follows from it."""
    (an,) = family.members.all()
    told_year(family, 2026, {WORK: 24_000})
    told_of_one(family, an, "2026-09", {WORK: wage}, on="2026-11-05")
    assert (a_head(family), asked_about(family)) == (yuan, questions)


def test_of_two_persons_together_the_larger_counts(family):
    """1,200 and 1,200 are more than the 2,000 of the month: 400 more in September and October."""
    an, bo = with_people(family, 2)
    told_year(family, 2026, {WORK: 24_000})
    for person in (an, bo):
        told_of_one(family, person, "2026-09", {WORK: 1_200}, on="2026-11-05")
    assert (a_head(family), asked_about(family)) == (12_400, [IncomeQuestionReason.MORE])


# ---------------------------------------------------------------------------------------------------- whatever arrives

DAYS = [day("2026-10-05"), day("2026-11-01"), day("2026-11-10")]
ITEMS = [WORK, POST, "crops", "pension", "cost_crops", "out_of_pocket"]
YUAN = st.integers(0, 9_999_999).map(lambda fen: Decimal(fen) / 100)
FEW_YUAN = st.sampled_from([Decimal(0), Decimal(600), Decimal("1200.07")]) | YUAN  # so that some say the same
FIRSTS = [month(text) for text in ("2025-04", "2025-10", "2026-03", "2026-08", "2026-09", "2026-10")]
BROAD = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@st.composite
def statements(draw):
    """Something that somebody tells; people are numbered 0 and 1, the others 2, nobody None."""
    of_one = draw(st.booleans()) and draw(st.booleans())
    person = draw(st.integers(0, 1)) if of_one else None
    whose = st.just(person) if of_one else st.sampled_from([None, 0, 1, 2])
    lines = draw(st.dictionaries(st.tuples(st.sampled_from(ITEMS), whose), FEW_YUAN, max_size=3))
    teller = draw(st.sampled_from(Teller.values))
    if teller == Teller.SALE:  # of nobody, about one item in one month
        lines = {(draw(st.sampled_from(ITEMS)), None): draw(FEW_YUAN)}
        of_one, person = False, None
    return {
        "person": person,
        "lines": lines,
        "teller": teller,
        "told_on": draw(st.sampled_from(DAYS)),
        "first_month": draw(st.sampled_from(FIRSTS)),
        "months": 1 if teller == Teller.SALE else draw(st.sampled_from([1, 2, 6, 12])),
        "topics": () if teller == Teller.SALE else draw(st.sampled_from([(), (1,), TOPICS_OF_NET_INCOME])),
        "began_on": draw(st.sampled_from([None, day("2026-09-01")])) if of_one else None,
    }


def tell(family, person, lines, **said):
    people = list(family.members.order_by("pk"))
    spoken = [
        income_line(item, yuan, member=people[who] if who in (0, 1) else None, others=who == 2)
        for (item, who), yuan in lines.items()
    ]
    return tell_income(family, lines=spoken, member=None if person is None else people[person], **said)


def rows_of(family):
    """Return what follows from the statements, without the keys of rows and statements."""
    names = ["member", "topic", "item", "start", "end", "amount", "told_until", "is_nothing"]
    records = sorted(IncomeRecord.objects.filter(household=family).values_list(*names), key=str)
    questions = IncomeQuestion.objects.filter(household=family).values_list("topic", "item", "reason")
    return records, sorted(questions)


@contextmanager
def forgotten_afterwards():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@given(handful=st.lists(statements(), min_size=2, max_size=5), data=st.data())
@settings(max_examples=40, **BROAD)
def test_whatever_the_order_of_arrival_the_rows_are_the_same(handful, data, heyi):
    with forgotten_afterwards():
        family, found_rows = household(heyi, people=2), []
        for order in (handful, data.draw(st.permutations(handful))):
            withdraw_statements(family.statements.all())
            for said in order:
                tell(family, **said)
            found_rows.append(rows_of(family))
        assert found_rows[0] == found_rows[1]


@given(data=st.data())
@settings(max_examples=40, **BROAD)
def test_the_total_of_one_complete_statement_is_kept_to_the_fen(data, heyi):
    """An undivided amount holds the persons' amounts of the same item, so the larger of the two is told."""
    undivided, of_an = (data.draw(st.dictionaries(st.sampled_from(IncomeItem.values), YUAN, max_size=4)) for _ in "UA")
    months = data.draw(st.integers(1, 24))
    with forgotten_afterwards():
        family = household(heyi, people=1)
        (an,) = family.members.all()
        by_person = {(item, an): yuan for item, yuan in of_an.items()}
        told(family, undivided | by_person, first=month("2024-11"), months=months, on=TODAY)
        lines = {item: max(undivided.get(item, 0), of_an.get(item, 0)) for item in undivided | of_an}
        window = MonthWindow(month("2024-11"), add_months(month("2024-11"), months))
        records = IncomeRecord.objects.filter(household=family, told_until=None).with_yuan(window, 0)
        sums = dict(records.amounts().order_by().values("item").annotate(sum=Sum("yuan")).values_list("item", "sum"))
        assert sums == {item: yuan for item, yuan in lines.items() if yuan}
        known = dict(records.filter(item="").values_list("topic", "covered"))
        assert known == dict.fromkeys({*TOPICS_OF_NET_INCOME, *(TOPIC_OF_ITEM[item] for item in lines)}, months)


@given(amounts=st.dictionaries(st.integers(0, 11), YUAN, max_size=12), total=YUAN)
@settings(max_examples=30, **BROAD)
def test_months_told_before_a_year_are_parts_of_its_total(amounts, total, heyi):
    with forgotten_afterwards():
        family = household(heyi, people=1)
        for nth, yuan in amounts.items():
            told(family, {WORK: yuan}, first=add_months(month("2025-10"), nth), on=day("2026-10-05"))
        told_year(family, 2026, {WORK: total})
        of_months = sum(amounts.values())
        assert a_head(family, OCTOBER_15) == (of_months if len(amounts) == 12 else max(total, of_months))


@given(edges=st.lists(st.integers(0, 23), min_size=2, max_size=6, unique=True).map(sorted), yuan=YUAN)
@settings(max_examples=30, **BROAD)
def test_statements_side_by_side_add_up_and_nothing_between_them_is_lost(edges, yuan, heyi):
    with forgotten_afterwards():
        family, first = household(heyi, people=1), month("2024-10")
        for start, end in pairwise(edges):
            told(family, {WORK: yuan}, first=add_months(first, start), months=end - start, on=TODAY)
        window = MonthWindow(first, add_months(first, 24))
        records = IncomeRecord.objects.filter(household=family, told_until=None, topic=1).with_yuan(window, 0)
        assert sum(one.yuan for one in records if one.item) == yuan * (len(edges) - 1)
        assert [(one.start, one.covered) for one in records if not one.item] == [
            (first.year * 12 + first.month - 1 + edges[0], edges[-1] - edges[0])
        ]
