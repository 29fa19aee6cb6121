"""Pages on a desk: no column is cut off on a small one, and lists use the whole of a wide one."""

import pytest

from alerts.engine.run import execute_risk_run
from cases.models import Case
from core.dates import add_months, today
from povwatch.tests.factories import case, household, member, told

pytestmark = pytest.mark.django_db(transaction=True)
SMALL, WIDE = {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}
WALK = [
    "/dashboard/", "/dashboard/months/", "/dashboard/early/", "/households/", "/households/{home}/", "/alerts/",
    "/cases/", "/cases/{case}/", "/cases/shortfalls/", "/cases/returns/", "/visits/log/", "/visits/overdue/",
    "/visits/annual-update/", "/visits/caseworkers/", "/risk/rules/", "/risk/what-if/?line=20000", "/risk/unknown/",
    "/risk/runs/", "/parameters/", "/accounts/people/", "/accounts/people/grants/",
]  # fmt: skip
CUT_OFF = """() => [document.scrollingElement, ...document.querySelectorAll(".pw-scroll")]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => [one.querySelector("caption")?.innerText, one.scrollWidth, one.clientWidth])"""


@pytest.fixture
def family(heyi, county):
    """A monitored household with an income below the line, judged by a night."""
    home = household(heyi, people=0, phone="13912345678", group_no=3)
    member(home, name="张建三", relation="head")
    told(home, {"wages_labour": 100}, first=add_months(today(), -12), months=12)
    case(home)
    execute_risk_run(county)
    return home


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_column_is_cut_off_on_a_small_desk(page_of, site, li, family, language):
    page = page_of(li, "/accounts/me/", **SMALL)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    cut = {}
    for path in WALK:
        there = path.format(home=family.pk, case=Case.objects.get().pk)
        assert page.goto(site + there).status == 200, there
        if found := page.evaluate(CUT_OFF):
            cut[there] = found
    assert cut == {}


@pytest.mark.parametrize("path", ["/households/", "/dashboard/", "/visits/caseworkers/"])
def test_a_list_uses_a_wide_screen_and_a_line_of_text_stays_readable(page_of, li, family, path):
    page = page_of(li, path, **WIDE)
    table = page.locator(".pw-scroll").first.bounding_box()
    assert table["x"] + table["width"] > WIDE["width"] * 0.97
    lines = page.evaluate("[...document.querySelectorAll('main p')].map((one) => one.getBoundingClientRect().width)")
    assert max(lines) <= 46 * 16


@pytest.mark.parametrize(("window", "shown"), [(SMALL, "table-row"), ({"width": 360, "height": 740}, "flex")])
def test_the_day_is_a_table_on_a_desk_and_short_rows_on_a_phone(page_of, lan, family, window, shown):
    page = page_of(lan, "/visits/", **window)
    row = page.locator(".pw-day-list tbody tr").first
    assert row.evaluate("(one) => getComputedStyle(one).display") == shown
    assert row.get_by_role("link", name="张建三", exact=True).is_visible()
    assert row.get_by_role("link", name="Log a visit").is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
