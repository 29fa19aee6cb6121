"""The registry is mended in a real browser, at a desk and on a narrow phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from core.dates import today
from households.changes import actions
from households.models import Member, RegistryChange
from povwatch.tests.factories import household, member
from visits.tests.told import visit

from .test_income_browser import WCAG

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def family(heyi, lan):
    """Wang and Li, a son in the army; Lan proposes another name and another head, and told of a baby on a visit."""
    made = household(heyi, people=0, number="H1")
    wang = member(made, name="Wang", relation="head", sex="male", phone="13812345678")
    li = member(made, name="Li", relation="spouse")
    member(made, name="Wang Xiao", left_on=today(), left_reason="service")
    about = {"village": heyi, "household": made, "reason": "Household register", "accepted": True, "by": lan}
    actions.change_at_desk("person", member=wang, values={"name": "Wangg", "birth_date": "1956"}, **about)
    values = {"head": li.pk, "relations": {f"{li.pk}": "head", f"{wang.pk}": "spouse"}}
    actions.change_at_desk("head", values=values, **about)
    baby = {"is": "yes", "name": "Wang Xin", "sex": "female", "relation": "granddaughter"}
    days = {"birth_date": f"{today()}", "joined_on": f"{today()}"}
    visit(made, lan, {f"new1-{name}": value for name, value in (baby | days).items()})
    return made


def pages(family):
    wang = family.members.get(relation="head")
    return [
        "/households/changes/",
        f"/households/changes/{RegistryChange.objects.first().pk}/",
        "/households/new/",
        *(f"/households/{family.pk}/{page}" for page in ("", "correct/", "add-person/", "new-head/")),
        *(f"/households/people/{wang.pk}/{page}/" for page in ("correct", "left", "back")),
    ]


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1366, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(page_of, live_server, wen, family, width, language):
    page = page_of(wen, "/accounts/me/", width=width)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    for url in pages(family):
        page.goto(live_server.url + url)
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), url
    assert page.complaints == []


def test_a_clerk_ticks_two_changes_and_confirms_them(page_of, wen, family):
    page = page_of(wen, "/households/changes/", width=360)
    for what in ("Correct a person: Wang", "Add a person: Wang Xin"):
        page.get_by_role("checkbox", name=what).check()
    page.get_by_role("button", name="Confirm what is ticked").click()
    expect(page.get_by_text("2 changes are in force.")).to_be_visible()
    expect(page.get_by_text("New head: Wangg")).to_be_visible()  # it waits on
    assert Member.objects.get(household=family, relation="head").name == "Wangg"
