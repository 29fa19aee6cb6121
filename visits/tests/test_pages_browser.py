"""Pages of visits in a real browser: by keyboard alone, without scripts, in both languages."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe

from core.dates import add_months, today
from households.models import Household
from povwatch.tests.factories import household
from visits.models import Delivery, Visit

from .told import receive, told, visit

pytestmark = pytest.mark.django_db(transaction=True)

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
MONTH = add_months(today(), -1)


@pytest.fixture
def family(heyi):
    made = household(heyi, group_no=2)
    Household.objects.filter(pk=made.pk).update(phone="13800001234", longitude=110.9, latitude=30.8)
    return made


@pytest.fixture
def told_of(family, lan):
    """A visit that gives another phone than the registry, and a stranded one."""
    answers = {"income_asked": "yes", "income_month": f"{MONTH:%Y-%m}", "income_crops": "1200", "check_water": "met"}
    answers |= {"phone": "13900000001", "next_visit_on": f"{today()}", "note": "The well is new"}
    made = visit(family, lan, answers, seen={"phone": "13800000001"})
    receive(told(999_999, {"needs": "Seed"}), lan)
    return made


def tab_to(page, locator):
    """Press Tab until the element has the focus."""
    for _press in range(400):
        if locator.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard does not reach it")


def walk(page, family):
    """Go from Today to a finished visit, without a mouse."""
    tab_to(page, page.locator(f'a[href^="/visits/new/{family.pk}/"]'))
    page.keyboard.press("Enter")
    page.wait_for_url("**/visits/new/**")
    tab_to(page, page.locator("[name=way]"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.locator("[name=people_met]"))
    page.keyboard.type("The head")
    tab_to(page, page.locator("[name=needs]"))
    page.keyboard.type("Seed")
    tab_to(page, page.locator("form [type=submit]").last)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/new/" not in url)
    assert page.locator("[role=status]", has_text="received as").is_visible()


@pytest.fixture
def plain_page(browser, live_server, client_of, lan):
    """Lan's phone with scripts switched off."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    session = client_of(lan).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/visits/")
    yield page
    context.close()


def test_from_today_to_a_visit_by_keyboard_alone_without_scripts(family, plain_page, lan):
    walk(plain_page, family)
    made = Visit.objects.get()
    assert (made.needs, made.way, made.visited_by) == ("Seed", "phone", lan)


def test_what_is_wrong_is_named_and_corrected_without_scripts(family, plain_page):
    plain_page.get_by_role("link", name="Log a visit").first.click()
    plain_page.locator("[name=phone]").fill("12")
    plain_page.locator("[name=people_met]").fill("The head")
    plain_page.get_by_role("button", name="Finish the visit").click()
    assert "11 digits" in plain_page.locator(".pw-summary").inner_text()
    plain_page.locator("[name=phone]").fill("13911112222")
    plain_page.get_by_role("button", name="Finish the visit").click()
    assert plain_page.get_by_text("received as").is_visible() and Visit.objects.count() == 1


PAGES = {
    "today": ("lan", "/visits/"),
    "route": ("lan", "/visits/route/"),
    "new": ("lan", "/visits/new/{family}/?page"),
    "list": ("zhao", "/visits/log/?state=any"),
    "visit": ("zhao", "/visits/{visit}/"),
    "unsettled": ("zhao", "/visits/unsettled/?what=differing"),
    "stranded": ("zhao", "/visits/unsettled/{stranded}/"),
}


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    page_of, request, live_server, family, told_of, width, language
):
    ids = {"family": family.pk, "visit": told_of.pk, "stranded": Delivery.objects.waiting().get().pk}
    Visit.objects.update(visited_on=today() - dt.timedelta(40))
    for name, (who, path) in PAGES.items():
        user = request.getfixturevalue(who)
        page = page_of(user, "/accounts/me/", width=width)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.complaints.clear()
        page.goto(live_server.url + path.format(**ids))
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('main details').forEach(one => (one.open = true))")
        page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight")})
        found = Axe().run(page, options=WCAG).response["violations"]
        assert [(name, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
        assert page.complaints == [], name


def test_targets_on_a_phone_are_large_enough_for_a_thumb(page_of, lan, family):
    for path in ("/visits/", f"/visits/new/{family.pk}/?page"):
        page = page_of(lan, path, width=360)
        heights = page.locator("main .btn, main .form-control, main .form-select").evaluate_all(
            "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
        )
        assert heights and min(heights) >= 44
