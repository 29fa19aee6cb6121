"""A caseworker calls those who work away from the phone, without a network: nothing is lost, nothing is sent twice."""

import pytest

from work.models import Heard
from work.tests.account import bring_up, entry, spell, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away(county, heyi):
    people = [worker(heyi, name, phone="13800000001") for name in ("Tian", "Rao", "Gan")]
    for days, one in enumerate(people):
        spell(one, since=100 - days, monthly_wage=4000, employer="Sample Works")
    bring_up(county)
    return people


@pytest.fixture
def phone(phone_of, away, lan):
    phone = phone_of(lan)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.go("#today")
    phone.page.locator("[data-pw-view=today] [data-pw-calls] a").click()
    phone.wait_for("calls")
    return phone


def callee(phone, name):
    return phone.page.locator("[data-pw-view=calls] .pw-card", has=phone.page.get_by_text(name, exact=True))


def test_three_calls_offline_arrive_when_the_network_is_back(phone, away):
    page = phone.page
    assert page.locator("[data-pw-view=calls] .pw-card-name").all_text_contents()[0].startswith("Tian")
    callee(phone, "Tian").get_by_role("button", name="Unchanged").click()
    callee(phone, "Tian").get_by_text("sent as soon as there is a network").wait_for()
    callee(phone, "Rao").get_by_role("button", name="Not reached").click()
    gan = callee(phone, "Gan")
    gan.locator("summary").click()
    gan.get_by_role("button", name="Keep this answer").click()
    page.get_by_text("Say where the work is now").wait_for()
    gan.locator("[name=monthly_wage]").fill("4500")
    gan.locator("[name=place]").select_option("province")
    gan.get_by_role("button", name="Keep this answer").click()
    page.get_by_text("Still to call: 0").wait_for()
    page.locator("[data-pw-bar] [data-pw-fill=count]", has_text="3").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Heard.objects.exists()
    phone.reopen("/visits/phone/#calls")  # the phone was switched off meanwhile
    phone.wait_for("calls")
    page.context.set_offline(False)
    phone.go("#outbox")
    page.locator("[data-pw-do=send]").click(no_wait_after=True)
    page.locator("[data-pw-bar] [data-pw-fill=count]").wait_for(state="hidden")
    answers = {one.member.name: one.answer for one in Heard.objects.select_related("member")}
    assert answers == {"Tian": "unchanged", "Rao": "not_reached", "Gan": "changed"}
    assert entry(away[2]).state == "province"


def test_an_answer_can_be_taken_back_until_it_is_sent(phone):
    callee(phone, "Tian").get_by_role("button", name="Unchanged").click()
    callee(phone, "Tian").get_by_role("button", name="Take back").click()
    phone.page.get_by_text("Still to call: 3").wait_for()
    assert phone.page.locator("[data-pw-bar] [data-pw-fill=count]").is_hidden()


def test_what_the_site_cannot_record_stays_with_its_reason(phone, away):
    tian = callee(phone, "Tian")
    tian.get_by_role("button", name="Unchanged").click()
    tian.get_by_text("on this phone").wait_for()
    away[0].work_spells.update(started_on="2026-01-01", ended_on="2026-01-02")
    phone.page.context.set_offline(False)
    phone.go("#outbox")
    phone.page.locator("[data-pw-do=send]").click(no_wait_after=True)
    phone.page.locator("[data-pw-bar] [data-pw-fill=count]").wait_for(state="hidden")
    phone.page.get_by_text("Answers of calls that are on this phone only: 1").click()
    tian.get_by_text("was not recorded: No work of this person is on file").wait_for()
    tian.get_by_role("button", name="Put away").click()
    tian.get_by_role("button", name="Put away").wait_for(state="hidden")
