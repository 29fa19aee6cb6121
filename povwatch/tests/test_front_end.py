"""The components in a real browser: accessible, quiet under the security policy, and of use without JavaScript."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .browser import see_charts

pytestmark = [pytest.mark.django_db, pytest.mark.urls("povwatch.tests.gallery_urls")]

SIZES = {"phone": {"width": 360, "height": 780}, "desktop": {"width": 1280, "height": 800}}
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture(params=SIZES)
def gallery(request, page, live_server):
    """The gallery in a window of this size; `complaints` are what the browser's console said."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.set_viewport_size(SIZES[request.param])
    page.goto(f"{live_server.url}/gallery/")
    see_charts(page)
    return page


def test_axe_finds_nothing_and_the_policy_is_kept(gallery):
    found = Axe().run(gallery, options=WCAG).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert gallery.complaints == []


def test_nothing_is_wider_than_the_window(gallery):
    assert gallery.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_chart_folds_its_table_away_once_it_stands(gallery):
    assert gallery.locator("[data-pw-chart-table][open]").count() == 0
    assert gallery.locator("[data-pw-chart] canvas").count() == gallery.locator("[data-pw-chart]").count()


def test_escape_closes_what_is_open_and_keeps_the_place(gallery):
    gallery.locator("details.pw-confirm > summary:has-text('72,000')").click()
    gallery.keyboard.press("Escape")
    assert gallery.locator("details.pw-confirm[open]").count() == 0
    assert gallery.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_targets_on_a_phone_are_large_enough_for_a_thumb(page, live_server):
    page.set_viewport_size(SIZES["phone"])
    page.goto(f"{live_server.url}/gallery/")
    heights = page.locator("main .btn, main .form-control, main .form-select, .pw-pages a").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 44


def test_without_javascript_the_numbers_stand_in_tables(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/gallery/")
    assert page.locator("[data-pw-chart-table][open] table").count() == 3
    page.locator("details.pw-confirm > summary:has-text('72,000')").click()
    assert page.locator("details.pw-confirm[open] button[type=submit]").is_visible()
    context.close()
