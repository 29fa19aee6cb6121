"""A small sample county after its first night: its people, incomes, cases and stories are those of docs/sample.md."""

import datetime as dt
import io
from collections import Counter
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum
from stdnum.cn import ric

from accounts.models import Area
from alerts.engine import run as risk_run
from alerts.levels import Colour
from alerts.models import HouseholdFacts, RiskFlag
from cases.choices import IS_CLEARED, ON_FILE, CaseState
from cases.models import Case
from core.dates import twelve_full_months
from households.choices import (
    BUSINESS,
    COSTS,
    PROPERTY,
    TRANSFERS,
    WAGES,
    HouseholdKind,
    IncomeQuestionReason,
    IncomeTopic,
    Teller,
)
from households.models import Household, IncomeQuestion, IncomeRecord, IncomeStatement, Member, WorkSpell
from policy import parameters
from sample.county import CountyTotals
from sample.families.stories import number_of, told_in

DAY = dt.date(2025, 6, 15)
ZIGUI = "420527"
SIZE = 600


def sample(county="zigui", households=SIZE, seed=1, day=DAY):
    options = {"county": county, "households": households, "seed": seed, "as_of": day}
    call_command("sample_county", stdout=io.StringIO(), **options)


@pytest.fixture(scope="module")
def zigui(django_db_setup, django_db_blocker):
    """Zigui with 600 households after its first night, shared by the tests of this module, rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        sample()
        county = Area.objects.get(code=ZIGUI)
        risk_run.execute_risk_run(county, as_of=DAY)
        yield county
        transaction.set_rollback(True)


def share(part, whole):
    return 100 * part / whole


def test_the_database_holds_the_totals(zigui, db):
    expected = CountyTotals.of(ZIGUI, SIZE)
    lifted = Household.objects.filter(county=zigui, kind=HouseholdKind.LIFTED)
    on_file = latest_episodes().filter(state__in=ON_FILE)
    people = Member.objects.filter(left_on=None)
    assert lifted.count() == expected.households
    assert people.filter(household__in=lifted).count() == expected.people
    assert on_file.count() == expected.cases
    assert people.filter(household__cases__in=on_file).count() == expected.case_people
    assert on_file.filter(state__in=IS_CLEARED).count() == expected.cleared


def latest_episodes():
    newest = Case.objects.order_by("household_id", "-episode_no").distinct("household_id")
    return Case.objects.filter(pk__in=newest.values("pk"))


# ---------------------------------------------------------------------------------------------------------- the people


def test_everybody_is_labelled_as_a_sample(zigui, db):
    households = Household.objects.filter(county=zigui)
    assert not households.exclude(is_sample=True, number__startswith="SAMPLE-").exists()
    assert all(phone.startswith("154") for phone in households.values_list("phone", flat=True))


def test_id_numbers_are_right_and_fit_the_person(zigui, db):
    people = Member.objects.filter(household__county=zigui)
    for person in people:
        assert person.id_number[-1] == ric.calc_check_digit(person.id_number)
        assert person.id_number[:6] == ZIGUI
        assert person.birth_date is None or f"{person.birth_date:%Y%m%d}" == person.id_number[6:14]
    assert people.values("id_hash").distinct().count() == people.count()


def test_ages_and_health_are_those_of_the_county(zigui, db):
    present = Member.objects.filter(left_on=None, household__kind=HouseholdKind.LIFTED, birth_date__isnull=False)
    whole = present.count()
    young = present.filter(birth_date__gt=DAY.replace(year=DAY.year - 15)).count()
    old = present.filter(birth_date__lte=DAY.replace(year=DAY.year - 60)).count()
    assert share(young, whole) == pytest.approx(12, abs=4)
    assert share(old, whole) == pytest.approx(28, abs=5)


def test_monitored_people_are_ill_and_supported_more_often(zigui, db):
    followed = Member.objects.filter(left_on=None, household__cases__in=latest_episodes().filter(state__in=ON_FILE))
    others = Member.objects.filter(left_on=None).exclude(pk__in=followed)
    for condition in (Q(has_chronic_illness=True), Q(disability_level__isnull=False), Q(has_allowance=True)):
        assert followed.filter(condition).count() / followed.count() > others.filter(condition).count() / others.count()


def test_nobody_works_as_a_child_and_posts_are_in_the_village(zigui, db):
    for spell in WorkSpell.objects.filter(member__birth_date__isnull=False).select_related("member"):
        assert spell.started_on >= spell.member.birth_date.replace(year=spell.member.birth_date.year + 16, day=1)
    posts = WorkSpell.objects.filter(channel="public_post")
    assert posts.exists() and not posts.exclude(place="village").exists()


# ----------------------------------------------------------------------------------------------------- work and income


def test_most_are_asked_once_a_year_and_the_followed_every_month(zigui, db):
    """In June the last yearly update lies eight months back; a family with a case has told of May."""
    facts = HouseholdFacts.objects.filter(net__isnull=False)
    followed = facts.filter(is_followed=True)
    assert set(followed.values_list("income_carried", flat=True)) == {0}
    assert share(facts.filter(income_carried=8).count(), facts.count()) > 80
    assert facts.filter(net_before=None).count() == 0


def test_four_years_of_income_for_some(zigui, db):
    story = household_of("falling income")
    assert story.facts.per_capita_before3 is not None and flags_of(story) == {"INC-04"}
    others = HouseholdFacts.objects.exclude(household=story).filter(per_capita_before3__isnull=False)
    assert 2 <= share(others.count(), SIZE) <= 6


def test_income_is_told_in_every_way(zigui, db):
    tellers = set(IncomeStatement.objects.values_list("teller", flat=True))
    assert {Teller.UPDATE, Teller.VISIT, Teller.DEPARTMENT} <= tellers
    by_person = IncomeRecord.objects.filter(topic=IncomeTopic.WAGES, member__isnull=False)
    undivided = IncomeRecord.objects.amounts().filter(topic=IncomeTopic.WAGES, member=None)
    assert by_person.exists() and undivided.exists()
    assert IncomeQuestion.objects.filter(reason=IncomeQuestionReason.BOTH).exists()


def test_incomes_are_those_of_the_county(zigui, db):
    known = HouseholdFacts.objects.filter(kind=HouseholdKind.LIFTED, net__isnull=False)
    levels = sorted(known.values_list("per_capita", flat=True))
    line = parameters.parameters_on(DAY, zigui).line
    assert float(levels[len(levels) // 2]) == pytest.approx(15_500, rel=0.08)
    assert share(sum(level < line for level in levels), len(levels)) < 2


@pytest.mark.parametrize(
    ("items", "expected"),
    [(WAGES, 58), (BUSINESS + COSTS, 17), (PROPERTY, 3), (TRANSFERS, 22)],
    ids=["wages", "business", "property", "transfers"],
)
def test_sources_of_income_are_those_of_the_county(zigui, db, items, expected):
    window = twelve_full_months(DAY)
    rows = IncomeRecord.objects.with_yuan(window, 15).filter(household__kind=HouseholdKind.LIFTED)
    net = Sum(F("net_amount") * F("covered"))
    of_items, all_of_them = (found.aggregate(sum=net)["sum"] for found in (rows.filter(item__in=items), rows))
    assert share(of_items, all_of_them) == pytest.approx(expected, abs=6)


def test_wages_follow_from_the_employment_account(zigui, db):
    """A month in which somebody worked on the fifteenth has wages, a month without has none."""
    household = household_of("wages stopped")
    spells = WorkSpell.objects.filter(member__household=household)
    for statement in household.statements.all():
        middle = statement.first_month.replace(day=15)
        worked = spells.filter(Q(ended_on=None) | Q(ended_on__gte=middle), started_on__lte=middle)
        assert any(line["item"] in WAGES and float(line["amount"]) for line in statement.lines) == worked.exists()


def test_a_household_that_cannot_work_has_support(zigui, db):
    unsupported = HouseholdFacts.objects.filter(labour=0, allowance=0, destitute=0)
    assert unsupported.count() <= 2


# --------------------------------------------------------------------------------------------------------------- cases


def test_the_state_of_a_case_is_that_of_its_latest_step(zigui, db):
    for case in Case.objects.prefetch_related("transitions"):
        steps = list(case.transitions.all())
        assert steps[-1].target == case.state
        assert all(first.target == second.source for first, second in pairwise(steps))
        assert steps[-1].effective_on <= DAY


def test_stock_and_cleared_by_steps_are_those_by_states(zigui, db):
    then = Case.objects.as_of(DAY).order_by("household_id", "-episode_no").distinct("household_id")
    states = Counter(then.values_list("state_then", flat=True))
    expected = CountyTotals.of(ZIGUI, SIZE)
    assert sum(states[state] for state in ON_FILE) == expected.cases
    assert sum(states[state] for state in IS_CLEARED) == expected.cleared


def test_a_case_knows_the_line_of_its_own_year(zigui, db):
    for case in Case.objects.filter(identified_on__isnull=False):
        assert case.line_at_identification == parameters.parameters_on(case.identified_on, zigui).line
        if case.cleared_on:
            assert case.line_at_clearing == parameters.parameters_on(case.cleared_on, zigui).line
            assert case.cleared_on >= case.identified_on + dt.timedelta(days=180)


def test_incomes_at_identification_fit_the_type(zigui, db):
    for case in Case.objects.filter(identified_on__isnull=False):
        least, most = (1.1, 2.2) if case.case_type == "sudden" else (0.7, 1.05)
        assert least - 0.01 <= case.income_at_identification / case.line_at_identification <= most + 0.01
        assert case.cleared_on is None or case.income_at_clearing >= float(case.line_at_clearing) * 1.019


def test_there_are_cases_beside_the_file(zigui, db):
    states = set(Case.objects.values_list("state", flat=True))
    assert {CaseState.CANDIDATE, CaseState.REFUSED, CaseState.ENDED} <= states


def test_unstable_households_are_lifted_and_marginal_ones_general(zigui, db):
    assert not Case.objects.filter(case_type="unstable").exclude(household__kind=HouseholdKind.LIFTED).exists()
    assert not Case.objects.filter(case_type="marginal").exclude(household__kind=HouseholdKind.GENERAL).exists()


def test_families_under_monitoring_are_visited_more_often(zigui, db):
    year = Q(visits__visited_on__gt=DAY - dt.timedelta(days=365))
    visited = Household.objects.annotate(seen=Count("visits", filter=year))
    often = [
        h.seen / 12 for h in visited.filter(facts__case_state="active", cases__identified_on__lt=dt.date(2024, 6, 1))
    ]
    rarely = [h.seen / 12 for h in visited.filter(facts__case_state=None)]
    assert sum(often) / len(often) == pytest.approx(1.2, abs=0.4)
    assert sum(rarely) / len(rarely) == pytest.approx(12 / 36, abs=0.08)


# ----------------------------------------------------------------------------------------- stories and the first night


def flags_of(household):
    return set(RiskFlag.objects.open().filter(household=household).values_list("rule", flat=True))


def household_of(key):
    return Household.objects.get(number=number_of(key, ZIGUI))


@pytest.mark.parametrize("story", told_in(ZIGUI), ids=lambda story: story.key)
def test_the_rules_find_the_stories(zigui, db, story):
    household = household_of(story.key)
    assert flags_of(household) == set(story.flags)
    assert (household.facts.colour == Colour.UNKNOWN) == story.is_unknown
    assert household.members.count() == len(story.people)


def test_the_fruit_grower_of_xilingxia(zigui, db):
    household = household_of("orange grower")
    assert household.village.code == "420527103202"
    assert household.members.filter(
        relation="head", has_chronic_illness=True, work_spells__channel="public_post"
    ).exists()
    assert household.cases.get().state == CaseState.CLEARED
    fruit = household.income.with_yuan(twelve_full_months(DAY), 15).filter(item__endswith="forest_fruit")
    assert float(fruit.aggregate(sum=Sum(F("net_amount") * F("covered")))["sum"]) == pytest.approx(9_900, rel=0.01)


def test_troubles_are_found_by_their_rules(zigui, db):
    found = set(RiskFlag.objects.open().values_list("rule", flat=True))
    assert {"INC-01", "INC-02", "INC-03", "MED-01", "JOB-01", "JOB-02", "VIS-01", "WAT-01"} <= found


def test_the_county_looks_plausible_after_the_first_night(zigui, db):
    colours = Counter(HouseholdFacts.objects.filter(county=zigui).values_list("colour", flat=True))
    whole = sum(colours.values())
    assert 0.8 <= share(colours[Colour.RED], whole) <= 4
    assert 7 <= share(colours[Colour.AMBER], whole) <= 15  # a third of them by a severe disability alone
    assert 8 <= share(colours[Colour.UNKNOWN], whole) <= 16


# ------------------------------------------------------------------------------------------------------------ refusals


def test_a_county_with_households_is_left_alone(zigui, db):
    before = Household.objects.count()
    with pytest.raises(CommandError, match="fills an empty county only"):
        sample()
    assert Household.objects.count() == before


def test_rows_are_checked_again_after_the_load(zigui, db):
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone()[0] == "origin"


def test_zigui_is_mountain_reservoir_and_old_base_and_47_villages_were_lifted(zigui):
    villages = Area.objects.within(zigui).villages()
    assert villages.having("lifted", DAY).count() == 47
    assert villages.having("lifted", DAY).filter(code="420527103202", attributes__year=2017).exists()
    for kind in ("mountain", "reservoir", "old_base"):
        assert villages.having(kind, DAY).count() == villages.count() == 179
