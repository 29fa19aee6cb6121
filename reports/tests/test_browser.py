"""The dashboard in a real browser, on a phone and on a desk."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from povwatch.tests import factories
from povwatch.tests.browser import see_charts

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def dashboard(qin, page_of, heyi, shuikou):
    """Qin's dashboard of a small county, in a window of this width."""
    for village in (heyi, shuikou, heyi):
        factories.case(factories.household(village), identified_on=dt.date(2024, 3, 1), cleared_on=dt.date(2025, 3, 1))
    factories.case(factories.household(heyi), risks=["03"])

    def opened(width, height=800):
        page = page_of(qin, "/dashboard/", width=width, height=height)
        page.evaluate("document.querySelectorAll('[data-pw-fold]').forEach((part) => { part.open = true; })")
        see_charts(page)
        assert page.locator("[data-pw-chart] canvas").count() == 4
        return page

    return opened


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(dashboard, width):
    page = dashboard(width, height=12000)  # the bottom bar of a phone covers nothing
    page.locator(".pw-unfold").first.click()
    page.wait_for_selector("text=Heyi Village")
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []


def test_a_township_unfolds_and_folds_by_keyboard(dashboard):
    page = dashboard(1280)
    button = page.locator(".pw-unfold").first
    inner = page.locator("#inner-999001101")
    assert inner.is_hidden()
    button.focus()
    page.keyboard.press("Enter")
    inner.locator("text=Heyi Village").wait_for()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Enter")
    assert inner.is_hidden() and button.get_attribute("aria-expanded") == "false"


def test_targets_on_a_phone_are_large_enough_for_a_thumb(dashboard):
    heights = (
        dashboard(360)
        .locator("main .btn, .pw-unfold, .pw-tile:has(a), .pw-village")
        .evaluate_all("all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)")
    )
    assert heights and min(heights) >= 44


@pytest.mark.parametrize(("width", "folded"), [(360, True), (1280, False)])
def test_on_a_phone_all_but_the_first_screens_is_folded(qin, page_of, heyi, width, folded):
    factories.case(factories.household(heyi))
    page = page_of(qin, "/dashboard/", width=width, height=740)
    parts = page.locator("[data-pw-fold]")
    assert parts.evaluate_all("all => all.map((part) => part.open)") == [not folded] * parts.count()
    assert not folded or page.evaluate("document.documentElement.scrollHeight") <= 3.5 * 740


def test_another_day_is_chosen_by_hand(dashboard):
    page = dashboard(360)
    page.locator("details.pw-filter > summary").click()
    page.locator("input[name=on]").fill("2025-03-01")
    page.locator("details.pw-filter input[type=submit]").click()
    page.wait_for_url("**on=2025-03-01**")
    assert page.locator(".pw-tile", has_text="Cleared this month").locator("b").inner_text() == "3"


def test_without_javascript_numbers_stand_in_tables_and_places_are_links(browser, dashboard, live_server):
    cookies = dashboard(1280).context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{live_server.url}/dashboard/")
    assert page.locator("[data-pw-chart-table][open] table").count() == 4
    assert page.locator(".pw-unfold").first.is_hidden()
    page.locator("main table").get_by_role("link", name="Anping Township").first.click()
    assert page.locator("h1").inner_text() == "Anping Township"
    context.close()
