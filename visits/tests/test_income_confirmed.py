"""A visit on which the family confirms what the form shows leaves the income as it was: what stands on the form is what
stands on file. Today is 29 November 2026; the last full month is October."""

import datetime as dt

import pytest
import time_machine

from households.choices import Teller, WorkChannel
from households.income.posts import state_post_wages
from households.models import WorkSpell
from povwatch.tests.factories import household, member, told
from visits import actions
from visits.observations.prefill import prefilled_answers

from .told import visit

TODAY = dt.date(2026, 11, 29)
YEAR = dt.date(2025, 10, 1)
SEPTEMBER, OCTOBER, NOVEMBER, DECEMBER = (dt.date(2026, month, 1) for month in (9, 10, 11, 12))


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def family(heyi):
    """Sample Wang and his wife Sample Li."""
    made = household(heyi, people=0)
    member(made, name="Sample Wang", relation="head")
    member(made, name="Sample Li", relation="spouse")
    return made


@pytest.fixture
def wang(family):
    return family.members.get(name="Sample Wang")


@pytest.fixture
def li(family):
    return family.members.get(name="Sample Li")


def post(somebody, since, channel=WorkChannel.PUBLIC_POST, until=None, wage=600):
    """A post that the employment account knows of, and its full months as income."""
    WorkSpell.objects.create(
        member=somebody, place="village", channel=channel, started_on=since, ended_on=until, monthly_wage=wage
    )
    state_post_wages()


def tell_year(family, lines):
    return told(family, lines, first=YEAR, months=12, on=dt.date(2026, 11, 1))


def shown(family):
    return prefilled_answers([family], TODAY)[family.pk]


def confirm(family, by, **changed):
    """A visit that leaves what the form shows about October, but for what `changed`."""
    seen = shown(family)
    return visit(family, by, {**seen, "income_asked": "yes", **changed}, seen=seen)


def wages(family, month=OCTOBER):
    number = month.year * 12 + month.month - 1
    rows = family.income.filter(topic=1, start__lte=number, end__gt=number)
    return float(sum(row.amount for row in rows))


def line(somebody, item="labour"):
    return f"m{somebody.pk}-income_wages_{item}"


# ------------------------------------------------------------------------------------------------------------- posts


@pytest.mark.parametrize("channel", [WorkChannel.PUBLIC_POST, WorkChannel.WORKSHOP])
@pytest.mark.parametrize("whose", ["undivided", "her own", "his"])
def test_a_post_that_is_part_of_what_was_told_is_not_added_by_confirming_it(family, wang, li, lan, channel, whose):
    """Guards against a confirmed visit that makes 2,600 of 2,000: the post was part of the year's total."""
    lines = {"undivided": "wages_labour", "her own": ("wages_labour", li), "his": ("wages_labour", wang)}
    tell_year(family, {lines[whose]: 24000})
    post(li, dt.date(2026, 6, 1), channel)
    before = wages(family)
    is_her_line = whose == "her own" and channel == WorkChannel.WORKSHOP
    assert before == (600 if is_her_line else 2600 if whose == "his" else 2000)
    confirm(family, lan)
    assert wages(family) == wages(family, NOVEMBER) == before


@pytest.mark.parametrize(("since", "total"), [(dt.date(2026, 9, 30), 2000), (OCTOBER, 2600)])
def test_a_post_begun_after_the_months_that_were_told_is_added(family, li, lan, since, total):
    tell_year(family, {"wages_labour": 24000})
    post(li, since)
    before = wages(family)
    confirm(family, lan)
    assert (before, wages(family)) == (total, total)


@pytest.mark.parametrize(("since", "fills"), [(dt.date(2026, 10, 31), True), (NOVEMBER, False)])
def test_a_post_begun_after_the_month_asked_about_fills_nothing(family, li, since, fills):
    post(li, since)
    assert (line(li, "village") in shown(family)) == fills


def test_a_post_begun_this_month_counts_once_when_it_pays(family, li, lan, in_november):
    """Guards against a wage confirmed for a month before the post and stated a second time at its end."""
    tell_year(family, {"wages_labour": 24000})
    post(li, dt.date(2026, 11, 9))
    confirm(family, lan)
    in_november.move_to(dt.datetime(2027, 1, 2, 2, tzinfo=dt.UTC))
    state_post_wages()
    assert (wages(family), wages(family, DECEMBER)) == (2000, 2600)


@pytest.mark.parametrize(("until", "fills"), [(dt.date(2026, 10, 30), False), (dt.date(2026, 10, 31), True)])
def test_a_post_that_has_ended_is_not_offered_as_if_it_went_on(family, li, lan, until, fills):
    """Guards against wages of a post that come back because the form showed the last month that was told."""
    tell_year(family, {("wages_village", li): 7200, "wages_labour": 12000})
    post(li, dt.date(2025, 1, 1), until=until)
    before = wages(family)
    assert before == (1600 if fills else 1000)
    assert (line(li, "village") in shown(family)) == fills
    confirm(family, lan)
    assert wages(family) == before


def test_what_an_office_said_of_one_person_since_the_year_was_told_is_shown(family, wang, lan):
    """Guards against wages that an office said are over, and that come back with one press."""
    tell_year(family, {("wages_labour", wang): 36000, "wages_labour": 48000})
    told(family, {}, first=OCTOBER, on=dt.date(2026, 11, 5), teller=Teller.DEPARTMENT, topics=[1], member=wang)
    assert line(wang) not in shown(family)
    confirm(family, lan)
    assert wages(family) == 1000


# ------------------------------------------------------------------------------- the undivided and who is named in it


def test_an_undivided_amount_left_as_shown_holds_who_is_named_although_somebody_else_has_a_post(family, wang, li, lan):
    """Guards against 3,500 of a family that told 2,000: the post is another item."""
    tell_year(family, {"wages_labour": 24000})
    post(li, dt.date(2026, 6, 1))
    confirm(family, lan, **{line(wang): "1200"})
    assert wages(family) == 2000


def test_an_undivided_month_holds_who_is_named_although_the_year_was_told_by_person(family, wang, li, lan):
    """Guards against earners shown in the year that make the undivided amount of the month one of the others."""
    tell_year(family, {("wages_labour", wang): 12000})
    told(family, {"wages_labour": 2000}, first=OCTOBER, on=dt.date(2026, 11, 2))
    confirm(family, lan, **{line(wang): "1500"})
    assert wages(family) == 2000


# ----------------------------------------------------------------------------------------------- a post that changes


def says_of_work(family, by, li, **changed):
    """A visit that says something else of Li's work, and the night after it."""
    seen = shown(family)
    made = visit(family, by, {**seen, **{f"m{li.pk}-work_{name}": said for name, said in changed.items()}}, seen=seen)
    state_post_wages()
    return made


@pytest.mark.parametrize(
    ("place", "since", "november"), [("village", "2026-11-20", 900), ("province", "2026-11-01", 0)]
)
def test_what_a_post_paid_until_a_visit_says_otherwise_stays(
    family, li, lan, zhao, in_november, place, since, november
):
    """Guards against a wage of today, or of other work, that becomes the wage of the post in all months before."""
    told(family, {"wages_labour": 12000}, first=dt.date(2024, 10, 1), months=12, on=dt.date(2025, 11, 1))
    post(li, dt.date(2025, 10, 1))
    made = says_of_work(family, lan, li, place=place, wage="900", since=since)
    in_november.move_to(dt.datetime(2026, 12, 2, 2, tzinfo=dt.UTC))
    state_post_wages()
    assert (wages(family, SEPTEMBER), wages(family), wages(family, NOVEMBER)) == (1600, 1600, 1000 + november)
    actions.take_visit_step(made, "void", by=zhao, reason="Wrong family")
    state_post_wages()
    assert (wages(family), wages(family, NOVEMBER)) == (1600, 1600), "voided, the post goes on as it was"


def test_a_wage_said_of_a_post_that_began_this_month_corrects_it(family, li, lan):
    post(li, dt.date(2026, 11, 1))
    says_of_work(family, lan, li, wage="900")
    assert list(WorkSpell.objects.values_list("monthly_wage", "ended_on")) == [(900, None)]


def test_a_wage_of_a_post_that_is_written_again_begins_nothing(family, li, lan):
    """Guards against a post cut in two by an older visit that arrives late."""
    post(li, dt.date(2025, 10, 1))
    seen, name = shown(family), f"m{li.pk}-work_wage"
    for wage, day in (("900", 20), ("800", 10)):
        made_at = dt.datetime(2026, 11, day, 2, tzinfo=dt.UTC)
        answers = {**seen, name: wage, "visited_on": f"{made_at:%Y-%m-%d}"}
        visit(family, lan, answers, seen=seen, made_at=made_at)
    assert list(WorkSpell.objects.order_by("started_on").values_list("started_on", "monthly_wage")) == [
        (dt.date(2025, 10, 1), 600),
        (NOVEMBER, 900),
    ]
