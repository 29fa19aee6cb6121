"""The PIN of the phone app: five wrong ones lock it, the password opens it again, and no visit is ever lost by it."""

import pytest

from povwatch.tests.factories import household

from .conftest import PIN

pytestmark = pytest.mark.django_db
NEXT = "135790"


def wrong_pin(phone):
    phone.type_pin("999999")
    phone.page.locator("#wrong-pin").wait_for()
    phone.page.locator("[data-pw-pin] [type=submit]:not([disabled]):visible").wait_for()


def test_a_weak_pin_is_refused_and_two_different_ones_too(page_of, lan):
    """Guards against a PIN that the first try finds."""
    page = page_of(lan, "/visits/phone/", width=360)
    for first, again, said in [("123456", "123456", "too easy"), ("135790", "135791", "not the same")]:
        page.locator("#pin-first-next").fill(first)
        page.locator("#pin-first-again").fill(again)
        page.locator("[data-pw-pin=first] [type=submit]").click()
        page.locator("#wrong-pin", has_text=said).wait_for()
    assert page.locator("[data-pw-view=today]").is_hidden()


def test_a_pin_is_stretched_six_hundred_thousand_times(phone_of, lan):
    """Guards against a copy of the phone's storage whose PIN is found in minutes by trying all."""
    assert phone_of(lan).page.evaluate("window.rounds") == 600_000


def test_five_wrong_pins_lock_across_reloads_and_the_password_opens_with_every_visit(phone_of, lan, heyi):
    """Guards against endless guessing (also by reloading) and against a lock that costs a visit."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    phone.page.locator("[name=people_met]").fill("Grandmother at the stove")
    phone.page.locator("[data-pw-fill=saved]", has_text="Saved on this phone").wait_for()
    phone.page.reload()
    for _ in range(3):
        wrong_pin(phone)
    phone.page.reload()
    wrong_pin(phone)
    phone.type_pin("999999")
    phone.page.locator("#pin-password").wait_for()
    phone.page.reload()
    phone.page.locator("#wrong-pin", has_text="locked").wait_for()
    assert phone.page.locator("#pin-enter").is_hidden()
    recover(phone, "river-stone-42")
    phone.wait_for("visit")
    assert phone.page.locator("[name=people_met]").input_value() == "Grandmother at the stove"


def recover(phone, password):
    phone.page.locator("#pin-password").fill(password)
    phone.page.locator("#pin-recover-next").fill(NEXT)
    phone.page.locator("#pin-recover-again").fill(NEXT)
    phone.page.locator("[data-pw-pin=recover] [type=submit]").click()


def test_a_wrong_password_does_not_open(phone_of, lan):
    """Guards against a recovery that anybody at an open session can use."""
    phone = phone_of(lan)
    phone.page.reload()
    phone.page.locator("[data-pw-forgot]").click()
    recover(phone, "not the password")
    phone.page.locator("#wrong-pin", has_text="not your password").wait_for()
    assert phone.page.locator("[data-pw-view=today]").is_hidden()


def test_a_right_pin_gives_all_tries_back(phone_of, lan):
    """Guards against a lock by five slips in a month."""
    phone = phone_of(lan)
    for _ in range(2):
        phone.page.reload()
        for _ in range(3):
            wrong_pin(phone)
        phone.type_pin()
        phone.wait_for("today")


def test_the_pin_is_changed_with_the_old_one(phone_of, lan):
    """Guards against a new PIN that leaves the data behind the old one."""
    phone = phone_of(lan)
    phone.go("#pin")
    phone.page.locator("#pin-change").fill(PIN)
    phone.page.locator("#pin-change-next").fill(NEXT)
    phone.page.locator("#pin-change-again").fill(NEXT)
    phone.page.locator("[data-pw-pin=change] [type=submit]").click()
    phone.wait_for("account")
    phone.page.reload()
    wrong = phone.page.locator("#wrong-pin")
    phone.type_pin(PIN)
    wrong.wait_for()
    phone.type_pin(NEXT)
    phone.wait_for("account")


def test_a_phone_left_alone_locks_itself_and_shows_nothing(phone_of, lan, heyi):
    """Guards against a phone on the table that shows families to whoever picks it up."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.page.clock.install()
    phone.reopen()
    phone.wait_for_bundle()
    phone.begin(home)
    phone.page.locator("[name=people_met]").fill("Grandmother")
    phone.page.clock.fast_forward(16 * 60 * 1000)
    phone.wait_for("pin")
    assert home.number not in phone.page.locator("main").inner_html()
    phone.type_pin()
    phone.wait_for("visit")
    assert phone.page.locator("[name=people_met]").input_value() == "Grandmother"


def test_the_button_locks_at_once(phone_of, lan):
    """Guards against having to wait when somebody comes."""
    phone = phone_of(lan)
    phone.page.locator("header [data-pw-do=lock]").click()
    phone.wait_for("pin")
    assert phone.page.locator("[data-pw-bar]").is_hidden()
