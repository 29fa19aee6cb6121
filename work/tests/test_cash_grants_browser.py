"""Cash grants in Chromium: Wen applies for two on a phone, Zhao records the payment at a desk."""

import datetime as dt
from decimal import Decimal

import pytest

from cases.tests.test_case_browser import look
from core.dates import today
from households.models import WorkSpell
from povwatch.tests.factories import household, member
from work.cash_grants import actions
from work.models import CashGrantClaim

pytestmark = pytest.mark.django_db


@pytest.fixture
def travel(county, heyi, qin):
    """A grant for who works away, and three of Heyi who may have it: two years of work, whatever the day."""
    begun = dt.date(today().year - 2, 1, 1)
    for name in ("Tian Yun", "Rao Hua", "Xiang Ming"):
        one = member(household(heyi), name=name)
        WorkSpell.objects.create(member=one, started_on=begun, place="outside", channel="own")
    return actions.enter_cash_grant(
        county, by=qin, name="Travel allowance", paper="County paper 7", valid_from=begun, for_whom="account",
        condition="outside", least_months=3, yuan=Decimal(600),
    )  # fmt: skip


def test_the_clerk_applies_on_a_phone_and_the_township_pays_at_a_desk(travel, wen, zhao, page_of, live_server):
    last_year = f"{live_server.url}/work/grants/{travel.pk}/{today().year - 1}/"
    page = page_of(wen, "/work/grants/", width=360, height=4000)
    look(page, "all grants")
    page.goto(last_year)
    look(page, "the clerk's list")
    for number in (0, 1):
        page.locator("[name=chosen]").nth(number).check()
    page.get_by_role("button", name="They applied today").click()
    page.get_by_text("2 recorded.").wait_for()
    claim = CashGrantClaim.objects.first()
    page = page_of(zhao, claim.household.get_absolute_url(), width=1366, height=900)
    look(page, "the portrait")
    page.goto(last_year)
    page.locator("[name=chosen]").first.check()
    page.get_by_role("button", name="They were paid on this day").click()
    page.get_by_text("1 recorded.").wait_for()
    look(page, "the list at a desk")
    page.goto(f"{live_server.url}{claim.get_absolute_url()}")
    look(page, "a claim")
    assert CashGrantClaim.objects.filter(state="paid").count() == 1 and page.complaints == []
