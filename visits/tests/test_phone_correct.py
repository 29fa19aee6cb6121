"""A finished visit that is not sent yet: Lan opens it again, corrects it or withdraws it, offline too."""

import pytest

from povwatch.tests.factories import household
from visits.models import Delivery, Photo, Visit

from .test_phone_outbox import RECEIVE, finish_offline

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(heyi):
    return [household(heyi), household(heyi)]


@pytest.fixture
def phone(phone_of, lan, homes):
    return phone_of(lan)


def open_again(phone):
    phone.page.get_by_role("button", name="Open it again").click()
    phone.wait_for("visit")
    phone.page.locator("[data-pw-visit]").wait_for()


def withdraw(phone, agree=True):
    phone.page.once("dialog", lambda dialog: dialog.accept() if agree else dialog.dismiss())
    phone.page.get_by_role("button", name="Withdraw").click()


def online(phone):
    phone.page.context.set_offline(False)
    phone.page.locator("[data-pw-do=send]").click(no_wait_after=True)


def test_it_opens_with_everything_in_it_and_is_sent_once_as_it_was_finished_last(phone, homes):
    home = homes[0]
    finish_offline(phone, home)
    open_again(phone)
    assert phone.page.locator("[name=note]").input_value() == f"Said in {home.number}"
    assert phone.page.locator("[name=people_met]").input_value() == "The head"
    phone.page.locator("[name=note]").fill("Said it differently")
    phone.finish()
    online(phone)
    phone.received.wait_for()
    assert Visit.objects.get().note == "Said it differently" and Delivery.objects.count() == 1


def test_a_reload_keeps_it_as_a_draft_and_nothing_is_sent_meanwhile(phone, homes):
    finish_offline(phone, homes[0])
    open_again(phone)
    phone.page.context.set_offline(False)
    phone.reopen("/visits/phone/#outbox")
    phone.state("draft").wait_for()
    assert not Delivery.objects.exists()


def test_sending_had_begun_the_corrected_one_is_a_second_version_and_never_doubled(phone, homes, zhao, client_of):
    """Guards against a receipt for the first content that makes the second one pass for sent."""
    home = homes[0]
    finish_offline(phone, home)
    received = []

    def lose_the_answer(route):
        received.append(route.fetch().status)
        route.abort()

    phone.page.context.route(RECEIVE, lose_the_answer, times=1)
    online(phone)
    phone.page.wait_for_function("() => document.querySelector('[data-pw-state=waiting]')")
    while not received:
        phone.page.wait_for_timeout(50)
    phone.page.context.set_offline(True)
    phone.state("waiting").wait_for()
    open_again(phone)
    phone.page.locator("[name=note]").fill("Corrected")
    phone.finish()
    online(phone)
    phone.state("second").wait_for()
    assert received == [201] and Visit.objects.get().note == f"Said in {home.number}"
    assert Delivery.objects.count() == 2
    second = Delivery.objects.get(outcome="second")
    client_of(zhao).post(f"/visits/unsettled/{second.pk}/take-second/")
    assert [one.note for one in Visit.objects.counted()] == ["Corrected"]


def test_a_withdrawn_visit_is_gone_after_a_question_and_never_sent(phone, homes):
    finish_offline(phone, *homes)
    phone.page.once("dialog", lambda dialog: dialog.dismiss())
    phone.page.get_by_role("button", name="Withdraw").first.click()
    assert phone.waiting.count() == 2
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="Withdraw").first.click()
    phone.page.get_by_text("The visit was withdrawn").wait_for()
    phone.page.wait_for_function("() => document.querySelectorAll('[data-pw-view=outbox] .pw-card').length === 1")
    online(phone)
    phone.received.wait_for()
    assert Visit.objects.count() == 1 and not Photo.objects.exists()


def test_one_that_may_have_arrived_is_not_called_withdrawn(phone, homes):
    """Guards against "never sent" for a visit that the site has."""
    finish_offline(phone, homes[0])
    received = []

    def lose_the_answer(route):
        received.append(route.fetch().status)
        route.abort()

    phone.page.context.route(RECEIVE, lose_the_answer, times=1)
    online(phone)
    while not received:
        phone.page.wait_for_timeout(50)
    phone.page.context.set_offline(True)
    phone.state("waiting").wait_for()
    withdraw(phone)
    phone.page.get_by_text("can be seen with a network only").wait_for()
    assert phone.waiting.count() == 1
    online(phone)
    phone.received.wait_for()
    assert Visit.objects.count() == 1
