"""A year of three families in the browser: a course, a post that falls free, a machine brought home, an online sale of
oranges; and what they live on a year later, on their pages and in "Did it help?"."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from alerts.engine.run import execute_risk_run
from households.income.posts import state_post_wages
from households.models import Household, Member
from reports.effects.count import count_effects
from work.models import AccountEntry, Placement, Sale
from work.placements.actions import offer_place, take_placement_step
from work.tests.offered import SEWING, account, enterprise, offer, worker

from .factories import told

pytestmark = pytest.mark.django_db(transaction=True)
NOVEMBER, DECEMBER = "2025-11-10T10:00+08:00", "2025-12-05T10:00+08:00"
JANUARY, YEAR_LATER = "2026-01-12T10:00+08:00", "2026-12-10T10:00+08:00"
NOTHING = {"wages_labour": 0, "pension": 1_200}


@pytest.fixture
def clock(transactional_db):
    with time_machine.travel(NOVEMBER, tick=True) as travelling:
        yield travelling


@pytest.fixture
def people(clock, heyi):
    """Tian, Rao and Gan live alone and told in November of a year with a pension of 1,200 yuan and nothing else."""
    found = {name: worker(heyi, f"{name} Sample") for name in ("Tian", "Rao", "Gan")}
    for one in found.values():
        told(one.household, NOTHING, first=dt.date(2024, 10, 1), months=12, on=dt.date(2025, 11, 1))
    return found


@pytest.fixture
def post(heyi, people, lan, zhao):
    """The post of the village, which Fu has."""
    made = offer(heyi, "post", title="Sweeping the road", starts_on=dt.date(2025, 1, 1))
    place = offer_place(made, worker(heyi, "Fu Sample"), by=lan)
    for step, by in (("approve", zhao), ("start", lan), ("deliver", lan)):
        take_placement_step(place, step, by=by)
    return made


@pytest.fixture
def course(heyi):
    terms = {"title": "Cooking course", "places": 20, "ends_on": dt.date(2025, 11, 30)}
    return offer(heyi, "course", **terms)


@pytest.fixture
def machine(heyi):
    garments = enterprise(heyi, machines=5)
    return offer(heyi, "home", title="Sewing at home", enterprise=garments, equipment=SEWING, monthly_wage=1_600)


def take(page, place, step, **fields):
    """Take a step of a place on its page."""
    page.goto(f"/work/placements/{place.pk}/")
    page.goto(f"/work/placements/{place.pk}/{step}/")
    for name, value in fields.items():
        page.locator(f"main [name={name}]").fill(value)
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**/work/placements/{place.pk}/")


def give(page, one, who) -> Placement:
    """Offer somebody a place, on the page of the offer that proposes them."""
    page.goto(one.get_absolute_url())
    page.locator(f"a[href='/work/offers/{one.pk}/to/{who.pk}/']").first.click()
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/work/placements/*/")
    return Placement.objects.get(member=who)


def tell_night(county):
    """What the night does: wages of posts are stated, everybody is judged."""
    state_post_wages()
    execute_risk_run(county)


def a_head(page, who) -> int:
    """The income a head as the page of the household says it."""
    page.goto(Household.objects.get(members=who).get_absolute_url())
    said = page.locator("#income").inner_text()
    return int(re.search(r"([\d,]+)", said)[1].replace(",", ""))


def test_a_year(clock, county, people, post, course, machine, lan, zhao, qin, window_of, monkeypatch):
    monkeypatch.setattr("povwatch.tests.browser.PATIENCE", 15_000)
    account(county)
    village, township = window_of(lan, "/work/"), window_of(zhao, "/work/")

    # November: a course for Tian, the post that Fu gives up for Rao, a machine brought home to Gan
    take(village, Placement.objects.get(offer=post), "end")
    tian, rao, gan = people.values()
    given = [give(village, one, who) for one, who in ((course, tian), (post, rao), (machine, gan))]
    for place in given:
        take(township, place, "approve")
        take(village, place, "start")
    states = dict(AccountEntry.objects.filter(member__in=people.values()).values_list("member__name", "state"))
    assert states == {"Tian Sample": "training", "Rao Sample": "county", "Gan Sample": "county"}
    assert Placement.objects.machines_out().get().member == gan

    # December: the oranges around Gan's house are sold in a live stream
    clock.move_to(dt.datetime.fromisoformat(DECEMBER))
    village = window_of(lan, "/work/")
    take(village, given[0], "deliver")
    village.goto("/work/sales/new/")
    for label, value in (("Goods", "Navel oranges"), ("Sold for (yuan)", "3000")):
        village.get_by_label(label).fill(value)
    village.get_by_label("Counts as").select_option("forest_fruit")
    village.get_by_label("Channel").select_option("live")
    village.locator("main [type=submit]").click()
    village.locator("main [name=text]").fill(gan.household.number)
    village.locator("main [name=text]").press("Enter")
    village.get_by_role("table", name="Households found").get_by_role("link").first.click()
    village.get_by_label("Yuan").fill("900")
    village.locator("main [type=submit]").click()
    village.get_by_text("2,100").wait_for()  # nobody's yet
    assert Sale.objects.get().deliveries.get().household == gan.household

    # January: what was sold counts at once, beside two full months of sewing
    clock.move_to(dt.datetime.fromisoformat(JANUARY))
    tell_night(county)
    village = window_of(lan, "/work/")
    assert a_head(village, gan) == 1_200 + 900 + 1_600
    assert a_head(village, rao) == 1_200 + 800
    assert a_head(village, tian) == 1_200

    # A year later: told of the year until September; Tian found work by what was learned
    clock.move_to(dt.datetime.fromisoformat(YEAR_LATER))
    said = {
        rao: {"wages_village": 8_000, "pension": 1_200}, tian: {"wages_labour": 24_000, "pension": 1_200},
        gan: {"wages_labour": 16_000, "forest_fruit": 900, "pension": 1_200},
    }  # fmt: skip
    for who, lines in said.items():
        told(who.household, lines, first=dt.date(2025, 10, 1), months=12, on=dt.date(2026, 11, 1))
    tell_night(county)
    count_effects(county)
    village = window_of(lan, "/work/")
    later = {who.name: a_head(village, who) for who in Member.objects.filter(pk__in=[one.pk for one in said])}
    assert later == {"Tian Sample": 25_200, "Rao Sample": 9_466, "Gan Sample": 18_633}
    village.goto(reverse("reports:effect-households"))
    listed = village.locator("main table").inner_text()
    assert all(f"{yuan:,}" in listed for yuan in later.values())
    village.goto(reverse("reports:effects"))
    assert "A comparison, not a proof" in village.locator("main").inner_text()
    assert village.complaints == []
