"""The pages of cases in a real browser: on a phone, in both languages, and by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cases.models import Case
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household

from . import way

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def noticed(heyi, lan, wen, qin):
    """A proposal whose public notice is over, and a household under monitoring."""
    with way.ago(6):
        case = way.on_notice(household(heyi, income=6_000), lan, wen, qin)
    episode(household(heyi))
    return case


def look(page, what):
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(what, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(noticed, zhao, page_of, language, live_server):
    page = page_of(zhao, "/cases/", width=360, height=4000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    monitored = Case.objects.get(state="active").get_absolute_url()
    for path in {"en": [noticed.get_absolute_url(), "/cases/inbox/"], "zh-hans": ["/cases/", monitored]}[language]:
        page.goto(f"{live_server.url}{path}")
        look(page, path)
        targets = page.locator("main .btn, main summary, .pw-facets a, .pw-approve").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
        )
        assert min(targets) >= 44, path
    assert page.complaints == []


def test_a_case_is_looked_at_and_passed_on_by_keyboard(noticed, zhao, page_of, live_server):
    page = page_of(zhao, "/cases/inbox/")
    page.get_by_role("link", name="Look at it first").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What to do now").wait_for()
    page.goto(f"{live_server.url}/cases/inbox/")
    page.get_by_role("checkbox").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Pass on to the county").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Reviewed by the township: 1 case.").wait_for()
    assert Case.objects.get(pk=noticed.pk).state == "endorsed" and page.complaints == []
