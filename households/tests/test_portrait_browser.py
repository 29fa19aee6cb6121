"""The portrait of a household on a phone on a slow line, and on a desk."""

import pytest

from povwatch.tests.factories import household

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
