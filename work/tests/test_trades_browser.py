"""Trades and a place at a glance in a real browser, on a phone in both languages."""

from decimal import Decimal

import pytest
from django.urls import reverse

from povwatch.tests.factories import earn, household
from work.models import Trade
from work.trades.actions import note_trade

from .offered import account, offer, worker
from .test_offers_browser import look

pytestmark = pytest.mark.django_db


@pytest.fixture
def peaches(heyi, county, lan):
    """A family with peaches, of which something came in; a post and somebody who could have it."""
    home = household(heyi)
    earn(home, 8_000, item="forest_fruit")
    worker(heyi, "Rao")
    offer(heyi)
    account(county)
    terms = {"goods": "Peaches", "size": Decimal("3.5"), "size_unit": "mu", "months": [6, 7], "buyer_kind": "market"}
    return note_trade(home, by=lan, kind="orchard", **terms)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_fits_a_phone(peaches, lan, page_of, language, live_server):
    page = page_of(lan, "/", width=360, height=2000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    names = [("trades", []), ("trade-kinds", []), ("picture", []), ("trade-new", [peaches.household_id])]
    names += [(name, [peaches.pk]) for name in ("trade", "trade-change", "trade-end")]
    for name, args in names:
        page.goto(live_server.url + reverse(f"work:{name}", args=args))
        look(page, name)
    assert page.complaints == []


def test_a_trade_is_noted_changed_and_ended_from_the_page_of_the_household(peaches, lan, page_of):
    page = page_of(lan, f"{peaches.household.get_absolute_url()}#trades", width=360, height=2000)
    page.get_by_role("link", name="Note a trade").click()
    page.get_by_label("Kind").select_option("bees")
    page.get_by_label("Goods").fill("Honey")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/work/trades/*/")
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Expected yuan a year").fill("2400")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/work/trades/*/")
    assert "2,400" in page.locator("main").inner_text()
    page.get_by_role("link", name="End", exact=True).click()
    page.get_by_label("Reason").fill("The hives were sold")
    page.get_by_role("button", name="End the trade").click()
    page.wait_for_url("**/work/trades/*/")
    honey = Trade.objects.get(goods="Honey")
    assert (honey.yuan_a_year, honey.end_reason) == (2400, "The hives were sold") and page.complaints == []
