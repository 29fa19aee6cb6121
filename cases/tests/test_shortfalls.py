"""Shortfalls of monitored households: each rule in situations, counted by shortfall and by village."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from alerts.models import HouseholdFacts
from cases.assessment import shortfalls
from cases.models import Case, HelperAssignment, Judgement, Plan
from policy import parameters
from povwatch.tests.factories import area, case, household, move, stand

from .test_matrix import measure

TODAY = dt.date(2026, 6, 15)
NEVER_HELPED = {"WRK-03a", "WRK-03b", "WRK-05", "WRK-08", "WRK-10"}


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as clock:
        yield clock


def ago(days):
    return TODAY - dt.timedelta(days)


def monitored(village, days=400, **fields):
    return case(household(village), identified_on=ago(days), **fields)


def owed(county):
    """{code: cases} of every shortfall that some case has."""
    p = parameters.parameters_on(TODAY, county)
    found = {code: set(shortfalls.cases_with_shortfall(Case.objects.all(), code, p)) for code in shortfalls.SHORTFALLS}
    return {code: cases for code, cases in found.items() if cases}


def plan(of, by, made_on=None, until=TODAY):
    return Plan.objects.create(case=of, goal="Two goats", made_on=made_on or of.identified_on, until=until, by=by)


def delivered(of, by, on, **fields):
    return measure(of, "health", by=by, state="delivered", delivered_on=on, **fields)


def note(of, by, on):
    return Judgement.objects.create(case=of, noted_on=on, words="Stable", by=by)


def helped(of, by, **fields):
    fields = {"phone": "02012345678", **fields}
    return HelperAssignment.objects.create(
        household=of.household, name="Sample Helper", unit="Town office", since=of.identified_on, by=by, **fields
    )


def able_to_work(of, people):
    HouseholdFacts.objects.create(household=of.household, county=of.household.county, as_of=TODAY, labour=people)


def test_a_case_nobody_cared_for_is_owed_everything(heyi, county):
    monitored(heyi)
    assert set(owed(county)) == NEVER_HELPED


def test_a_case_with_everything_is_owed_nothing(heyi, county, lan):
    good = monitored(heyi)
    plan(good, lan)
    delivered(good, lan, good.identified_on)
    note(good, lan, ago(10))
    helped(good, lan)
    assert owed(county) == {}


def test_the_page_of_a_case_shows_its_own_shortfalls(heyi, county, lan):
    behind, fresh = monitored(heyi), monitored(heyi, 5)
    measure(fresh, "health", by=lan), helped(fresh, lan)
    p = parameters.parameters_on(TODAY, county)
    told = {of: {one.code for one in shortfalls.case_shortfalls(of, p)} for of in (behind, fresh)}
    assert told == {behind: NEVER_HELPED, fresh: set()}


@pytest.mark.parametrize("days, late", [(10, False), (11, True)])
def test_a_plan_is_owed_within_ten_days(days, late, heyi, county):
    monitored(heyi, days)
    assert ("WRK-03a" in owed(county)) is late


@pytest.mark.parametrize("days, late", [(30, False), (31, True)])
def test_a_first_measure_is_owed_within_thirty_days(days, late, heyi, county, lan):
    waiting = monitored(heyi, days)
    measure(waiting, "health", by=lan, state="approved")
    assert ("WRK-03b" in owed(county)) is late


def test_a_measure_delivered_before_the_approval_counts(heyi, county, lan):
    urgent = monitored(heyi, 40)
    delivered(urgent, lan, ago(50), urgent_reason="The roof came down", planned_on=ago(55))
    assert "WRK-03b" not in owed(county)


def test_after_a_rollback_the_days_begin_again(heyi, county, lan):
    again = monitored(heyi, 400)
    plan(again, lan, until=ago(200))
    delivered(again, lan, ago(300))
    move(again, "roll_back", "rollback", "active", ago(5))
    assert not {"WRK-03a", "WRK-03b", "WRK-08"} & set(owed(county))
    older = monitored(heyi, 400)
    plan(older, lan, until=ago(200))
    delivered(older, lan, ago(300))
    move(older, "roll_back", "rollback", "active", ago(40))
    assert owed(county)["WRK-03a"] == owed(county)["WRK-03b"] == {older}


@pytest.mark.parametrize("state", ["candidate", "refused", "ended"])
def test_who_is_not_monitored_is_owed_nothing(state, heyi, county):
    of = monitored(heyi)
    stand(of, state)
    assert owed(county) == {}


def test_a_cleared_case_is_owed_nothing(heyi, county):
    monitored(heyi, cleared_on=ago(20))
    assert owed(county) == {}


def test_one_risk_of_two_without_a_measure_is_a_finding(heyi, county, lan):
    two = monitored(heyi, 5, risks=["01", "11"])
    measure(two, "health", by=lan)
    assert owed(county)["WRK-05"] == {two}
    measure(two, "water", by=lan)
    assert "WRK-05" not in owed(county)


@pytest.mark.parametrize(
    ("people", "groups", "found"),
    [
        (1, ["social_security"], True),
        (2, ["social_security"], True),
        (0, ["social_security"], False),
        (None, ["social_security"], False),
        (1, ["social_security", "employment"], False),
        (1, [], False),
    ],
)
def test_social_security_alone_is_a_finding_for_those_able_to_work(people, groups, found, heyi, county, lan):
    of = monitored(heyi, 5, risks=["04"])
    able_to_work(of, people)
    for group in groups:
        measure(of, group, by=lan)
    assert ("WRK-06" in owed(county)) is found


@pytest.mark.parametrize(
    "days, noted, late",
    [(364, None, False), (365, None, False), (366, None, True), (800, 364, False), (800, 365, False), (800, 366, True)],
)
def test_a_judgement_is_owed_every_year(days, noted, late, heyi, county, lan):
    of = monitored(heyi, days)
    if noted:
        note(of, lan, ago(noted))
    assert ("WRK-08" in owed(county)) is late


@pytest.mark.parametrize("fields, missing", [({}, False), ({"phone": ""}, True), ({"until": TODAY}, True)])
def test_a_helper_can_be_called(fields, missing, heyi, county, lan):
    helped(monitored(heyi, 5), lan, **fields)
    assert ("WRK-10" in owed(county)) is missing


@pytest.mark.parametrize("code", ["WRK-03a", "WRK-03b", "WRK-08"])
def test_without_its_parameter_a_shortfall_is_silent(code, heyi):
    monitored(heyi)
    nothing_enacted = parameters.parameters_on(TODAY, area("999003", "Bare County"))
    assert not shortfalls.cases_with_shortfall(Case.objects.all(), code, nothing_enacted).exists()


def test_any_shortfall_finds_each_case_once(heyi, county, lan):
    behind = monitored(heyi)
    good = monitored(heyi, 5)
    measure(good, "health", by=lan)
    helped(good, lan)
    found = shortfalls.cases_with_shortfall(
        Case.objects.all(), shortfalls.ANY_SHORTFALL, parameters.parameters_on(TODAY, county)
    )
    assert list(found) == [behind]


def test_counts_by_village_are_those_of_the_list(heyi, shuikou, county, lan):
    monitored(heyi)
    monitored(heyi, 20)
    helped(monitored(shuikou, 5), lan)
    p = parameters.parameters_on(TODAY, county)
    rows = {row["village"]: row for row in shortfalls.shortfalls_by_village(Case.objects.all(), p)}
    counts = {one.code: number for one, number in rows["Heyi Village"]["counts"]}
    assert (rows["Heyi Village"]["monitored"], counts["WRK-03a"], counts["WRK-03b"]) == (2, 2, 1)
    assert dict(counts)["WRK-10"] == 2
    totals = {one.code: number for one, number in shortfalls.count_shortfalls(Case.objects.all(), p)}
    assert totals == {code: len(owed(county).get(code, ())) for code in shortfalls.SHORTFALLS}


def test_the_questions_do_not_grow_with_the_cases(heyi, county, zhao, client_of, django_assert_max_num_queries):
    for _number in range(5):
        monitored(heyi)
    client = client_of(zhao)
    with django_assert_max_num_queries(15):
        page = client.get(reverse("cases:shortfalls"))
    assert page.status_code == 200
    assert f"{reverse('cases:list')}?village={heyi.code}&amp;shortfall=WRK-03a" in page.content.decode()


def test_each_number_opens_the_cases_it_counts(heyi, county, zhao, client_of):
    late, fresh = monitored(heyi, 20), monitored(heyi, 5)
    page = client_of(zhao).get(reverse("cases:list", query={"shortfall": "WRK-03a"}))
    assert list(page.context["page"]) == [late] and fresh not in page.context["page"]
