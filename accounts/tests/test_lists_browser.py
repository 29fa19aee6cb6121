"""What people keep of lists, and a list on paper, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.models import ListColumns
from alerts.alert.actions import enter_alert
from core.listing import export as listing_export
from povwatch.tests.factories import household

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def violations(page):
    found = Axe().run(page, options=WCAG).response["violations"]
    return [(one["id"], node["html"]) for one in found for node in one["nodes"]]


@pytest.mark.parametrize("width", [360, 1366])
def test_columns_are_chosen_and_filters_kept(width, heyi, qin, page_of):
    for _ in range(3):
        household(heyi)
    page = page_of(qin, "/households/?kind=lifted", width=width, height=1600)  # a bar below covers what lies under it
    page.get_by_text("Columns", exact=True).click()
    page.get_by_label("Township", exact=True).check()
    assert violations(page) == []
    page.locator(".pw-kept-columns").get_by_role("button", name="Keep", exact=True).click()
    page.get_by_text("Columns", exact=True).wait_for()
    assert "township" in ListColumns.objects.get().columns
    page.get_by_text("Keep these filters").click()
    page.get_by_label("Name").last.fill("Lifted")
    page.locator(".pw-kept form").get_by_role("button", name="Keep", exact=True).first.click()
    page.get_by_role("link", name="Lifted", exact=True).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_list_on_paper_bears_its_filters_and_its_rows(heyi, qin, page_of):
    home = household(heyi)
    page = page_of(qin, f"/households/?kind=lifted&village={heyi.code}")
    page.emulate_media(media="print")
    assert page.locator(".pw-found").is_visible() and page.get_by_text("Kind: Lifted").is_visible()
    assert page.get_by_text(home.number).first.is_visible()
    assert not page.locator(".pw-kept").is_visible() and not page.locator(".pw-facets").is_visible()


def test_the_queue_is_printed_with_its_rows(heyi, qin, page_of):
    enter_alert(household(heyi), by=qin, channel="hotline", level=1, words="The roof leaks")
    page = page_of(qin, "/alerts/?level=1")
    page.emulate_media(media="print")
    assert page.locator("[data-pw-row]").first.is_visible() and page.get_by_text("Level: Amber").is_visible()


def test_many_rows_are_asked_for_on_a_page_of_their_own(heyi, qin, page_of, monkeypatch):
    monkeypatch.setattr(listing_export, "MANY_ROWS", 2)
    for _ in range(3):
        household(heyi)
    page = page_of(qin, "/households/")
    page.get_by_role("link", name="XLSX").click()
    page.get_by_label("What for").fill("For the meeting of June")
    assert violations(page) == []
    with page.expect_download() as taken:
        page.get_by_role("button", name="Make the file").click()
    assert taken.value.suggested_filename.startswith("households-")
