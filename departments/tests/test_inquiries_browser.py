"""A liaison answers inquiries in a real browser: on a phone, in both languages."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from cases.tests import way
from core.dates import today
from departments.models import Inquiry
from povwatch.tests.factories import household

from .asked import banker, consented, family

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PATHS = ("/departments/inquiries/", "/departments/inquiries/file/", "/departments/inquiries/closed/")


@pytest.fixture
def hu(county):
    return banker(county)


@pytest.fixture
def asked(heyi, lan, hu):
    """Two families, one of whom the banks should have answered yesterday."""
    for home in (family(heyi), household(heyi, people=1)):
        consented(way.proposed(home, lan), lan, "banks")
    late = Inquiry.objects.earliest("pk")
    Inquiry.objects.filter(pk=late.pk).update(asked_on=today() - way.days(6), due_on=today() - way.days(1))
    return late


def look(page, what):
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(what, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_inquiries_are_answered_on_a_phone(asked, hu, page_of, language, live_server):
    page = page_of(hu, PATHS[0], width=360, height=2000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for path in (asked.get_absolute_url(), *PATHS[1:], PATHS[0]):
        page.goto(f"{live_server.url}{path}")
        look(page, path)
        targets = page.locator("main .btn, main .pw-several-tick").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
        )
        assert min([44, *targets]) >= 44, (path, targets)
    page.locator("input[name=chosen]").nth(1).check()
    page.locator("#nothing-found button").click()
    page.wait_for_load_state()
    asked.refresh_from_db()
    assert asked.state == "open" and Inquiry.objects.filter(state="answered", found=False).count() == 1
    page.goto(f"{live_server.url}{asked.get_absolute_url()}")
    page.locator("input[name=found][value=yes]").check()
    page.locator("input[name=note]").fill("A deposit of 20 000")
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**{PATHS[0]}")
    asked.refresh_from_db()
    assert asked.found is True and page.complaints == []
