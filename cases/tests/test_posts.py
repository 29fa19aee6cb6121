"""Public-welfare posts and workshop places: from a measure to the employment account, and on to income."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from cases.assessment import clearing
from cases.assistance import actions as assistance_actions
from cases.assistance import posts
from core.dates import month_number
from core.workflow import ActionRefused
from households.choices import Teller
from households.income.posts import state_post_wages
from households.models import IncomeStatement, WorkSpell
from povwatch.tests.factories import case, earn, household, member, told

TODAY = dt.date(2026, 6, 15)
MARCH, APRIL, MAY, JUNE = (dt.date(2026, month, 1) for month in (3, 4, 5, 6))


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


def stated():
    """What the posts state: (month, item, yuan) in their order."""
    standing = IncomeStatement.objects.standing().filter(teller=Teller.POST).order_by("first_month", "pk")
    assert all((one.months, one.asked, len(one.lines)) == (1, [1], 1) for one in standing)
    return [(one.first_month, one.lines[0]["item"], Decimal(one.lines[0]["amount"])) for one in standing]


def paid():
    return [(month, yuan) for month, _item, yuan in stated()]


def earned(person, *months):
    """Return what follows from all that was told: the wages of a person in each of these months."""
    rows = [person.income.filter(start__lte=month_number(month), end__gt=month_number(month)) for month in months]
    return [sum(row.amount for row in of_month) for of_month in rows]


def year_of(household):
    (year,) = clearing.rolling_incomes(household, TODAY, 1)
    return year.per_person


def test_a_post_that_starts_becomes_work_and_income(monitored, chen, lan, zhao):
    post = started(monitored, chen, by=lan, chief=zhao)
    spell = WorkSpell.objects.get()
    assert post.spell == spell
    assert (spell.member, spell.channel, spell.place, spell.started_on) == (chen, "public_post", "village", MARCH)
    assert stated() == [(month, "wages_village", 800) for month in (MARCH, APRIL, MAY)]
    assert {(one.member, one.began_on) for one in IncomeStatement.objects.all()} == {(chen, MARCH)}
    days = IncomeStatement.objects.order_by("first_month").values_list("told_on", flat=True)
    assert list(days) == [dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)]


def test_a_workshop_place_pays_wages_of_labour(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao, group="employment", wage=2_500)
    assert WorkSpell.objects.get().channel == "workshop"
    assert stated() == [(month, "wages_labour", 2_500) for month in (MARCH, APRIL, MAY)]


def test_only_full_months_are_paid(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao, on=dt.date(2026, 3, 2))
    assert paid() == [(APRIL, 800), (MAY, 800)]


def test_the_night_states_the_month_that_has_just_ended_and_nothing_twice(monitored, chen, lan, zhao, june):
    started(monitored, chen, by=lan, chief=zhao, on=TODAY - dt.timedelta(14))
    assert (stated(), state_post_wages()) == ([], 0)
    june.move_to(dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    assert (state_post_wages(), state_post_wages()) == (1, 0)
    assert stated() == [(JUNE, "wages_village", 800)]


def test_what_the_family_said_of_a_month_is_not_written_over(monitored, chen, lan, zhao):
    earn(monitored.household, 9_600, item="wages_village", person=chen)  # 800 a month until May, by a visit of June
    started(monitored, chen, by=lan, chief=zhao, wage=700)
    assert paid() == [(month, 700) for month in (MARCH, APRIL, MAY)]
    assert earned(chen, MARCH, APRIL, MAY) == [800, 800, 800]
    assert year_of(monitored.household) == 9_600


@pytest.mark.parametrize(("told_on", "yuan"), [(TODAY, 9_600), (dt.date(2026, 4, 15), 9_600), (MARCH, 12_000)])
def test_what_was_said_of_the_household_as_a_whole_is_counted_again_only_where_the_post_is_new(
    told_on, yuan, monitored, chen, lan, zhao
):
    """800 a month were told, of nobody in particular, until the month before: until May, March or February. Chen's post
    of March is a part of it, or comes on top of it."""
    earn(monitored.household, 9_600, item="wages_village", day=told_on)
    started(monitored, chen, by=lan, chief=zhao)
    assert year_of(monitored.household) == yuan


def test_two_people_of_a_household_are_each_paid(monitored, chen, lan, zhao):
    daughter = member(monitored.household)
    for person in (chen, daughter):
        started(monitored, person, by=lan, chief=zhao)
    assert paid() == [(month, 800) for month in (MARCH, MARCH, APRIL, APRIL, MAY, MAY)]
    assert IncomeStatement.objects.filter(member=daughter).count() == 3


def test_who_has_two_posts_earns_both_wages(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    started(monitored, chen, by=lan, chief=zhao, wage=600, on=APRIL + dt.timedelta(9))
    assert paid() == [(MARCH, 800), (APRIL, 800), (MAY, 1_400)]


def test_the_night_pays_both_posts_as_one_amount(monitored, chen, lan, zhao, june):
    for wage in (800, 600):
        started(monitored, chen, by=lan, chief=zhao, wage=wage, on=TODAY - dt.timedelta(14))
    june.move_to(dt.datetime(2026, 7, 1, 1, 10, tzinfo=dt.timezone(dt.timedelta(hours=8))))
    assert (state_post_wages(), state_post_wages()) == (1, 0)
    assert stated() == [(JUNE, "wages_village", 1_400)]


def test_when_one_of_two_posts_ends_the_other_is_still_paid(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    second = started(monitored, chen, by=lan, chief=zhao, wage=600)
    second = assistance_actions.take_measure_step(second, "deliver", by=lan, on=APRIL)
    assistance_actions.take_measure_step(second, "end", by=lan, on=dt.date(2026, 4, 30))
    assert paid() == [(MARCH, 1_400), (APRIL, 1_400), (MAY, 800)]


def test_a_second_post_leaves_what_others_told(monitored, chen, lan, zhao):
    told(monitored.household, {}, first=dt.date(2025, 6, 1), months=9)  # no income until February
    said = {"first": APRIL, "on": dt.date(2026, 5, 15), "member": chen, "teller": Teller.FAMILY, "topics": ()}
    told(monitored.household, {("wages_village", chen): 950}, **said)
    started(monitored, chen, by=lan, chief=zhao)
    started(monitored, chen, by=lan, chief=zhao, wage=600)
    assert paid() == [(month, 1_400) for month in (MARCH, APRIL, MAY)]
    assert earned(chen, MARCH, APRIL, MAY) == [1_400, 950, 1_400]


def test_a_post_that_ends_ends_the_work(monitored, chen, lan, zhao):
    post = assistance_actions.take_measure_step(
        started(monitored, chen, by=lan, chief=zhao), "deliver", by=lan, on=APRIL
    )
    assistance_actions.take_measure_step(post, "end", by=lan, on=dt.date(2026, 4, 30))
    assert WorkSpell.objects.get().ended_on == dt.date(2026, 4, 30)
    assert paid() == [(MARCH, 800), (APRIL, 800), (MAY, 0)], "May was stated before the end was known"
    assert state_post_wages() == 0


def test_an_end_that_the_account_knows_already_stays(monitored, chen, lan, zhao):
    post = assistance_actions.take_measure_step(started(monitored, chen, by=lan, chief=zhao), "deliver", by=lan)
    WorkSpell.objects.update(ended_on=dt.date(2026, 3, 31))  # a visit told of it
    assistance_actions.take_measure_step(post, "end", by=lan)
    assert WorkSpell.objects.get().ended_on == dt.date(2026, 3, 31)
    assert paid() == [(MARCH, 800), (APRIL, 0)]


def test_who_left_the_household_earns_nothing_for_it(monitored, chen, lan, zhao):
    started(monitored, chen, by=lan, chief=zhao)
    chen.left_on, chen.left_reason = dt.date(2026, 5, 10), "moved"
    chen.save()
    assert state_post_wages() == 2, "May is withdrawn, and told as nothing"
    assert paid() == [(MARCH, 800), (APRIL, 800), (MAY, 0)]


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
        posts.measure_post_fields(monitored.household, "public_post", **said)


@pytest.mark.parametrize("wage", [399, 30_001])
def test_a_wage_is_plausible(wage, monitored, chen, lan):
    with pytest.raises(ActionRefused, match="between 400 and 30,000"):
        plan(monitored, chen, by=lan, wage=wage)


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("health", {"employer": "Clinic"}),
        ("health", {"monthly_wage": Decimal(800)}),
        ("public_post", {"channel": "organised"}),
    ],
)
def test_nobody_works_at_a_medical_subsidy(group, said, monitored, chen):
    with pytest.raises(ActionRefused, match="belong to a public-welfare post"):
        posts.measure_post_fields(monitored.household, group, member=chen, **said)


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


def test_a_post_that_a_visit_let_go_on_at_another_wage_ends_with_its_measure(monitored, chen, lan, zhao):
    """Guards against wages that are stated for ever because a visit had told of a rise."""
    post = started(monitored, chen, by=lan, chief=zhao)
    WorkSpell.objects.filter(pk=post.spell_id).update(ended_on=MAY - dt.timedelta(1))
    WorkSpell.objects.create(
        member=chen, employer=post.employer, place="village", channel="public_post", started_on=MAY, monthly_wage=900
    )
    posts.end_post(post, JUNE)
    assert list(WorkSpell.objects.order_by("started_on").values_list("ended_on", flat=True)) == [
        MAY - dt.timedelta(1),
        JUNE,
    ]
