"""Public-welfare posts and workshop places: from a measure to the employment account, and on to income."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from cases.assistance import actions as assistance_actions
from cases.assistance import posts
from cases.assistance.posts import write_post_wages
from core.workflow import ActionRefused
from households.models import IncomeRecord, WorkSpell
from povwatch.tests.factories import case, earn, household, member

TODAY = dt.date(2026, 6, 15)
MARCH, APRIL, MAY = (dt.date(2026, month, 1) for month in (3, 4, 5))


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def monitored(heyi):
    return case(household(heyi, people=1), risks=["04"])


@pytest.fixture
def chen(monitored):
    return monitored.household.members.get()


def plan(of, person, *, by, group="public_post", wage=800, on=MARCH, **fields):
    fields = {"employer": "Heyi Village Committee", "title": "Sweeping the road", "risk": of.risks[0], **fields}
    return assistance_actions.plan_measure(
        of, by=by, group=group, member=person, monthly_wage=Decimal(wage), planned_on=on, **fields
    )


def started(of, person, *, by, chief, on=MARCH, **fields):
    """A post planned and approved on the first of March, and started."""
    post = assistance_actions.take_measure_step(plan(of, person, by=by, **fields), "approve", by=chief, on=MARCH)
    return assistance_actions.take_measure_step(post, "start", by=by, on=on)


def income():
    return list(IncomeRecord.objects.order_by("month").values_list("month", "item", "amount", "source"))


def test_a_post_that_starts_becomes_work_and_income(monitored, chen, lan, zhao):
    post = started(monitored, chen, by=lan, chief=zhao)
    spell = WorkSpell.objects.get()
    assert post.spell == spell
    assert (spell.member, spell.channel, spell.place, spell.started_on) == (chen, "public_post", "village", MARCH)
    assert income() == [(month, "wages_village", 800, "department") for month in (MARCH, APRIL, MAY)]


def test_a_workshop_place_pays_wages_of_labour(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao, group="employment", wage=2_500)
    assert WorkSpell.objects.get().channel == "workshop"
    assert income() == [(month, "wages_labour", 2_500, "department") for month in (MARCH, APRIL, MAY)]


def test_only_full_months_are_paid(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao, on=dt.date(2026, 3, 2))
    assert [month for month, *_rest in income()] == [APRIL, MAY]


def test_the_night_writes_the_month_that_has_just_ended_and_nothing_twice(monitored, chen, lan, zhao, june):
    started(monitored, chen, by=lan, chief=zhao, on=TODAY - dt.timedelta(14))
    assert (income(), write_post_wages()) == ([], 0)
    june.move_to(dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    assert (write_post_wages(), write_post_wages()) == (1, 0)
    assert income() == [(dt.date(2026, 6, 1), "wages_village", 800, "department")]


def test_what_the_family_said_of_a_month_is_not_written_over(monitored, chen, lan, zhao):
    earn(monitored.household, 9_600, item="wages_village", person=chen)  # 800 a month until May, by a visit
    before = income()
    started(monitored, chen, by=lan, chief=zhao, wage=700)
    assert income() == before


def test_what_was_said_of_the_household_as_a_whole_is_not_counted_again(monitored, chen, lan, zhao):
    earn(monitored.household, 9_600, item="wages_village")
    started(monitored, chen, by=lan, chief=zhao)
    assert IncomeRecord.objects.filter(member=chen).count() == 0


def test_two_people_of_a_household_are_each_paid(monitored, chen, lan, zhao):
    daughter = member(monitored.household)
    for person in (chen, daughter):
        started(monitored, person, by=lan, chief=zhao)
    assert IncomeRecord.objects.filter(month=MAY).count() == 2


def test_who_has_two_posts_earns_both_wages(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    started(monitored, chen, by=lan, chief=zhao, wage=600, on=APRIL + dt.timedelta(9))
    amounts = [(month, amount) for month, _item, amount, _source in income()]
    assert amounts == [(MARCH, 800), (APRIL, 800), (MAY, 1_400)]


def test_the_night_pays_both_posts_as_one_amount(monitored, chen, lan, zhao, june):
    for wage in (800, 600):
        started(monitored, chen, by=lan, chief=zhao, wage=wage, on=TODAY - dt.timedelta(14))
    june.move_to(dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    assert (write_post_wages(), write_post_wages()) == (1, 0)
    assert income() == [(dt.date(2026, 6, 1), "wages_village", 1_400, "department")]


def test_when_one_of_two_posts_ends_the_other_is_still_paid(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    second = started(monitored, chen, by=lan, chief=zhao, wage=600)
    second = assistance_actions.take_measure_step(second, "deliver", by=lan, on=APRIL)
    assistance_actions.take_measure_step(second, "end", by=lan, on=dt.date(2026, 4, 30))
    assert [amount for _month, _item, amount, _source in income()] == [1_400, 1_400, 800]


def test_a_second_post_leaves_what_others_recorded(monitored, chen, lan, zhao):
    said = {"member": chen, "month": APRIL, "item": "wages_village"}
    monitored.household.income.create(**said, amount=950, source="family")
    started(monitored, chen, by=lan, chief=zhao)
    started(monitored, chen, by=lan, chief=zhao, wage=600)
    assert [(amount, source) for _month, _item, amount, source in income()] == [
        (1_400, "department"),
        (950, "family"),
        (1_400, "department"),
    ]


def test_a_post_that_ends_ends_the_work(monitored, chen, lan, zhao):
    post = assistance_actions.take_measure_step(
        started(monitored, chen, by=lan, chief=zhao), "deliver", by=lan, on=APRIL
    )
    assistance_actions.take_measure_step(post, "end", by=lan, on=dt.date(2026, 4, 30))
    assert WorkSpell.objects.get().ended_on == dt.date(2026, 4, 30)
    assert [month for month, *_rest in income()] == [MARCH, APRIL], "May was written before the end was known"
    assert write_post_wages() == 0


def test_an_end_that_the_account_knows_already_stays(monitored, chen, lan, zhao):
    post = assistance_actions.take_measure_step(started(monitored, chen, by=lan, chief=zhao), "deliver", by=lan)
    WorkSpell.objects.update(ended_on=dt.date(2026, 3, 31))  # a visit told of it
    assistance_actions.take_measure_step(post, "end", by=lan)
    assert WorkSpell.objects.get().ended_on == dt.date(2026, 3, 31)
    assert [month for month, *_rest in income()] == [MARCH]


def test_who_left_the_household_earns_nothing_for_it(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    IncomeRecord.objects.all().delete()
    chen.left_on, chen.left_reason = dt.date(2026, 5, 10), "moved"
    chen.save()
    assert write_post_wages() == 2
    assert [month for month, *_rest in income()] == [MARCH, APRIL]


def test_a_post_that_is_only_delivered_is_work_too(monitored, chen, lan, zhao):
    post = assistance_actions.take_measure_step(plan(monitored, chen, by=lan), "approve", by=zhao, on=MARCH)
    assistance_actions.take_measure_step(post, "deliver", by=lan, on=MAY)
    assert WorkSpell.objects.get().started_on == MAY


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"birth_date": dt.date(2010, 6, 16)}, "aged 16 to 69"),
        ({"birth_date": dt.date(1956, 6, 15)}, "aged 16 to 69"),
        ({"birth_date": None}, "aged 16 to 69"),
        ({"left_on": dt.date(2026, 1, 1), "left_reason": "moved"}, "of this household"),
    ],
)
def test_a_post_is_for_people_of_the_household_of_16_to_69(fields, why, monitored, lan):
    with pytest.raises(ActionRefused, match=why):
        plan(monitored, member(monitored.household, **fields), by=lan)


@pytest.mark.parametrize("birth", [dt.date(2010, 6, 15), dt.date(1956, 6, 16)])
def test_the_youngest_and_the_oldest_may_work(birth, monitored, lan):
    assert plan(monitored, member(monitored.household, birth_date=birth), by=lan).pk


def test_a_workshop_asks_only_for_the_lower_age(monitored, lan):
    old = member(monitored.household, birth_date=dt.date(1950, 1, 1))
    assert plan(monitored, old, by=lan, group="employment").channel == "workshop"


def test_a_stranger_cannot_be_given_the_household_s_post(monitored, heyi, lan):
    with pytest.raises(ActionRefused, match="of this household"):
        plan(monitored, household(heyi, people=1).members.get(), by=lan)


@pytest.mark.parametrize("missing", [{"member": None}, {"employer": " "}, {"monthly_wage": None}])
def test_a_post_names_who_where_and_for_how_much(missing, monitored, chen):
    said = {"member": chen, "employer": "Heyi", "monthly_wage": Decimal(800)} | missing
    with pytest.raises(ActionRefused, match="three things"):
        posts.measure_post_fields(monitored, "public_post", **said)


@pytest.mark.parametrize("wage", [399, 30_001])
def test_a_wage_is_plausible(wage, monitored, chen, lan):
    with pytest.raises(ActionRefused, match="between 400 and 30,000"):
        plan(monitored, chen, by=lan, wage=wage)


def test_nobody_works_at_a_medical_subsidy(monitored, chen):
    with pytest.raises(ActionRefused, match="belong to a public-welfare post"):
        posts.measure_post_fields(monitored, "health", member=chen)


def test_a_third_post_at_once_does_not_start(monitored, chen, lan, zhao):
    for _number in range(2):
        started(monitored, chen, by=lan, chief=zhao)
    with pytest.raises(ActionRefused, match="More than two public-welfare posts"):
        started(monitored, chen, by=lan, chief=zhao)
    assert WorkSpell.objects.count() == 2
    assert monitored.measures.get(state="approved").spell is None


def test_a_workshop_place_beside_other_work_does_not_start(monitored, chen, lan, zhao):
    chen.work_spells.create(place="province", channel="own", started_on=MARCH, monthly_wage=4_000)
    with pytest.raises(ActionRefused, match="Overlaps other work"):
        started(monitored, chen, by=lan, chief=zhao, group="employment", wage=2_000)
