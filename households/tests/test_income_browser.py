"""The income of a household in a real browser: read, asked about and settled."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.dates import add_months, first_of_month, today
from households.choices import LeftReason, Teller
from povwatch.tests.factories import household, member, told

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def family(heyi):
    """Told of a year in two ways, of a month since, of a son who moved away."""
    made = household(heyi, people=2)
    son = member(made, name="Sample Son", left_on=today() - dt.timedelta(3), left_reason=LeftReason.MOVED)
    start, on = add_months(first_of_month(today()), -15), today() - dt.timedelta(30)
    lines = {("wages_labour", son): 18_000, "wages_labour": 30_000, "crops": 6_110, "cost_crops": 1_200}
    told(made, lines, first=start, months=12, on=on)
    told(made, {"wages_labour": 2_500}, first=add_months(start, 13), on=on, teller=Teller.VISIT, topics=())
    return made


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1366, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page_of, live_server, lan, family, width, language):
    page = page_of(lan, "/accounts/me/", width=width)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    page.goto(live_server.url + family.get_absolute_url())
    page.wait_for_load_state("networkidle")
    page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.complaints == []


def test_a_caseworker_settles_a_question(page_of, lan, family):
    page = page_of(lan, family.get_absolute_url(), width=360)
    question = page.locator(".pw-note-warning", has_text="Told by person and undivided")
    question.get_by_text("It is right so").click()
    question.get_by_role("button", name="The family was asked").click()
    assert page.get_by_text("The question is settled.").is_visible()
    assert question.count() == 0
