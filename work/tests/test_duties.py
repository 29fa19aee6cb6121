"""What is late in people's work: each rule on its day, the day before and the day after."""

import datetime as dt

import pytest

from cases.models import Measure
from households.models import Member, WorkSpell
from policy import parameters
from povwatch.tests.factories import DAY, case, household, member, stand
from work.duties.conditions import DUTIES, count_duties, late_by_village, late_entries
from work.models import AccountEntry, Heard, Offer, Placement, Training, WorkNeed
from work.people.entries import refresh_account_entries

pytestmark = pytest.mark.django_db


def ago(days):
    return DAY - dt.timedelta(days)


@pytest.fixture
def p(county):
    return parameters.parameters_on(DAY, county)


@pytest.fixture
def tian(heyi):
    """Tian, able to work, of a monitored household."""
    home = household(heyi, people=0)
    case(home)
    return member(home, name="Tian", labour="ordinary", birth_date=dt.date(1990, 1, 1))


def late(county, p) -> list[str]:
    """Return the rules by which somebody is late."""
    refresh_account_entries(p, county=county)
    return [code for code in DUTIES if late_entries(AccountEntry.objects.all(), code, p).exists()]


def wishes(of, days, **said):
    return WorkNeed.objects.create(member=of, told_on=ago(days), **{"wants_work": True, **said})


def offered(of, days, by, *, kind="home", state="planned", lent=None, spell=None):
    """Of was offered something so many days ago; `lent` days ago a machine came with it."""
    village = of.household.village
    offer = Offer.objects.create(
        county=of.household.county,
        area=village,
        kind=kind,
        title="Sewing",
        monthly_wage=900,
        starts_on=ago(days),
        by=by,
    )
    measure = Measure.objects.create(
        case=of.household.cases.get(), group="employment", title="Sewing", risk="07", planned_on=ago(days), by=by,
        spell=spell,
    )  # fmt: skip
    return Placement.objects.create(
        offer=offer, member=of, measure=measure, offered_on=ago(days), by=by,
        equipment="Sewing machine" if lent is not None else "", lent_on=None if lent is None else ago(lent),
    )  # fmt: skip


@pytest.mark.parametrize(("days", "is_late"), [(59, False), (60, True), (61, True)])
def test_whoever_wants_work_gets_an_offer_within_sixty_days(county, p, tian, days, is_late):
    wishes(tian, days)
    assert ("WRK-12" in late(county, p)) is is_late


def test_saying_it_again_does_not_start_the_clock_anew_but_changing_ones_mind_does(county, p, tian):
    wishes(tian, 70)
    wishes(tian, 3)
    assert late(county, p) == ["WRK-12"]
    wishes(tian, 50, wants_work=False)
    assert late(county, p) == []


def test_of_two_words_on_one_day_the_one_told_last_holds(county, p, tian):
    wishes(tian, 70, wants_work=False)
    wishes(tian, 70)
    assert late(county, p) == ["WRK-12"]
    wishes(tian, 70, wants_work=False)
    assert late(county, p) == []


def test_the_clock_runs_from_the_end_of_work_where_that_is_later(county, p, tian):
    wishes(tian, 300)
    work = WorkSpell.objects.create(
        member=tian, started_on=ago(200), ended_on=ago(59), place="county", channel="own"
    )  # fmt: skip
    assert late(county, p) == []
    WorkSpell.objects.filter(pk=work.pk).update(ended_on=ago(60))
    assert late(county, p) == ["WRK-12"]


@pytest.mark.parametrize("said", [{"wants_work": None}, {"wants_work": False}])
def test_nobody_waits_who_was_not_asked_or_wants_no_work(county, p, tian, said):
    wishes(tian, 90, **said)
    assert late(county, p) == []


@pytest.mark.parametrize(("days", "is_late"), [(59, False), (60, True)])
def test_an_offer_that_was_declined_counts_for_sixty_days(county, p, tian, qin, days, is_late):
    wishes(tian, 200)
    stand(offered(tian, days, qin).measure, "cancelled")
    assert ("WRK-12" in late(county, p)) is is_late


@pytest.mark.parametrize(("days", "is_late"), [(44, False), (45, True), (46, True)])
def test_whoever_is_away_is_heard_of_within_45_days(county, p, tian, days, is_late):
    WorkSpell.objects.create(member=tian, started_on=ago(300), place="outside", channel="own")
    Heard.objects.create(member=tian, on=ago(days), answer="unchanged", way="phone")
    assert ("WRK-13" in late(county, p)) is is_late


def test_whoever_left_lately_counts_from_the_first_day_of_the_work(county, p, tian):
    WorkSpell.objects.create(member=tian, started_on=ago(44), place="province", channel="own")
    assert late(county, p) == []


def test_whoever_works_in_the_county_need_not_be_called(county, p, tian):
    WorkSpell.objects.create(member=tian, started_on=ago(300), place="county", channel="own")
    assert late(county, p) == []


@pytest.mark.parametrize(("days", "is_late"), [(89, False), (90, True), (91, True)])
def test_a_course_leads_to_a_job_within_ninety_days(county, p, tian, days, is_late):
    Training.objects.create(member=tian, course="Sewing", started_on=ago(days + 10), ended_on=ago(days))
    assert ("WRK-15" in late(county, p)) is is_late


@pytest.mark.parametrize(("after", "is_late"), [(-1, True), (0, False), (1, False)])
def test_a_job_that_began_since_the_course_is_enough_even_when_it_ended(county, p, tian, after, is_late):
    Training.objects.create(member=tian, course="Sewing", started_on=ago(200), ended_on=ago(150))
    WorkSpell.objects.create(
        member=tian, started_on=ago(150 - after), ended_on=ago(100), place="county", channel="own"
    )  # fmt: skip
    assert ("WRK-15" in late(county, p)) is is_late


@pytest.mark.parametrize(("days", "is_late"), [(89, False), (90, True), (91, True)])
def test_a_machine_is_worked_with_within_ninety_days(county, p, tian, qin, days, is_late):
    offered(tian, days, qin, lent=days)
    assert ("WRK-16" in late(county, p)) is is_late


def test_a_machine_that_is_worked_with_or_was_given_back_is_not_idle(county, p, tian, qin):
    work = WorkSpell.objects.create(member=tian, started_on=ago(100), place="village", channel="workshop")
    placed = offered(tian, 100, qin, lent=100, spell=work)
    assert late(county, p) == []
    WorkSpell.objects.filter(pk=work.pk).update(ended_on=ago(5))
    assert "WRK-16" in late(county, p)
    Placement.objects.filter(pk=placed.pk).update(returned_on=ago(1))
    assert "WRK-16" not in late(county, p)


def test_a_machine_that_was_lent_beyond_working_age_is_looked_after_as_well(county, p, tian, qin):
    offered(tian, 90, qin, lent=90)
    Member.objects.filter(pk=tian.pk).update(birth_date=dt.date(1960, 1, 1))
    assert late(county, p) == ["WRK-16"]


def test_each_village_has_its_numbers_and_they_add_up(county, p, tian, shuikou):
    wishes(tian, 90)
    other = member(household(shuikou, people=0), name="Rao", labour="ordinary", birth_date=dt.date(1990, 1, 1))
    wishes(other, 90)
    refresh_account_entries(p, county=county)
    rows = late_by_village(AccountEntry.objects.all(), p)
    assert [row["village"] for row in rows] == ["Heyi Village", "Shuikou Village"]
    assert {duty.code: number for duty, number in count_duties(rows)} == {
        "WRK-12": 2, "WRK-13": 0, "WRK-14": 0, "WRK-15": 0, "WRK-16": 0
    }  # fmt: skip
    assert late_entries(AccountEntry.objects.all(), "any", p).count() == 2


def test_what_is_not_in_force_is_asked_of_nobody(county, tian):
    wishes(tian, 90)
    early = parameters.parameters_on(dt.date(2019, 6, 1), county)
    assert not late_entries(AccountEntry.objects.all(), "any", early).exists()
