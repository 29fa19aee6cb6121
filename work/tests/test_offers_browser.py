"""Offers, enterprises and placements in a real browser, on a phone in both languages."""

from decimal import Decimal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from work.models import Placement
from work.placements.actions import offer_place, take_placement_step

from .offered import SEWING, account, enterprise, offer, worker

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def machine(heyi):
    """Work brought home, with a sewing machine."""
    garments = enterprise(heyi, in_charge="Zhou Min", phone="13800138000", machines=5, industry="Clothes")
    terms = {"title": "Sewing shirts at home", "equipment": SEWING, "monthly_wage": Decimal(1600)}
    return offer(heyi, "home", enterprise=garments, places=2, **terms)


@pytest.fixture
def placement(heyi, county, machine, lan, zhao):
    """Tian has a machine; Rao needs work, and may not leave home."""
    tian, rao = worker(heyi, "Tian Long"), worker(heyi, "Rao Hong")
    rao.work_needs.create(told_on="2026-01-01", wants_work=True, stays_home=True, where="village", skill="Sewing")
    made = offer_place(machine, tian, by=lan)
    for name, by in (("approve", zhao), ("start", lan)):
        take_placement_step(made, name, by=by)
    account(county)
    return made


def pages(one) -> list[str]:
    """Return the address of every page of this part."""
    offered, people = one.offer, one.offer.area.households.values_list("members", flat=True)
    waits = next(who for who in people if who != one.member_id)
    return [
        reverse("work:offers"), offered.get_absolute_url(), reverse("work:offer-new"),
        reverse("work:offer-change", args=[offered.pk]), reverse("work:offer-close", args=[offered.pk]),
        reverse("work:placement-new", args=[offered.pk, waits]), one.get_absolute_url(),
        reverse("work:placement-step", args=[one.pk, "deliver"]), reverse("work:placement-return", args=[one.pk]),
        reverse("work:enterprises"), offered.enterprise.get_absolute_url(), reverse("work:enterprise-new"),
        reverse("work:enterprise-change", args=[offered.enterprise_id]),
    ]  # fmt: skip


def look(page, what):
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(what, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_fits_a_phone(placement, lan, page_of, language, live_server):
    page = page_of(lan, "/", width=360, height=2000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in pages(placement):
        page.goto(f"{live_server.url}{path}")
        look(page, path)
    assert page.complaints == []


def test_whoever_may_not_leave_home_is_offered_a_machine_in_a_few_taps(placement, machine, lan, page_of, live_server):
    page = page_of(lan, machine.get_absolute_url(), width=360, height=2000)
    row = page.locator("tbody tr", has_text="Skill: Sewing")
    assert "May not leave home" in row.inner_text()
    row.locator("a.btn").click()
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/work/placements/*/")
    assert "Four eyes" in page.locator("main").inner_text() or "Planned" in page.locator("main").inner_text()
    assert Placement.objects.count() == 2 and page.complaints == []
