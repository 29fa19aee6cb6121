"""The queue in a real browser: by keyboard, beside the list, on a phone, and without JavaScript."""

import datetime as dt

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from alerts.alert import actions
from alerts.models import Alert
from core.dates import today
from povwatch.tests.factories import case, household

pytestmark = pytest.mark.django_db
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def alerts(heyi, qin, zhao):
    """Five alerts, the first overdue; the last two are with the village already."""
    made = []
    for days in range(5):
        family = household(heyi, income=9_000)
        one = actions.enter_alert(family, by=qin, channel="hotline", level=1 + days % 2, words="The roof leaks")
        made.append(actions.take_alert_step(one, "dispatch", by=zhao) if days > 2 else one)
        Alert.objects.filter(pk=one.pk).update(due_on=today() + dt.timedelta(days - 1), remind_on=today())
    case(made[0].household)
    return made


def states(alerts):
    return [Alert.objects.get(pk=one.pk).state for one in alerts]


def focused(page):
    return int(page.evaluate("document.activeElement.closest('[data-pw-row]')?.dataset.pwRow ?? 0"))


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def beside(page, alert):
    page.locator("#beside", has_text=f"{alert.household.number}: alert").wait_for()


def test_j_and_k_walk_and_enter_opens_beside_the_list(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/")
    press(page, "j")
    assert focused(page) == alerts[0].pk
    press(page, "j", "j", "k")
    assert focused(page) == alerts[1].pk
    press(page, "Enter")
    beside(page, alerts[1])
    assert page.url.endswith("/alerts/") and page.complaints == []


def test_d_asks_once_enter_sends_the_alert_one_stands_on_and_the_place_is_kept(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/")
    press(page, "j", "d")
    page.locator("[data-pw-asked]", has_text="1: ").wait_for()
    assert states(alerts)[0] == "new"
    press(page, "Enter")
    page.get_by_text("Send to the village: 1 alert.").wait_for()
    assert states(alerts)[:2] == ["dispatched", "new"]
    page.wait_for_function("document.activeElement.closest('[data-pw-row]')")
    assert focused(page) == alerts[1].pk  # it has moved up
    press(page, "x", "j", "x", "d")
    page.locator("[data-pw-asked]", has_text="2: ").wait_for()
    press(page, "Enter")
    page.get_by_text("Send to the village: 2 alerts.").wait_for()
    assert states(alerts) == ["dispatched"] * 5 and page.complaints == []


def test_a_accepts(alerts, lan, page_of):
    page = page_of(lan, "/alerts/?state=dispatched")
    press(page, "j", "a", "Enter")
    page.get_by_text("Accept: 1 alert.").wait_for()
    assert states(alerts)[3:] == ["accepted", "dispatched"]


@pytest.mark.parametrize("elsewhere", ["Escape", "j", "k"])
def test_whoever_thinks_better_of_it_has_done_nothing(alerts, zhao, page_of, elsewhere):
    page = page_of(zhao, "/alerts/")
    press(page, "j", "j", "d", elsewhere)
    assert page.locator("[data-pw-ask][open]").count() == page.locator("input[name=alert]:checked").count() == 0
    press(page, "d", "Enter")
    page.get_by_text("Send to the village: 1 alert.").wait_for()  # not two: the first was let go
    assert page.complaints == []


class SlowLists:
    """What htmx asks for the list is answered when the story says so."""

    def __init__(self, page):
        self.is_slow, self.held = True, []
        page.route("**/alerts/?*", self.hold)

    def hold(self, route):
        if self.is_slow and route.request.headers.get("hx-request"):
            self.held.append(route)
        else:
            route.continue_()

    def answer(self):
        self.is_slow = False
        for route in self.held:
            route.continue_()


def test_a_key_pressed_before_the_list_arrived_does_nothing(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/?sort=due")
    slow = SlowLists(page)
    press(page, "j")
    page.locator(".pw-facets > p > a", has_text="Red").click()
    page.locator("#list[aria-busy=true]").wait_for()
    press(page, "j", "d", "Enter", "x", "d", "Enter")
    assert page.locator("input[name=alert]:checked").count() == 0
    slow.answer()
    expect(page.locator("[data-pw-row]")).to_have_count(2)
    page.locator("#list[aria-busy=false]").wait_for()
    assert set(states(alerts)[:3]) == {"new"}
    press(page, "d", "Enter")
    page.get_by_text("Send to the village: 1 alert.").wait_for()
    assert states(alerts).count("new") == 2 and page.complaints == []


def test_a_row_that_was_scrolled_away_is_shown_before_a_key_acts_on_it(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/", height=300)
    press(page, "j")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    press(page, "d")
    assert page.locator("[data-pw-ask][open]").count() == 0
    expect(page.locator("[data-pw-row]").first).to_be_in_viewport()
    press(page, "d")
    assert page.locator("[data-pw-ask][open]").count() == 1


def test_the_first_row_stands_at_a_third_of_the_screen(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/", width=1366, height=768)
    assert page.locator("[data-pw-row]").first.bounding_box()["y"] <= 768 / 3


def test_next_goes_on_in_the_same_list_after_an_answer(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/?state=new&sort=due", width=1366)
    page.locator("[data-pw-open]").first.click()
    beside(page, alerts[0])
    page.locator("#beside").get_by_role("button", name="Send to the village").click()
    page.locator("#beside").get_by_text(": Sent to the village").wait_for()
    press(page, "n")
    beside(page, alerts[1])
    expect(page.locator("[data-pw-opened]")).to_have_attribute("data-pw-row", str(alerts[1].pk))
    press(page, "n")
    beside(page, alerts[2])
    page.locator("#beside [data-pw-next]").click()
    page.get_by_text("That was the last alert of this list.").wait_for()
    assert "state=new" in page.url and page.complaints == []


PRESS_NEXT_AT_ONCE = """new MutationObserver((changes, observer) => {
  document.querySelector("#beside [data-pw-next]").click();
  observer.disconnect();
}).observe(document.getElementById("beside"), { childList: true })"""


def test_whoever_is_faster_than_the_eye_stays_in_the_list(alerts, zhao, page_of):
    """What has just been fetched works from the moment it stands there: a click does not fall through to a new page."""
    page = page_of(zhao, "/alerts/?state=new&sort=due", width=1366)
    page.evaluate(PRESS_NEXT_AT_ONCE)
    page.locator("[data-pw-open]").first.click()
    beside(page, alerts[1])
    assert "/alerts/?state=new" in page.url and page.complaints == []


def test_the_question_mark_tells_the_keys_and_typing_is_left_alone(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/")
    press(page, "?")
    assert page.locator("dialog[open]").get_by_text("to the next and to the previous alert").is_visible()
    press(page, "Escape")
    assert page.locator("dialog[open]").count() == 0
    page.locator("#search-text").focus()
    page.keyboard.type("jd?")
    assert page.locator("#search-text").input_value() == "jd?" and states(alerts)[0] == "new"


def test_a_step_beside_the_list_refreshes_the_list(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/")
    page.locator("[data-pw-open]").first.click()
    beside(page, alerts[0])
    page.locator("#beside").get_by_role("button", name="Send to the village").click()
    page.locator("#beside").get_by_text(": Sent to the village").wait_for()
    page.locator(f"[data-pw-row='{alerts[0].pk}']").get_by_text("Sent to the village").wait_for()
    assert states(alerts)[0] == "dispatched" and page.complaints == []


def test_a_stale_panel_is_told_and_keeps_the_words(alerts, zhao, qin, page_of):
    page = page_of(zhao, "/alerts/")
    page.locator("[data-pw-open]").first.click()
    beside(page, alerts[0])
    drop = page.locator("#beside details", has_text="Close early").first
    drop.locator("summary").click()
    drop.locator("select").select_option("duplicate")
    drop.locator("textarea").fill("We saw them last week")
    actions.take_alert_step(alerts[0], "drop", by=qin, outcome="duplicate", reason="Twice")
    drop.get_by_role("button", name="Close early").click()
    page.locator("#beside").get_by_text("Somebody else moved this first").wait_for()
    assert "We saw them last week" in page.locator("#beside").inner_text()


def test_counts_narrow_without_a_new_page(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/")
    page.locator(".pw-facets a", has_text="Overdue").click()
    page.wait_for_url("**time=overdue")
    page.wait_for_function("document.querySelectorAll('[data-pw-row]').length === 1")


@pytest.mark.parametrize(("width", "language"), [(360, "zh-hans"), (1280, "en")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(alerts, zhao, page_of, width, language, live_server):
    Alert.objects.filter(pk=alerts[1].pk).update(decide_by=today())
    page = page_of(zhao, "/alerts/", width=width, height=4000)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    family = alerts[0].household
    paths = [
        "/alerts/?level=1",
        alerts[0].get_absolute_url(),
        f"/alerts/enter/{family.pk}/",
        "/alerts/enter/",
        "/alerts/notifications/",
    ]
    for path in paths:
        page.goto(f"{live_server.url}{path}")
        look(page, path)
    page.goto(f"{live_server.url}/alerts/")
    page.locator("[data-pw-open]").first.click()
    page.locator("[data-pw-title]" if width > 1200 else "main #steps-done-title").wait_for()
    look(page, "opened")
    assert page.complaints == []


def look(page, what):
    found = Axe().run(page, options=WCAG).response["violations"]
    assert [(what, one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), what


def test_targets_on_a_phone_are_large_enough_for_a_thumb(alerts, zhao, page_of):
    page = page_of(zhao, "/alerts/", width=360)
    heights = page.locator("main .btn, .pw-facets a, [data-pw-open]").evaluate_all(
        "all => all.filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 44


def test_everything_works_without_javascript(alerts, zhao, browser, client_of, live_server):
    context = browser.new_context(java_script_enabled=False)
    session = client_of(zhao).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/alerts/")
    for row in (0, 1):
        page.locator("[data-pw-row] input[name=alert]").nth(row).check()
    ask = page.locator(".pw-ask", has_text="Send to the village")
    ask.locator("summary").click()
    ask.get_by_role("button", name="Yes: Send to the village").click()
    assert "Send to the village: 2 alerts." in page.locator("main").inner_text()
    page.locator(f"[data-pw-row='{alerts[2].pk}'] [data-pw-open]").click()
    page.get_by_role("button", name="Send to the village").click()
    assert states(alerts) == ["dispatched"] * 5
    assert page.locator("h1").inner_text().endswith(": alert")
    page.goto(f"{live_server.url}/alerts/")
    page.get_by_role("link", name="Red 2").click()
    page.wait_for_url("**level=2")
    assert page.locator("[data-pw-row]").count() == 2
    context.close()
