"""Passkeys in a real browser, with the authenticator that Chromium keeps for tests: set up, used, cancelled, and not
there."""

from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from accounts.models import OpenSession, Passkey

PASSWORD = "river-stone-42"
ME = "/accounts/me/"
UNLOCKED = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def device(page, **otherwise):
    """Let the browser have a device that unlocks itself, such as a laptop with a finger on it."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    made = chromium.send("WebAuthn.addVirtualAuthenticator", {"options": UNLOCKED | otherwise})
    yield lambda is_unlocked: chromium.send("WebAuthn.setUserVerified", {**made, "isUserVerified": is_unlocked})
    chromium.send("WebAuthn.removeVirtualAuthenticator", made)


def is_clean(page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def knock(page, site):
    page.goto(f"{site}/accounts/sign-in/?next={ME}")
    page.get_by_label("User name").fill("zhao")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def press(page, name):
    """Press a button by the keyboard alone."""
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("width", [360, 1366])
def test_somebody_without_an_app_sets_one_up_and_signs_in_by_it(page, site, zhao, width):
    page.set_viewport_size({"width": width, "height": 740})
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    with device(page):
        knock(page, site)
        page.get_by_role("link", name="Set up a passkey instead").click()
        is_clean(page)
        page.get_by_label("Name").fill("Computer in the office")
        press(page, "Set up the passkey")
        page.get_by_role("heading", name="Recovery codes").wait_for()
        assert page.locator("li code").count() == 10
        page.get_by_role("link", name="I have written them down").click()
        page.get_by_role("rowheader", name="Computer in the office").wait_for()
        is_clean(page)
        page.get_by_role("button", name="Sign out").last.click()
        knock(page, site)
        page.get_by_text("Now your passkey, or a recovery code").wait_for()
        is_clean(page)
        press(page, "Use a passkey")
        page.get_by_role("heading", name="My account").wait_for()
    passkey = Passkey.objects.get()
    assert passkey.used_at and passkey.sign_count > 1 and passkey.site == "localhost"
    assert set(OpenSession.objects.values_list("road", flat=True)) == {"passkey"}
    assert complaints == []


def test_beside_an_app_it_is_set_up_used_again_and_removed(page_of, site, zhao, app):
    page = page_of(zhao, ME)
    with device(page):
        page.get_by_role("link", name="Set up a passkey").click()
        press(page, "Set up the passkey")
        page.get_by_text("The passkey is set up").wait_for()
        page.get_by_role("link", name="Set up a passkey").click()
        press(page, "Set up the passkey")
        page.get_by_text("This device has a passkey of yours already").wait_for()
        page.goto(f"{site}/accounts/second-factor/?next={ME}")
        press(page, "Use a passkey")
        page.get_by_text("Thank you. Please go on").wait_for()
        page.get_by_role("button", name="Remove").click()
        page.get_by_text("This passkey opens nothing any more").wait_for()
    assert not Passkey.objects.exists() and page.complaints == []


def test_who_does_not_unlock_the_device_is_told_what_to_do_and_can_try_again(page_of, site, zhao, app):
    page = page_of(zhao, "/accounts/second-factor/passkey/new/")
    with device(page) as unlock:
        unlock(False)
        press(page, "Set up the passkey")
        expect(page.get_by_role("alert")).to_contain_text("No passkey was made")
        assert page.evaluate("document.activeElement.type") == "submit"
        is_clean(page)
        unlock(True)
        press(page, "Set up the passkey")
        page.wait_for_url(lambda address: "passkey" not in address)
        page.goto(f"{site}/accounts/second-factor/?next={ME}")
        unlock(False)
        press(page, "Use a passkey")
        expect(page.get_by_role("alert")).to_contain_text("No passkey answered")
        unlock(True)
        press(page, "Use a passkey")
        page.get_by_role("heading", name="My account").wait_for()


def test_without_a_network_that_is_said(page_of, zhao, app):
    page = page_of(zhao, "/accounts/second-factor/passkey/new/")
    with device(page):
        page.context.set_offline(True)
        press(page, "Set up the passkey")
        expect(page.get_by_role("alert")).to_contain_text("See whether the network is there")


def test_whose_session_ended_meanwhile_is_led_to_the_door(page_of, zhao, app):
    page = page_of(zhao, "/accounts/second-factor/passkey/new/")
    with device(page):
        zhao.set_password("mountain-path-7")
        zhao.save()
        press(page, "Set up the passkey")
        page.get_by_label("User name").wait_for()


@pytest.mark.parametrize("lacks", ["the function", "JavaScript", "a name"])
def test_where_the_browser_has_none_nothing_of_it_shows(browser, live_server, client_of, zhao, app, lacks):
    client = client_of(zhao)
    address = live_server.url.replace("localhost", "127.0.0.1") if lacks == "a name" else live_server.url
    context = browser.new_context(java_script_enabled=lacks != "JavaScript", base_url=address)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    if lacks == "the function":
        context.add_init_script("delete window.PublicKeyCredential")
    page = context.new_page()
    page.goto(ME)
    page.get_by_text("10 recovery codes are left").wait_for()
    assert not page.get_by_role("link", name="Set up a passkey").is_visible()
    page.goto("/accounts/second-factor/passkey/new/")
    page.get_by_text("This browser has no passkeys here").wait_for()
    assert not page.get_by_role("button", name="Set up the passkey").is_visible()
    context.close()
