"""Where people of working age stand follows from dated records: each state, and each limit on both sides."""

import datetime as dt

import pytest

from alerts.engine import run as risk_run
from core.dates import years_before
from households.models import Member, WorkSpell
from policy import parameters
from policy.parameters import parameters_from_snapshot
from povwatch.tests.factories import DAY, area, case, household, member
from work.choices import ACCOUNT_STATES, BESIDE_STATES, WATCHED_STATES, WorkState
from work.models import AccountEntry, Heard, Training, WorkNeed
from work.people.entries import refresh_account_entries

pytestmark = pytest.mark.django_db


def ago(days):
    return DAY - dt.timedelta(days)


@pytest.fixture
def tian(heyi):
    """Tian, able to work, of a lifted household in which nothing else is known of anybody's work."""
    return member(household(heyi, people=0), name="Tian", labour="ordinary", birth_date=dt.date(1990, 1, 1))


def spell(of, *, since=100, until=None, place="outside", **more):
    ended = None if until is None else ago(until)
    return WorkSpell.objects.create(
        member=of, started_on=ago(since), ended_on=ended, place=place, channel="own", **more
    )  # fmt: skip


def account(county, day=DAY):
    refresh_account_entries(parameters.parameters_on(day, county), county=county)
    return {entry.member.name: entry for entry in AccountEntry.objects.select_related("member")}


def state(county, of, day=DAY):
    return account(county, day)[of.name].state


def test_somebody_able_of_whom_nothing_is_known_needs_work(county, tian):
    entry = account(county)["Tian"]
    assert (entry.state, entry.is_able, entry.wants_work, entry.confirmed_on) == ("needs", True, None, None)


@pytest.mark.parametrize(("place", "wanted"), [
    ("village", "county"), ("township", "county"), ("county", "county"), ("province", "province"),
    ("outside", "outside"),
])  # fmt: skip
def test_whoever_works_stands_where_the_work_is_since_its_first_day(county, tian, place, wanted):
    work = spell(tian, place=place)
    entry = account(county)["Tian"]
    assert (entry.state, entry.since, entry.spell, entry.confirmed_on) == (wanted, ago(100), work, ago(100))


@pytest.mark.parametrize(("days", "wanted"), [(1, "outside"), (0, "returned")])
def test_work_counts_until_the_day_on_which_it_ends(county, tian, days, wanted):
    WorkSpell.objects.filter(pk=spell(tian).pk).update(ended_on=DAY + dt.timedelta(days))
    assert state(county, tian) == wanted


@pytest.mark.parametrize(("days", "wanted"), [(89, "returned"), (90, "needs")])
def test_whoever_came_back_counts_as_returned_for_ninety_days(county, tian, days, wanted):
    spell(tian, until=days)
    entry = account(county)["Tian"]
    assert (entry.state, entry.since) == (wanted, ago(days))


def test_whoever_lost_work_at_home_has_not_returned(county, tian):
    spell(tian, until=10, place="county")
    assert state(county, tian) == "needs"


@pytest.mark.parametrize(("until", "wanted"), [(None, "training"), (-1, "training"), (0, "needs")])
def test_a_course_counts_until_the_day_on_which_it_ends(county, tian, until, wanted):
    Training.objects.create(
        member=tian, course="Sewing", started_on=ago(20), ended_on=None if until is None else ago(until)
    )
    entry = account(county)["Tian"]
    assert (entry.state, entry.trained_on) == (wanted, ago(0) if until == 0 else None)


@pytest.mark.parametrize(("fields", "wanted"), [
    ({"labour": "lost"}, "unable"), ({"labour": "none"}, "unable"), ({"labour": "weak"}, "needs"),
    ({"labour": "skilled"}, "needs"), ({"labour": ""}, "unknown"),
    ({"labour": "", "school_stage": "college"}, "school"), ({"labour": "", "school_stage": "none"}, "unknown"),
])  # fmt: skip
def test_who_cannot_work_or_learns_stands_beside_the_account(county, heyi, fields, wanted):
    one = member(household(heyi, people=0), name="Rao", birth_date=dt.date(1990, 1, 1), **fields)
    assert state(county, one) == wanted
    assert (wanted in ACCOUNT_STATES) is (wanted == "needs")


def test_whoever_says_so_looks_for_no_work_and_may_change_their_mind(county, tian):
    WorkNeed.objects.create(member=tian, told_on=ago(30), wants_work=False)
    entry = account(county)["Tian"]
    assert (entry.state, entry.since, entry.confirmed_on) == ("not_looking", ago(30), ago(30))
    WorkNeed.objects.create(member=tian, told_on=ago(2), wants_work=True, where="county", skill="Masonry")
    entry = account(county)["Tian"]
    assert (entry.state, entry.where, entry.skill) == ("needs", "county", "Masonry")


def test_the_latest_word_counts_in_whatever_order_it_was_recorded(county, tian):
    WorkNeed.objects.create(member=tian, told_on=ago(2), wants_work=True)
    WorkNeed.objects.create(member=tian, told_on=ago(30), wants_work=False)
    WorkNeed.objects.create(member=tian, told_on=DAY + dt.timedelta(1), wants_work=False)
    assert state(county, tian) == "needs"


def test_only_an_answer_confirms_and_not_a_call_that_nobody_took(county, tian):
    spell(tian)
    Heard.objects.create(member=tian, on=ago(40), answer="unchanged", way="phone")
    Heard.objects.create(member=tian, on=ago(3), answer="not_reached", way="phone")
    assert account(county)["Tian"].confirmed_on == ago(40)


@pytest.mark.parametrize(("age", "days", "is_in"), [(16, 0, True), (16, 1, False), (60, 1, True), (60, 0, False)])
def test_the_account_is_of_people_from_their_sixteenth_to_the_day_before_their_sixtieth_birthday(
    county, heyi, age, days, is_in
):
    born = years_before(DAY, age) + dt.timedelta(days)
    member(household(heyi, people=0), name="Rao", labour="ordinary", birth_date=born)
    assert ("Rao" in account(county)) is is_in


@pytest.mark.parametrize(("kind", "followed", "is_in"), [
    ("lifted", False, True), ("general", True, True), ("general", False, False),
])  # fmt: skip
def test_lifted_and_monitored_households_have_an_account(county, heyi, kind, followed, is_in):
    home = household(heyi, people=0, kind=kind, lifted_year=2017 if kind == "lifted" else None)
    member(home, name="Rao", labour="ordinary", birth_date=dt.date(1990, 1, 1))
    if followed:
        case(home)
    assert ("Rao" in account(county)) is is_in


def test_whoever_leaves_goes_out_of_the_account(county, tian):
    assert "Tian" in account(county)
    tian.left_on, tian.left_reason = DAY, "died"
    tian.save()
    assert account(county) == {}


def test_running_it_twice_changes_nothing_and_other_counties_are_left_alone(county, neighbour, tian):
    p = parameters.parameters_on(DAY, county)
    assert refresh_account_entries(p, county=county) == {"added": 1, "changed": 0, "removed": 0}
    assert refresh_account_entries(p, county=county) == {"added": 0, "changed": 0, "removed": 0}
    refresh_account_entries(parameters.parameters_on(DAY, neighbour), county=neighbour)
    assert AccountEntry.objects.count() == 1


def test_every_state_is_in_the_account_or_beside_it_or_watched():
    assert sorted([*ACCOUNT_STATES, *BESIDE_STATES, *WATCHED_STATES]) == sorted(WorkState)


@pytest.mark.parametrize(("days", "wanted"), [(-1, "county"), (0, "older"), (1, "older")])
def test_who_works_beyond_working_age_is_watched_from_the_sixtieth_birthday_on(county, tian, days, wanted):
    work = spell(tian, place="village")
    Member.objects.filter(pk=tian.pk).update(birth_date=years_before(DAY, 60) - dt.timedelta(days))
    entry = account(county)["Tian"]
    assert (entry.state, entry.since, entry.spell) == (wanted, ago(100), work)


@pytest.mark.parametrize(("since", "until", "is_in"), [
    (0, None, True), (-1, None, False), (100, -1, True), (100, 0, False), (100, 1, False),
])  # fmt: skip
def test_who_is_past_working_age_is_watched_while_there_is_work(county, tian, since, until, is_in):
    Member.objects.filter(pk=tian.pk).update(birth_date=years_before(DAY, 62))
    spell(tian, since=since, until=until)
    assert ("Tian" in account(county)) is is_in


def test_who_is_past_working_age_leaves_the_account_with_the_last_work(county, tian):
    Member.objects.filter(pk=tian.pk).update(birth_date=years_before(DAY, 62))
    work = spell(tian, place="village")
    assert state(county, tian) == "older" and not AccountEntry.objects.of_working_age().exists()
    WorkSpell.objects.filter(pk=work.pk).update(ended_on=DAY)
    assert account(county) == {}


def test_a_night_brings_the_account_up_to_date_and_so_does_a_run_of_one_household(county, tian, heyi):
    risk_run.execute_risk_run(county)
    assert AccountEntry.objects.get().state == "needs"
    rao = member(household(heyi, people=0), name="Rao", labour="lost")
    Member.objects.filter(pk=tian.pk).update(labour="none")
    risk_run.execute_risk_run(county, households=[rao.household_id])
    assert set(AccountEntry.objects.values_list("member__name", "state")) == {("Tian", "needs"), ("Rao", "unable")}
    risk_run.execute_risk_run(county)
    assert AccountEntry.objects.get(member=tian).state == "unable"


def without(p, *keys):
    """The same day, on which these parameters are not in force yet."""
    return parameters_from_snapshot({key: told for key, told in p.snapshot().items() if key not in keys}, p.day)


def test_where_no_working_age_is_in_force_the_account_stays(county, tian):
    assert state(county, tian) == "needs"
    Member.objects.filter(pk=tian.pk).update(labour="lost")
    early = without(parameters.parameters_on(DAY, county), "work_age_least")
    assert refresh_account_entries(early, county=county) == {"added": 0, "changed": 0, "removed": 0}
    assert AccountEntry.objects.get().state == "needs"


def test_a_county_in_which_nothing_is_in_force_yet_has_its_night_all_the_same(db):
    bare = area("999003", "Heishui County")
    village = area("999003101201", "Sample Village", area("999003101", "Sample Township", bare))
    member(household(village, people=0), name="Rao")
    assert risk_run.execute_risk_run(bare).state == "completed" and not AccountEntry.objects.exists()


def test_where_no_days_are_in_force_nobody_counts_as_returned(county, tian):
    spell(tian, until=1)
    refresh_account_entries(without(parameters.parameters_on(DAY, county), "returned_days"), county=county)
    assert AccountEntry.objects.get().state == "needs"
