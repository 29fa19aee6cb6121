"""Drafts on the phone: what was typed is there after everything that happens to a phone."""

import pytest
from playwright.sync_api import expect

from povwatch.tests.factories import household, member
from visits.models import Delivery

pytestmark = pytest.mark.django_db
SAVED = "[data-pw-fill=saved]"


def type_something(phone, words="Met the grandmother"):
    saved = phone.page.locator(SAVED, has_text="Saved on this phone")
    phone.page.locator("[name=people_met]").fill(words)
    saved.wait_for()
    phone.page.locator(SAVED).evaluate("told => (told.textContent = '')")  # what comes now tells of the next change
    phone.page.locator("[name=shocks]").first.check()
    saved.wait_for()


def is_there(phone, words="Met the grandmother"):
    phone.page.locator("[data-pw-visit]").wait_for()
    return (
        phone.page.locator("[name=people_met]").input_value() == words
        and phone.page.locator("[name=shocks]").first.is_checked()
    )


def test_a_draft_survives_a_reload_and_is_found_under_its_household(phone_of, lan, heyi):
    """Guards against a page that forgets; and against a second visit begun beside the first."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    type_something(phone)
    phone.reopen(f"/visits/phone/#visit/{home.pk}")
    assert is_there(phone)
    phone.go("#outbox")
    phone.wait_for("outbox")
    assert phone.state("draft").count() == 1


def test_a_draft_survives_sign_out_and_another_person_on_the_same_phone(phone_of, page_of, lan, wen, heyi, live_server):
    """Guards against a shared phone: the next person sees nothing, the first finds everything."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    type_something(phone)
    page_of(wen, "/visits/phone/", width=360)
    phone.page.locator("#pin-first-next, #pin-enter").first.wait_for()
    phone.page.locator("#pin-first-next").wait_for()
    phone.set_pin("975310")
    phone.go("#outbox")
    phone.wait_for("outbox")
    assert phone.page.locator("[data-pw-view=outbox] .pw-card").count() == 0
    page_of(lan, "/visits/phone/#outbox", width=360)
    phone.page.reload()
    phone.page.locator("[data-pw-pin=enter]").wait_for()
    phone.page.wait_for_load_state("networkidle")
    phone.type_pin()
    phone.wait_for("outbox")
    phone.state("draft").locator("[data-pw-link=open]").click()
    assert is_there(phone)


def test_a_draft_is_kept_when_the_session_is_over(phone_of, lan, heyi):
    """Guards against a sign-out that sweeps the phone."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    type_something(phone)
    phone.page.context.clear_cookies()
    phone.reopen(f"/visits/phone/#visit/{home.pk}")
    assert is_there(phone)


def test_two_tabs_do_not_write_on_the_same_draft(phone_of, lan, heyi):
    """Guards against the older tab that writes over what was typed in the newer one."""
    home = household(heyi)
    phone = phone_of(lan)
    phone.begin(home)
    type_something(phone)
    other = type(phone)(phone.page.context.new_page())
    other.page.goto(phone.page.url)
    other.type_pin()
    other.wait_for("today")
    assert "another tab" in other.page.locator("[data-pw-status]").inner_text()


def test_a_draft_is_discarded_only_after_a_question(phone_of, lan, heyi):
    """Guards against a slip of the thumb."""
    phone = phone_of(lan)
    phone.begin(household(heyi))
    type_something(phone)
    phone.page.once("dialog", lambda dialog: dialog.dismiss())
    phone.page.locator("[data-pw-do=discard]").click()
    assert is_there(phone)
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.locator("[data-pw-do=discard]").click()
    phone.wait_for("today")
    phone.go("#outbox")
    phone.wait_for("outbox")
    assert phone.state("draft").count() == 0


def test_what_is_wrong_is_said_and_the_visit_stays_a_draft(phone_of, lan, heyi):
    """Guards against a finished visit that the server would refuse, and against errors that only colour tells."""
    phone = phone_of(lan)
    phone.begin(household(heyi))
    phone.page.locator("[name=phone]").fill("12")
    phone.page.locator("[name=people_met]").fill("The head")
    phone.page.locator("[data-pw-visit] [type=submit]").click()
    summary = phone.page.locator("[data-pw-summary]")
    summary.wait_for()
    assert phone.page.evaluate("document.activeElement.hasAttribute('data-pw-summary')")
    summary.locator("a").first.click()
    assert phone.page.evaluate("document.activeElement.name") == "phone"
    field = phone.page.locator("[name=phone]")
    assert field.get_attribute("aria-invalid") == "true"
    assert "wrong-phone" in field.get_attribute("aria-describedby").split()
    assert Delivery.objects.count() == 0


def test_a_name_is_found_however_it_is_written(phone_of, lan, heyi):
    """Guards against a household that a caseworker does not find because of another dot, a space or a wide letter."""
    home = household(heyi, people=0)
    member(home, name="Abdul·Sample", relation="head")
    phone = phone_of(lan)
    phone.wait_for_bundle()
    cards = phone.page.locator("[data-pw-view=households] .pw-card")
    for typed, found in (("abdul.sample", 1), ("Ａbdul•S", 1), ("abdul\u200b·sam", 1), ("abdulsample", 0)):
        phone.page.locator("#pw-search").fill(typed)
        expect(cards).to_have_count(found)
