"""Large text: pages at one and a half and twice the usual size of letters, on a phone and zoomed on a desk."""

import pytest

from alerts.engine.run import execute_risk_run
from alerts.models import Alert
from core.dates import add_months, today
from povwatch.tests.factories import household, member, told

pytestmark = pytest.mark.django_db(transaction=True)
PHONE, ZOOMED = {"width": 360, "height": 740}, {"width": 640, "height": 450}  # a desk of 1280 at 200 %
WALK = [
    "/", "/accounts/waiting/", "/households/", "/households/{home}/", "/visits/", "/visits/new/{home}/", "/visits/log/",
    "/alerts/", "/alerts/{alert}/", "/cases/", "/accounts/me/", "/alerts/notifications/",
]  # fmt: skip
MEASURED = """() => {
  const bar = document.querySelector("header").getBoundingClientRect().height;
  const isCut = (one) => one && (getComputedStyle(one).overflowX !== "visible" || isCut(one.parentElement));
  const isWide = (one) => one.getBoundingClientRect().right > innerWidth + 1;
  const wide = [...document.querySelectorAll("main *, header *, nav *")]
    .filter((one) => one.checkVisibility() && isWide(one) && !isCut(one.parentElement))
    .map((one) => one.outerHTML.slice(0, 90));
  return { bar: bar / innerHeight, wide: document.documentElement.scrollWidth > innerWidth ? ["", ...wide] : [] };
}"""
LARGE = "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '%s' })"


@pytest.fixture
def family(heyi, county):
    home = household(heyi, people=0, phone="13912345678", group_no=3)
    member(home, name="张建三", relation="head")
    told(home, {"wages_labour": 900, "pension": 120, "crops": 4000}, first=add_months(today(), -12), months=12)
    execute_risk_run(county)
    return home


def in_language(page, site, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
    return page


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(("size", "window"), [("24px", PHONE), ("32px", PHONE), ("16px", ZOOMED)])
def test_nothing_is_cut_and_the_bar_stays_small(page_of, site, lan, family, language, size, window):
    page = in_language(page_of(lan, "/accounts/me/", **window), site, language)
    page.add_init_script(LARGE % size)
    alert = Alert.objects.get()
    wrong = {}
    for path in WALK:
        page.goto(site + path.format(home=family.pk, alert=alert.pk))
        found = page.evaluate(MEASURED)
        if found["bar"] > 0.25 or found["wide"]:
            wrong[path] = found
    assert wrong == {}


HIGHEST_ROW = 120
BOXES = """selector => [...document.querySelectorAll(selector)].map((one) => {
  const { top, bottom, left, right, height } = one.getBoundingClientRect();
  return { top, bottom, left, right, height, words: one.innerText };
})"""


WIDTHS = "selector => [...document.querySelectorAll(selector)].map((one) => [one.scrollWidth, one.clientWidth])"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_row_of_the_list_is_low_and_names_who_it_is(page_of, site, lan, family, heyi, language):
    member(household(heyi, people=0, group_no=12, kind="general"), name="欧阳建国", relation="head")
    page = in_language(page_of(lan, "/accounts/me/", **PHONE), site, language)
    page.goto(f"{site}/households/")
    rows = page.evaluate(BOXES, ".pw-compact tbody tr")
    assert len(rows) == 2 and max(row["height"] for row in rows) <= HIGHEST_ROW
    assert "张建三" in rows[0]["words"] and "5,020" in rows[0]["words"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_years_of_the_income_table_stand_in_a_phones_window(page_of, site, lan, family, language):
    page = in_language(page_of(lan, "/accounts/me/", **PHONE), site, language)
    page.goto(f"{site}/households/{family.pk}/")
    cells = page.evaluate(BOXES, "#income .pw-table:not(.pw-cards):not(details *) :is(th, td)")
    assert len(cells) > 20 and max(cell["right"] for cell in cells) <= PHONE["width"]
    widths = page.evaluate(WIDTHS, "#income .pw-table:not(.pw-cards):not(details *) td.pw-number")
    assert len(widths) > 10 and max(needed - there for needed, there in widths) <= 0  # no number is broken or cut


def test_what_one_does_most_stands_on_top_of_the_portrait(page_of, site, lan, family):
    page = page_of(lan, f"/households/{family.pk}/", **PHONE)
    links = page.evaluate(BOXES, ".pw-first a")
    assert [" ".join(link["words"].split()) for link in links] == ["Log a visit", "Call 139****5678", "Open alert"]
    assert max(link["bottom"] for link in links) < PHONE["height"] / 2
