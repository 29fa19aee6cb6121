"""The app on the phone without a network, and a new version of it."""

import pytest
import time_machine

from povwatch.tests.factories import household
from visits.models import Visit
from visits.phone import pwa

from .test_phone_outbox import finish_offline

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh():
    """Each test begins with the app as it is."""
    forget()
    yield
    forget()


def forget(caches=(pwa.app_files_once, pwa.app_page_once, pwa.offline_page_once, pwa.form_once)):
    for one in caches:
        one.cache_clear()


def new_version(monkeypatch):
    """The site is updated: the same app with another title."""
    monkeypatch.setitem(pwa.PHONE_APP_WORDS, "rescued", "Version two, visits in it: {count}")
    forget()


def test_the_app_opens_without_a_network_after_one_load(phone_of, lan, heyi):
    """Guards against a valley without a network: the day's list and the form are there."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.reopen()
    phone.wait_for("today")
    assert home.number in phone.page.locator("[data-pw-view=today]").inner_text()
    phone.begin(home)
    phone.finish()
    phone.waiting.wait_for()


@pytest.fixture
def offline_phone(phone_of, lan, heyi):
    """Lan's phone, which has had all it needs and is without a network now."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.home = home
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    return phone


def open_offline(phone, path):
    phone.page.goto(phone.page.url.split("/visits/")[0] + path)
    phone.page.get_by_role("heading", name="No network: this page needs it").wait_for()


@pytest.mark.parametrize("path", ["/", "/alerts/", "/visits/", "/accounts/waiting/", "/dashboard/"])
def test_every_address_says_that_there_is_no_network_and_leads_to_the_app(offline_phone, site, path):
    """Guards against the browser's "no internet" page, and against the app under an address that is not its own."""
    open_offline(offline_phone, path)
    page = offline_phone.page
    assert page.url == site + path and page.locator("[data-pw-view]").count() == 0
    assert page.locator("[data-pw-same]:visible").count() == 0
    for name, view in (("Today", "today"), ("Households", "households"), ("To send", "outbox")):
        assert page.get_by_role("link", name=name).get_attribute("href") == f"/visits/phone/#{view}"
    page.get_by_role("link", name="Today").click()
    offline_phone.type_pin()
    offline_phone.wait_for("today")
    page.go_back()
    assert page.url == site + path


def test_a_form_that_does_not_answer_is_the_same_visit_in_the_app(offline_phone):
    """Guards against a visit that ends at a page without a network."""
    open_offline(offline_phone, f"/visits/new/{offline_phone.home.pk}/?purpose=verify")
    offline_phone.page.get_by_role("link", name="Log this visit in the app").click()
    offline_phone.type_pin()
    offline_phone.page.locator("[data-pw-visit]").wait_for()
    assert offline_phone.page.locator("[name=purpose]").input_value() == "verify"


def test_a_portrait_that_does_not_answer_is_the_same_household_in_the_app(offline_phone):
    open_offline(offline_phone, f"/households/{offline_phone.home.pk}/")
    offline_phone.page.get_by_role("link", name="This household in the app").click()
    offline_phone.type_pin()
    offline_phone.wait_for("household")
    assert offline_phone.home.number in offline_phone.page.locator("[data-pw-view=household]").inner_text()


def test_the_page_without_a_network_is_tried_again_when_there_is_one(offline_phone):
    open_offline(offline_phone, "/accounts/waiting/")
    offline_phone.page.context.set_offline(False)
    offline_phone.page.get_by_role("heading", name="What waits for me").wait_for()


def test_a_site_that_does_not_answer_is_asked_again_after_a_while(offline_phone, site):
    """Guards against a page that stays because the network came back before the site did."""
    page = offline_phone.page
    page.context.set_offline(False)
    page.context.route("**/accounts/waiting/", lambda route: route.abort())
    page.goto(f"{site}/accounts/waiting/")
    page.get_by_role("heading", name="No network: this page needs it").wait_for()
    page.context.unroute("**/accounts/waiting/")
    page.get_by_role("heading", name="What waits for me").wait_for()


def test_a_network_that_flickers_does_not_take_back_a_tap(offline_phone):
    """Guards against a reload that is faster than the link somebody tapped."""
    open_offline(offline_phone, f"/visits/new/{offline_phone.home.pk}/?purpose=verify")
    link = offline_phone.page.get_by_role("link", name="Log this visit in the app")
    link.evaluate("link => { link.click(); window.dispatchEvent(new Event('online')) }")
    offline_phone.type_pin()
    offline_phone.page.locator("[data-pw-visit]").wait_for()


def test_a_new_version_keeps_a_full_outbox(phone_of, lan, heyi, monkeypatch):
    """Guards against an update that costs visits."""
    homes = [household(heyi) for _ in range(3)]
    phone = phone_of(lan)
    finish_offline(phone, *homes)
    phone.page.context.route("**/visits/phone/visits/", lambda route: route.abort())
    phone.page.context.set_offline(False)
    new_version(monkeypatch)
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    note = phone.page.locator("[data-pw-update]")
    note.wait_for()
    note.locator("button").click()
    phone.wait_for("pin")
    assert "Version two" in phone.page.locator("#pw-words").text_content()
    phone.type_pin()
    phone.wait_for("outbox")
    phone.waiting.nth(2).wait_for()
    phone.page.context.unroute("**/visits/phone/visits/")
    phone.page.locator("[data-pw-do=send]").click()
    phone.received.nth(2).wait_for()
    assert Visit.objects.count() == 3


def test_a_new_version_waits_while_a_form_is_open(phone_of, lan, heyi, monkeypatch):
    """Guards against a page that reloads under one's hands."""
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.begin(household(heyi))
    phone.page.locator("[name=people_met]").fill("Grandmother")
    new_version(monkeypatch)
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    phone.page.locator("[data-pw-update]").wait_for()
    assert phone.page.locator("[name=people_met]").input_value() == "Grandmother"
    phone.page.locator("[data-pw-update] button").click()
    phone.wait_for("pin")
    phone.type_pin()
    phone.page.locator("[data-pw-visit]").wait_for()
    assert phone.page.locator("[name=people_met]").input_value() == "Grandmother"


def test_a_file_that_is_not_the_listed_one_is_not_kept(phone_of, lan, heyi, monkeypatch):
    """Guards against a captive portal's page kept as the app: the version before stays."""
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    new_version(monkeypatch)
    spoilt = {
        **pwa.app_files(),
        "files": {**pwa.app_files()["files"], pwa.module_address("today"): "0" * 64},
        "version": "spoilt",
    }
    monkeypatch.setattr(pwa, "app_files_once", lambda: spoilt)
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update()).catch(() => null)")
    phone.page.wait_for_timeout(1500)
    assert phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => !one.waiting && !one.installing)")
    phone.page.context.set_offline(True)
    phone.reopen()
    phone.wait_for("today")


def test_both_languages_are_on_the_phone(phone_of, lan):
    """Guards against a switch of language that needs a network."""
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.page.context.set_offline(True)
    phone.go("#account")
    phone.page.locator("[data-pw-language=zh-hans]").click()
    phone.wait_for("pin")
    assert phone.page.locator("html").get_attribute("lang") == "zh-hans"
    phone.reopen("/visits/phone/#account")
    phone.page.locator("[data-pw-language=en]").click()
    phone.page.locator("html[lang=en]").wait_for(state="attached")


def test_the_version_follows_every_file(monkeypatch):
    """Guards against a change that phones never learn of."""
    before = pwa.app_files()["version"]
    original = pwa.static_file_bytes
    monkeypatch.setattr(
        pwa, "static_file_bytes", lambda name: original(name) + (b" " if name.endswith("draft.js") else b"")
    )
    assert pwa.read_app_files()["version"] != before
    assert pwa.read_app_files()["files"].keys() == pwa.app_files()["files"].keys()


def test_looking_for_a_new_version_signs_nobody_out(lan, client_of):
    """Guards against a phone that loses its session because it asked for the app's files after a quiet hour."""
    client = client_of(lan)
    with time_machine.travel("2026-03-31T08:00+08:00", tick=False) as clock:
        client.get("/visits/")
        clock.shift(3600)
        for path in ("/visits/sw.js", "/visits/phone/", "/visits/phone/manifest.webmanifest"):
            assert client.get(path).status_code == 200
        assert client.get("/visits/phone/session/").status_code == 200


def test_a_form_that_did_not_come_says_so_and_comes_the_next_time(phone_of, context, lan, heyi):
    """Guards against a first use on a line that breaks between the list and the form."""
    home = household(heyi)
    context.route("**/visits/phone/form/**", lambda route: route.abort())
    phone = phone_of(lan)
    still = phone.page.locator("[data-pw-view=today]").get_by_text("The form of a visit is still coming")
    still.wait_for()
    phone.go(f"#visit/{home.pk}")
    phone.page.get_by_text("povwatch did not answer. This step needs a connection").first.wait_for()
    context.unroute("**/visits/phone/form/**")
    phone.begin(home)
    phone.go("#today")
    still.wait_for(state="hidden")
    phone.begin(home)
    phone.finish()
    phone.received.wait_for()
