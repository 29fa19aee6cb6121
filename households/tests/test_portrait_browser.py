"""The portrait of a household on a phone on a slow line, and on a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from alerts.alert import actions
from povwatch.tests.factories import case, household

pytestmark = pytest.mark.django_db
FETCHED = "performance.getEntriesByType('resource').filter(one => one.name.includes('echarts')).length"
CANVAS = "[data-pw-chart] canvas"


@pytest.fixture
def portrait(lan, heyi, page_of):
    family = household(heyi, income=8_000)
    return page_of(lan, family.get_absolute_url(), width=360, height=640)


def test_the_charts_program_is_fetched_when_a_chart_comes_near_and_not_before(portrait):
    chart = portrait.locator("[data-pw-chart]").first
    assert chart.bounding_box()["y"] > 640 + 200, "the story needs a chart further down than the screen"
    portrait.wait_for_load_state("networkidle")
    assert portrait.evaluate(FETCHED) == 0
    chart.scroll_into_view_if_needed()
    portrait.wait_for_selector(CANVAS)
    assert portrait.evaluate(FETCHED) == 1 and portrait.complaints == []


def test_where_the_program_cannot_be_fetched_the_table_opens(portrait):
    portrait.route("**/echarts*", lambda route: route.abort())
    portrait.locator("[data-pw-chart]").first.scroll_into_view_if_needed()
    portrait.locator("[data-pw-chart-table][open] table").first.wait_for()
    assert portrait.locator(CANVAS).count() == 0


def test_paper_shows_the_table_of_a_chart_that_was_never_near(portrait):
    portrait.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert portrait.locator("[data-pw-chart-table][open] table").first.is_visible()


BOXES = """all => all.map((one) => {
  const { top, bottom, left } = one.getBoundingClientRect();
  return { top, bottom, left };
})"""


@pytest.fixture
def full_house(heyi, qin):
    """Four people about whom much is known, with an open alert and a case."""
    family = household(heyi, people=4, income=8_000)
    case(family)
    actions.enter_alert(family, by=qin, channel="hotline", level=2, words="The roof leaks")
    return family


def test_the_first_screen_of_a_desk_holds_all_seven(full_house, lan, page_of):
    page = page_of(lan, full_house.get_absolute_url(), width=1366, height=768)
    boxes = page.locator(".pw-glance section").evaluate_all(BOXES)
    assert len(boxes) == 7 and max(box["bottom"] for box in boxes) <= 768
    assert len({box["left"] for box in boxes}) == 3


def test_a_phone_has_one_column_in_the_same_order(full_house, lan, page_of):
    page = page_of(lan, full_house.get_absolute_url(), width=360, height=740)
    boxes = page.locator(".pw-glance section").evaluate_all(BOXES)
    assert len({box["left"] for box in boxes}) == 1
    assert [box["top"] for box in boxes] == sorted(box["top"] for box in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_axe_finds_nothing_on_the_portrait(full_house, lan, page_of):
    page = page_of(lan, full_house.get_absolute_url(), width=1366, height=768)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []
