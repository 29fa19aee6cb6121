"""The pages of places in a browser: what Qin enters, corrects and takes back, on a phone and at a desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts.areas.attributes import correct_area_attribute, enter_area_attribute

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def lifted(heyi, anping, qin):
    """Heyi was lifted, and the year was corrected; Anping is a mountain area."""
    enter_area_attribute(anping, by=qin, kind="mountain", document="List of the province")
    first = enter_area_attribute(heyi, by=qin, kind="lifted", year=2016, document="Order 7")
    return correct_area_attribute(first, by=qin, why="Misread", year=2017, valid_from=None)


@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page_of, live_server, qin, heyi, lifted, width):
    page = page_of(qin, "/accounts/places/", width=width)
    for path in ("/accounts/places/", heyi.get_absolute_url(), f"/accounts/places/attributes/{lifted.pk}/"):
        page.goto(f"{live_server.url}{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_an_entry_is_taken_back_with_the_keyboard(page_of, live_server, qin, heyi, lifted):
    page = page_of(qin, f"/accounts/places/attributes/{lifted.pk}/", width=360)
    page.locator("details.pw-confirm > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Another village was meant")
    page.keyboard.press("Enter")
    page.get_by_text("Taken back: Lifted out of poverty in 2017").wait_for()
    assert not heyi.attributes.standing().exists()
