"""The monthly report in a real browser: on a phone and on a desk, in both languages."""

import datetime as dt

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session

from povwatch.tests import factories
from reports.month import actions as month_actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_countings")]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGE = "/dashboard/months/999001/2026-05/v1/"
PAGES = (PAGE, PAGE.replace("05", "04"), f"{PAGE}cover/", f"{PAGE}T5/", f"{PAGE}movements/")


@pytest.fixture
def draft(county, heyi, shuikou):
    """April is frozen and May is open; one household was identified in May, and one was cleared."""
    factories.case(factories.household(heyi, people=3), identified_on=dt.date(2026, 5, 4), risks=["03"])
    factories.case(factories.household(heyi), cleared_on=dt.date(2026, 5, 20))
    factories.case(factories.household(shuikou))
    with time_machine.travel("2026-06-01T10:00+08:00", tick=False):
        month_actions.close_report_month(county, dt.date(2026, 4, 1))
        return month_actions.draft_report(county, dt.date(2026, 5, 1))


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(draft, qin, page_of, site, width, language):
    page = page_of(qin, "/dashboard/months/", width=width, height=6000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    for path in PAGES if width == 360 else PAGES[2:]:
        page.goto(f"{site}{path}")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(path, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.complaints == []


PAPER = 1031  # what A4 across has between its margins, in the pixels of CSS
CUT_OFF = """[...document.querySelectorAll("table")]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => one.caption.textContent)"""


def test_the_widest_sheets_fit_on_paper(draft, qin, page_of, site):
    page = page_of(qin, "/dashboard/months/", width=PAPER)
    page.emulate_media(media="print")
    for path in ("T3/", "T6/", "T8/", "T10/", "movements/"):
        page.goto(f"{site}{PAGE}{path}")
        assert (path, page.evaluate(CUT_OFF)) == (path, [])
        assert "Printed by Qin (qin)," in page.locator(".pw-printed").inner_text()
        assert page.evaluate("getComputedStyle(document.body).page") == "sheet"  # no blank sheet before it


def test_a_cover_survives_the_end_of_the_session(draft, qin, page_of, site):
    page = page_of(qin, f"{PAGE}cover/")
    page.get_by_label("Cover in English").fill("An hour of writing.")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/sign-in/**")
    page = page_of(qin, f"{PAGE}cover/")
    assert page.get_by_label("Cover in English").input_value() == "An hour of writing."
    assert page.get_by_text("What you typed before is back.").is_visible()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**{PAGE}")
    page.goto(f"{site}{PAGE}cover/")
    assert not page.get_by_text("What you typed before is back.").is_visible()
