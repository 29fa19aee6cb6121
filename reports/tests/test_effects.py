"""Did it help? Incomes before and after measures, beside the same kind of households without one."""

import datetime as dt
import random
from statistics import mean

import pytest
import time_machine

from accounts.models import Area
from core.dates import add_months, last_of_month
from households.facts import FACT_GROUPS
from policy import parameters
from povwatch.tests.factories import case, household, member, told
from reports.effects.count import FEWEST, MONTHS_AFTER, count_effects
from reports.effects.figures import group_figures
from reports.models import MeasureEffect

from .effects import LAST, Told, effect_of, family, given, others, quarters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


# ----------------------------------------------------------------------------------------------------- before and after


def test_income_a_head_before_and_after_is_that_of_the_rules(county, heyi):
    """Two people share 8,000 before and 12,000 after; the facts of the first day after each year say the same."""
    home = family(heyi, 4_000, 6_000, people=2)
    given(home)
    count_effects(county)
    found = effect_of(home)
    assert (found.before, found.after, found.change, found.people) == (4_000, 6_000, 2_000, 2)
    for day, a_head in ((LAST, found.before), (add_months(LAST, MONTHS_AFTER), found.after)):
        p = parameters.parameters_on(day, county)
        [[_home, net, *_more]] = FACT_GROUPS["income"].rows(p, pk=home.pk)
        [[_home, people, *_more]] = FACT_GROUPS["members"].rows(p, pk=home.pk)
        assert a_head == net / people


@pytest.mark.parametrize("on", [LAST, last_of_month(LAST)])
def test_the_first_and_the_last_day_of_a_month_are_the_same_month(county, heyi, on):
    home = family(heyi, 4_000, 6_000)
    given(home, on)
    count_effects(county)
    assert (effect_of(home).month, effect_of(home).change) == (LAST, 2_000)


def test_a_day_later_the_year_after_is_not_over(county, heyi):
    home = family(heyi, 4_000, 6_000)
    given(home, last_of_month(LAST) + dt.timedelta(1))
    count_effects(county)
    found = effect_of(home)
    assert (found.state, found.before, found.after, found.change) == ("not_over", None, None, None)


@pytest.mark.parametrize(("today", "state"), [("2026-05-31", "not_over"), ("2026-06-01", "counted")])
def test_the_year_after_is_over_on_the_first_day_that_follows(county, heyi, today, state):
    home = family(heyi, 4_000, 6_000)
    given(home)
    count_effects(county, dt.date.fromisoformat(today))
    assert effect_of(home).state == state


@pytest.mark.parametrize(("month", "is_there"), [(dt.date(2023, 6, 1), True), (dt.date(2023, 5, 31), False)])
def test_beginnings_of_24_months_whose_year_after_is_over_are_counted(county, heyi, month, is_there):
    home = family(heyi, 4_000, 6_000, month=month.replace(day=1))
    given(home, month)
    count_effects(county)
    assert MeasureEffect.objects.filter(household=home).exists() is is_there


def test_what_was_started_counts_from_the_start_and_what_is_only_planned_or_given_up_not_at_all(county, heyi):
    started, planned, given_up = (family(heyi, 4_000, 6_000) for _one in range(3))
    given(started, add_months(LAST, 2), started_on=LAST)
    given(planned, state="planned", delivered_on=None)
    given(given_up, state="cancelled", delivered_on=None)
    count_effects(county)
    assert [(one.household, one.month) for one in MeasureEffect.objects.all()] == [(started, LAST)]


@pytest.mark.parametrize(("before", "after"), [(None, 6_000), (4_000, None), (None, None)])
def test_without_an_income_in_one_of_the_years_a_household_is_left_out_and_no_zero(county, heyi, before, after):
    home = family(heyi, before, after)
    given(home)
    count_effects(county)
    [figure] = group_figures(MeasureEffect.objects.all(), {})
    assert effect_of(home).state == "unknown"
    assert (figure.row["counted"], figure.left_out, figure.middle("changes")) == (0, 1, None)


def test_one_unknown_month_leaves_a_year_unknown(county, heyi):
    """The first year of which anything is told begins a month late: nothing can be carried into that month."""
    home = household(heyi, people=1)
    told(home, {"wages_labour": 11_000}, first=add_months(LAST, -11), months=11)
    told(home, {"wages_labour": 12_000}, first=add_months(LAST, 1), months=12)
    given(home)
    count_effects(county)
    assert effect_of(home).state == "unknown"


@pytest.mark.parametrize(("told_months", "state"), [(6, "counted"), (5, "unknown")])
def test_a_year_that_is_mostly_carried_forward_says_nothing(county, heyi, told_months, state):
    """Six of twelve months may be carried (income_carried_red), seven not: they repeat what was before."""
    home = family(heyi, 12_000, None)
    told(home, {"wages_labour": 1_000 * (told_months + 1)}, first=LAST, months=told_months + 1)
    given(home)
    count_effects(county)
    assert effect_of(home).state == state


def test_who_joined_after_the_measure_shares_the_income_after_alone(county, heyi):
    home = family(heyi, 8_000, 8_000)
    member(home, joined_on=LAST + dt.timedelta(40))
    given(home)
    count_effects(county)
    assert (effect_of(home).before, effect_of(home).after) == (8_000, 4_000)


def test_counting_twice_changes_nothing_and_another_county_stays(county, heyi, neighbour):
    given(family(heyi, 4_000, 6_000))
    assert count_effects(county) == count_effects(county) == 1
    assert count_effects(Area.objects.get(code=neighbour.county_code)) == 0
    assert MeasureEffect.objects.count() == 1


# ---------------------------------------------------------------------------------------------------------- the others


def test_a_household_is_compared_with_five_of_its_kind_and_size_and_not_with_four(county, heyi, shuikou):
    home = family(heyi, 8_000, 12_000)
    given(home)
    others(shuikou, [100, 200, 300, 400])
    count_effects(county)
    assert effect_of(home).peers is None
    others(heyi, [500])
    count_effects(county)
    found = effect_of(home)
    assert (found.peers, found.peers_low, found.peers_middle, found.peers_high) == (5, 200, 300, 400)


def test_general_and_monitored_households_are_another_kind(county, heyi):
    home = family(heyi, 8_000, 12_000)
    given(home)
    others(heyi, [100] * 4)
    others(heyi, [100] * 4, kind="general")
    for watched in others(heyi, [100] * 4):
        case(watched, identified_on=last_of_month(LAST))
    count_effects(county)
    assert effect_of(home).peers is None
    case(others(heyi, [100])[0], identified_on=last_of_month(LAST) + dt.timedelta(1))  # not yet under monitoring then
    count_effects(county)
    assert effect_of(home).peers == 5


def test_the_same_size_comes_first_and_without_five_of_it_all_sizes(county, heyi):
    home = family(heyi, 8_000, 12_000, people=4)
    given(home)
    others(heyi, [100] * 4, people=3)
    others(heyi, [900] * 5, people=2)
    count_effects(county)
    assert (effect_of(home).peers, effect_of(home).peers_middle) == (9, 900)
    others(heyi, [100], people=4)
    count_effects(county)
    assert (effect_of(home).peers, effect_of(home).peers_middle) == (5, 100)


@pytest.mark.parametrize(
    ("more", "is_other"),
    [
        ({"group": "industry"}, True),
        ({"on": add_months(LAST, 13) - dt.timedelta(1)}, False),
        ({"on": add_months(LAST, 13)}, True),
        ({"on": add_months(LAST, -20)}, False),  # it goes on
        ({"on": add_months(LAST, -20), "state": "ended", "ended_on": add_months(LAST, -12)}, False),
        ({"on": add_months(LAST, -20), "state": "ended", "ended_on": add_months(LAST, -12) - dt.timedelta(1)}, True),
    ],
)
def test_who_had_a_measure_of_the_group_in_these_months_is_none_of_the_others(county, heyi, more, is_other):
    home = family(heyi, 8_000, 12_000)
    given(home)
    *_four, fifth = others(heyi, [100] * 5)
    given(fifth, **{"on": LAST, **more})
    count_effects(county)
    assert effect_of(home).peers == (5 if is_other else None)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_figures_are_those_of_plain_python(county, heyi, shuikou, seed):
    """Three months of beginnings, sizes from 1 to 6, two kinds, unknown years: counted by the database and by hand."""
    chance = random.Random(seed)
    made = [Told(chance, (heyi, shuikou)) for _one in range(60)]
    count_effects(county)
    with_it = [one for one in made if one.begun]
    counted = [one for one in with_it if one.change(one.begun) is not None]
    compared = [peers for one in counted if (peers := peers_by_hand(one, made))]
    [figure] = group_figures(MeasureEffect.objects.all(), {})
    assert (figure.row["households"], figure.row["counted"]) == (len(with_it), len(counted))
    assert figure.row["persons"] == sum(one.people for one in with_it)
    changes = quarters([one.change(one.begun) for one in counted])
    assert [float(figure.quarter("changes", place)) for place in range(3)] == pytest.approx(changes, abs=0.01)
    assert figure.row["compared"] == len(compared) >= FEWEST
    for place, name in enumerate(("peers_low", "peers_middle", "peers_high")):
        by_hand = mean(quarters(peers)[place] for peers in compared)
        assert float(figure.peers(f"avg_{name}")) == pytest.approx(by_hand, abs=0.02)


def peers_by_hand(one, made) -> list:
    """Return the changes of those whom a household is compared with; none where there are too few."""
    alike = [
        other for other in made
        if other.kind == one.kind and not other.begun and other.change(one.begun) is not None
    ]  # fmt: skip
    of_size = [other for other in alike if other.size == one.size]
    chosen = of_size if len(of_size) >= FEWEST else alike
    return [other.change(one.begun) for other in chosen] if len(chosen) >= FEWEST else []
