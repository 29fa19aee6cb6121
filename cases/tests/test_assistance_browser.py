"""The assistance of a household in a real browser, on a phone."""

import datetime as dt

import pytest

from cases.assistance import actions as assistance_actions
from core.dates import today
from povwatch.tests.factories import case, household

from .test_assistance import helper, planned, taken
from .test_case_browser import look

pytestmark = pytest.mark.django_db


def test_a_measure_is_planned_and_approved_on_a_phone(heyi, lan, wen, zhao, page_of, live_server):
    monitored = case(household(heyi), risks=["01", "07"], identified_on=today() - dt.timedelta(60))
    helper(monitored.household, lan, since=today())
    taken(planned(monitored, lan, due_on=today()), "approve", "deliver", "check", by=lan, chief=zhao)
    assistance_actions.make_plan(monitored, by=wen, goal="A job in the workshop", until=today() + dt.timedelta(300))
    page = page_of(lan, monitored.get_absolute_url(), width=360, height=9000)
    page.get_by_role("link", name="Plan one").click()
    page.get_by_label("What is done").fill("Workshop place")
    page.get_by_label("Group").select_option("employment")
    look(page, "a new measure")
    page.get_by_role("button", name="Plan the measure").click()
    page.get_by_text("The measure was planned.").wait_for()
    look(page, "the case")
    page = page_of(zhao, monitored.get_absolute_url(), width=360, height=9000)
    page.get_by_role("link", name="Approve").click()
    page.get_by_role("button", name="Approve").click()
    page.locator("#assistance").wait_for()
    assert monitored.measures.get(title="Workshop place").state == "approved"
    page.goto(f"{live_server.url}/cases/shortfalls/")
    look(page, "late and missing")
    assert page.complaints == []
