"""A visit that was sent is corrected on the phone, without a network too: Lan opens it from what the phone keeps, says
why, and Zhao sees both versions. What the phone keeps for it is sealed, bounded, and gives way where there is no
room."""

import pytest

from povwatch.tests.factories import household
from visits.models import Delivery, Photo, Visit

from .test_phone_outbox import finish_one
from .test_photos import jpeg

pytestmark = pytest.mark.django_db
RECORDS = """async () => {
  const { all } = await import("/static/js/phone/storage.js");
  return (await all("visits")).map(({ id, state, copy, before, sealed, sent_at }) =>
    ({ id, state, copy: Boolean(copy), before: before?.state ?? "", bytes: copy?.length ?? 0, sent_at }));
}"""
# Makes a sent visit so many days older, or adds others that were sent a moment ago.
OLDER = """async (days) => {
  const { all, change } = await import("/static/js/phone/storage.js");
  const older = (there) => ({ ...there, sent_at: there.sent_at - days * 86400000 });
  for (const one of await all("visits")) await change("visits", one.id, older);
  await (await import("/static/js/phone/sent.js")).clearOld();
}"""
MORE = """async (count) => {
  const { all, put } = await import("/static/js/phone/storage.js");
  const [one] = await all("visits");
  for (let n = 1; n <= count; n += 1)
    await put("visits", { ...one, id: crypto.randomUUID(), sent_at: one.sent_at + n });
  await (await import("/static/js/phone/sent.js")).clearOld();
}"""


@pytest.fixture
def home(heyi):
    return household(heyi)


@pytest.fixture
def phone(phone_of, lan, home):
    return phone_of(lan)


@pytest.fixture
def sent(phone, home):
    """A visit of Lan that has arrived; since then there is no network."""
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    finish_one(phone, home, "Seed is missing")
    phone.state("submitted").wait_for()
    phone.page.context.set_offline(True)
    return Visit.objects.get()


def records(phone):
    return phone.page.evaluate(RECORDS)


def correct(phone):
    phone.page.get_by_role("link", name="Correct this visit").click()
    phone.wait_for("visit")
    phone.page.locator("[data-pw-visit] #pw-reason").wait_for()


def propose(phone, reason="I mixed up two families"):
    phone.page.locator("#pw-reason").fill(reason)
    phone.page.get_by_role("button", name="Propose the correction").click()
    phone.wait_for("outbox")


def online(phone):
    phone.page.context.set_offline(False)
    phone.page.locator("[data-pw-do=send]").click(no_wait_after=True)


def test_without_a_network_it_opens_as_it_was_sent_and_goes_as_another_version(phone, sent, zhao, client_of):
    correct(phone)
    assert phone.page.locator("[name=note]").input_value() == "Seed is missing"
    assert phone.page.get_by_text("You are correcting a visit that was sent").is_visible()
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.page.locator("[name=note]").fill("Fertiliser is missing")
    propose(phone)
    phone.state("waiting").wait_for()
    assert phone.page.get_by_text("Correction of a visit that was sent").is_visible()
    online(phone)
    phone.state("second").wait_for()
    assert Visit.objects.get().note == "Seed is missing", "until the township has decided"
    second = Delivery.objects.get(outcome="second")
    page = client_of(zhao).get(f"/visits/unsettled/{second.pk}/").content.decode()
    assert "I mixed up two families" in page and "Fertiliser is missing" in page
    client_of(zhao).post(f"/visits/unsettled/{second.pk}/take-second/")
    assert [(one.note, one.observed_at) for one in Visit.objects.counted()] == [
        ("Fertiliser is missing", sent.observed_at)
    ]
    online(phone)
    phone.state("submitted").wait_for()


def test_without_a_reason_it_is_not_sent(phone, sent):
    correct(phone)
    phone.page.get_by_role("button", name="Propose the correction").click()
    phone.page.locator(".pw-summary", has_text="say why the visit is corrected").wait_for()
    assert phone.page.locator("#pw-reason").get_attribute("aria-invalid") == "true"


def test_looking_changes_nothing_and_a_discarded_correction_leaves_the_sent_visit(phone, sent):
    correct(phone)
    phone.go("#outbox")
    phone.state("submitted").wait_for()
    correct(phone)
    phone.page.locator("[name=note]").fill("Something else")
    phone.page.get_by_text("Saved on this phone").wait_for()
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="Discard this draft").click()
    phone.wait_for("today")
    phone.go("#outbox")
    phone.state("submitted").wait_for()
    assert [(one["state"], one["before"]) for one in records(phone)] == [("submitted", "")]
    assert phone.page.get_by_text("Receipt").is_visible()


def test_a_finished_correction_is_withdrawn_and_the_sent_visit_is_there_again(phone, sent):
    correct(phone)
    propose(phone)
    phone.state("waiting").wait_for()
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="Withdraw").click()
    phone.state("submitted").wait_for()
    online(phone)
    phone.page.wait_for_timeout(500)
    assert Delivery.objects.count() == 1


def test_it_outlives_a_reload_as_a_draft_and_another_visit_can_be_begun(phone, sent, home):
    correct(phone)
    phone.page.locator("[name=note]").fill("Half said")
    phone.page.get_by_text("Saved on this phone").wait_for()
    phone.reopen("/visits/phone/#outbox")
    phone.state("draft").wait_for()
    phone.begin(home)
    assert phone.page.locator("[name=note]").input_value() == ""
    assert phone.page.locator("#pw-reason").count() == 0
    phone.go("#outbox")
    phone.page.get_by_role("link", name="Go on with it").click()
    phone.page.locator("#pw-reason").wait_for()
    assert phone.page.locator("[name=note]").input_value() == "Half said"


def test_photos_that_were_sent_stay_with_the_corrected_visit(phone, home, zhao, client_of):
    phone.wait_for_service_worker()
    phone.begin(home)
    phone.page.locator("[data-pw-photos]").set_input_files(
        {"name": "roof.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    phone.page.locator(".pw-photos li").wait_for()
    phone.finish()
    phone.state("submitted").wait_for()
    phone.page.locator("[data-pw-view=outbox] .pw-card", has_text="Photos to send").wait_for(state="detached")
    correct(phone)
    propose(phone)
    phone.state("second").wait_for()
    client_of(zhao).post(f"/visits/unsettled/{Delivery.objects.get(outcome='second').pk}/take-second/")
    assert Photo.objects.filter(visit__state="submitted").get().arrived_at


@pytest.mark.parametrize("changed", [False, True])
def test_a_photo_that_is_still_to_be_sent_stays_when_the_correction_is_discarded(phone, home, changed):
    """Guards against a photo of the sent visit that goes with a correction nobody wanted."""
    phone.page.context.route("**/photos/**", lambda route: route.abort())
    phone.begin(home)
    phone.page.locator("[data-pw-photos]").set_input_files(
        {"name": "roof.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    )
    phone.page.locator(".pw-photos li").wait_for()
    phone.finish()
    phone.received.wait_for()
    correct(phone)
    if changed:
        phone.page.locator("[name=note]").fill("Something else")
        phone.page.get_by_text("Saved on this phone").wait_for()
    phone.page.once("dialog", lambda dialog: dialog.accept())
    phone.page.get_by_role("button", name="Discard this draft").click()
    phone.wait_for("today")
    phone.page.context.unroute("**/photos/**")
    phone.go("#outbox")
    online(phone)
    phone.page.locator("[data-pw-view=outbox] .pw-card", has_text="Photos to send").wait_for(state="detached")
    assert Photo.objects.get().arrived_at


@pytest.mark.parametrize(("days", "kept"), [(6.99, True), (7.01, False)])
def test_the_content_is_kept_for_seven_days_and_the_receipt_longer(phone, sent, days, kept):
    phone.page.evaluate(OLDER, days)
    phone.go("#today")
    phone.go("#outbox")
    phone.state("submitted").wait_for()
    assert [one["copy"] for one in records(phone)] == [kept]
    link = phone.page.get_by_role("link", name="Correct this visit").get_attribute("href")
    assert link == (f"#visit/{sent.pk}" if kept else f"{sent.get_absolute_url()}correct/")


@pytest.mark.parametrize(("more", "kept"), [(28, 29), (29, 30), (30, 30)])
def test_of_thirty_visits_at_most_the_latest(phone, sent, more, kept):
    phone.page.evaluate(MORE, more)
    found = records(phone)
    assert len(found) == more + 1 and sum(one["copy"] for one in found) == kept
    oldest = min(found, key=lambda one: one["sent_at"])
    assert oldest["copy"] == (kept > more)


def test_it_lies_sealed_and_opens_with_the_pin_alone(phone, sent):
    text = """async () => {
      const { all } = await import("/static/js/phone/storage.js");
      return (await all("visits")).map((one) => new TextDecoder().decode(one.copy)).join("");
    }"""
    assert "Seed" not in phone.page.evaluate(text) and records(phone)[0]["bytes"] > 500
    phone.page.get_by_role("button", name="Lock").click()
    phone.wait_for("pin")
    assert "Seed" not in phone.page.content()


def test_a_phone_without_room_keeps_the_receipt_and_no_copy(phone, home):
    """Guards against a receipt that is on the open page only, because the copy beside it did not fit."""
    refuse = """() => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (record) {
        if (record.copy) throw new DOMException("full", "QuotaExceededError");
        return put.call(this, record);
      };
    }"""
    phone.page.evaluate(refuse)
    finish_one(phone, home, "Seed is missing")
    phone.state("submitted").wait_for()
    assert [one["copy"] for one in records(phone)] == [False]
    assert not phone.page.locator("[data-pw-held]").is_visible()
