"""A period in a real browser: on a phone and on a desk, in both languages."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from povwatch.tests import factories

from .keeping import LIST, kept, line
from .test_month_browser import WCAG

pytestmark = pytest.mark.django_db
PAGES = (f"{LIST}2026-h1/", f"{LIST}2026-q2/T8/", f"{LIST}2026-h1/T10/", f"{LIST}2026-h1/T5/")
FIGURE = f"{LIST}2026-h1/all/list/?column=households&row=identified"
CODES = (
    "month.identified",
    "alerts.rules.sent",
    "alerts.rules.no_risk.in_time",
    "helped.month.sudden",
    "visits.routine",
)


@pytest.fixture
def half_year(county, heyi, shuikou):
    homes = factories.household(heyi), factories.household(shuikou)
    for month in (1, 2, 3, 5, 6):
        on = dt.date(2026, month, 2)
        kept(county, month, *(line(code, home, on=on, times=month * 400) for code in CODES for home in homes))


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1366, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(half_year, qin, page_of, site, width, language):
    page = page_of(qin, "/dashboard/months/", width=width, height=6000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    for path in (*PAGES, FIGURE):
        page.goto(f"{site}{path}")
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(path, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.complaints == []


def test_a_period_is_chosen_and_a_figure_opened(half_year, qin, page_of, site):
    page = page_of(qin, f"{LIST}2026-h1/")
    page.select_option("[name=period]", "2026-q2")
    page.click("main form.pw-search [type=submit]")
    page.wait_for_url("**/2026-q2/")
    page.locator("tr", has_text="Newly identified").locator("td a").first.click()
    page.wait_for_url("**/list/**")
    assert "The figure 2 counts this list." in page.locator("main").inner_text()
