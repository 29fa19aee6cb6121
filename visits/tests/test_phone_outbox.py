"""Finished visits on their way from the phone: every state shown is true, nothing goes before the signed receipt."""

import base64

import pytest
from django.contrib.sessions.models import Session

from accounts.models import BoundPhone, Grant
from accounts.phones.actions import revoke
from povwatch.tests.factories import household
from visits.models import Delivery, Photo, Visit

pytestmark = pytest.mark.django_db
RECEIVE = "**/visits/phone/visits/"
KEPT_BUNDLE = """async () => (await (await import("/static/js/phone/storage.js")).get("keep", "bundle"))?.state"""
STATES = "[data-pw-view=outbox] .pw-card"


def finish_one(phone, home, note=""):
    phone.begin(home)
    phone.page.locator("[name=note]").fill(note)
    phone.finish()


def finish_offline(phone, *homes):
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    for home in homes:
        finish_one(phone, home, f"Said in {home.number}")
    phone.waiting.nth(len(homes) - 1).wait_for()


def test_a_visit_is_received_and_shows_the_number_of_its_receipt(phone_of, lan, heyi):
    """Guards against "received" on the phone for a visit that is not in the database."""
    phone = phone_of(lan)
    finish_one(phone, household(heyi), "All is well")
    phone.received.wait_for()
    delivery = Delivery.objects.get()
    assert f"Receipt {delivery.number}" in phone.page.locator(STATES).inner_text()
    assert Visit.objects.get().note == "All is well"


def test_visits_finished_without_a_network_are_sent_oldest_first_when_it_is_back(phone_of, lan, heyi):
    """Guards against visits that stay on the phone, or arrive in another order than they were made."""
    homes = [household(heyi) for _ in range(3)]
    phone = phone_of(lan)
    finish_offline(phone, *homes)
    assert phone.page.locator(".pw-count").inner_text() == "3"
    phone.page.context.set_offline(False)
    phone.received.nth(2).wait_for()
    assert list(Visit.objects.order_by("received_at").values_list("household", flat=True)) == [one.pk for one in homes]
    assert phone.page.locator(".pw-count").is_hidden()


def forged(route):
    answer = route.fetch()
    receipt = answer.json()["receipt"]
    route.fulfill(status=201, json={"receipt": {**receipt, "number": "999999"}})


def of_another_content(route):
    answer = route.fetch(post_data=route.request.post_data.replace('"way":"in_person"', '"way":"phone"'))
    route.fulfill(status=answer.status, body=answer.body(), content_type="application/json")


def portal(route):
    route.fulfill(status=200, content_type="text/html", body="<h1>Welcome to the guest network</h1>")


def cut(route):
    route.fulfill(status=201, content_type="application/json", body='{"receipt": {"number": "0000')


def gone_after_commit(route):
    route.fetch()
    route.abort()


@pytest.mark.parametrize("answer", [forged, portal, cut, gone_after_commit])
def test_only_the_servers_signed_receipt_for_this_content_counts(phone_of, lan, heyi, answer):
    """Guards against a copy given up for a captive portal's page, a cut answer or somebody else's receipt."""
    phone = phone_of(lan)
    phone.page.context.route(RECEIVE, answer, times=1)
    finish_one(phone, household(heyi), "Said once")
    phone.page.wait_for_timeout(300)
    assert phone.waiting.count() == 1
    phone.page.locator("[data-pw-do=send]").click()
    phone.received.wait_for()
    assert Visit.objects.count() == 1


def test_a_second_version_is_told_as_such(phone_of, lan, heyi):
    """Guards against "received" where the township has to compare two versions."""
    phone = phone_of(lan)
    phone.page.context.route(RECEIVE, of_another_content, times=1)
    finish_one(phone, household(heyi))
    phone.page.wait_for_timeout(300)
    assert phone.waiting.count() == 1  # a receipt for another content is none
    phone.page.locator("[data-pw-do=send]").click()
    phone.state("second").wait_for()
    assert Delivery.objects.count() == 2


def test_two_tabs_send_once(phone_of, lan, heyi):
    """Guards against the same visit sent by both tabs of one phone."""
    homes = [household(heyi) for _ in range(3)]
    phone = phone_of(lan)
    sent = []
    phone.page.context.on("response", lambda one: sent.append(one) if one.url.endswith("/phone/visits/") else None)
    finish_offline(phone, *homes)
    other = type(phone)(phone.page.context.new_page())
    other.page.goto(phone.page.url)
    other.type_pin()
    other.wait_for("outbox")
    phone.page.context.set_offline(False)
    for page in (phone.page, other.page, phone.page, other.page):
        page.locator("[data-pw-do=send]").click(no_wait_after=True)
    phone.received.nth(2).wait_for()
    other.received.nth(2).wait_for()
    assert len(sent) == 3
    assert Delivery.objects.count() == 3


def test_one_visit_that_always_fails_does_not_hold_up_the_others(phone_of, lan, heyi):
    """Guards against a queue that stands still behind one bad record."""
    homes = [household(heyi) for _ in range(3)]
    phone = phone_of(lan)
    bad = f'"household":{homes[0].pk},'
    phone.page.context.route(
        RECEIVE, lambda route: route.abort() if bad in route.request.post_data else route.continue_()
    )
    finish_offline(phone, *homes)
    phone.page.context.set_offline(False)
    phone.received.nth(1).wait_for()
    assert phone.waiting.count() == 1
    assert set(Visit.objects.values_list("household", flat=True)) == {homes[1].pk, homes[2].pk}


SPOIL = """async () => {
  const user = localStorage.getItem("pw-user");
  const database = await new Promise(done => {
    const asked = indexedDB.open(`pw-${user}`);
    asked.onsuccess = () => done(asked.result);
  });
  const work = database.transaction("visits", "readwrite");
  work.objectStore("visits").put({ id: crypto.randomUUID(), state: "waiting", at: 1, sealed: new Uint8Array(40) });
  await new Promise(done => (work.oncomplete = done));
  database.close();
}"""


def test_a_record_that_cannot_be_read_is_kept_shown_and_no_obstacle(phone_of, lan, heyi):
    """Guards against one spoilt record that hides or stops all others."""
    phone = phone_of(lan)
    phone.page.evaluate(SPOIL)
    finish_one(phone, household(heyi))
    phone.received.wait_for()
    assert "Cannot be read" in phone.state("unreadable").inner_text()
    phone.reopen("/visits/phone/#outbox")
    phone.state("unreadable").wait_for()


def test_signed_out_the_visits_stay_and_are_sent_after_signing_in(phone_of, page_of, lan, heyi):
    """Guards against an outbox that a lost session empties or hides."""
    phone = phone_of(lan)
    phone.begin(household(heyi))
    Session.objects.all().delete()
    phone.finish()
    phone.page.locator("[data-pw-signed-out]").wait_for()
    assert phone.state("waiting").count() == 1
    page_of(lan, "/visits/phone/#outbox", width=360)
    phone.reopen("/visits/phone/#outbox")
    phone.received.wait_for()


def test_a_revoked_phone_sends_what_it_holds_and_forgets_its_households(phone_of, lan, heyi):
    """Guards against a lost phone that goes on showing families, and against visits lost with it."""
    phone, home = phone_of(lan), household(heyi)
    finish_offline(phone, home)
    revoke(BoundPhone.objects.get(), by=lan)
    phone.page.context.set_offline(False)
    phone.received.wait_for()
    assert Visit.objects.get().household == home
    phone.reopen("/visits/phone/#account")
    phone.page.get_by_text("The households are not on this phone yet").first.wait_for()
    assert phone.page.evaluate(KEPT_BUNDLE) == "revoked"


def test_nobody_sends_the_visits_of_somebody_else(phone_of, page_of, lan, wen, heyi, client_of):
    """Guards against Lan's visit filed under Wen, who signed in on the same phone in between."""
    phone = phone_of(lan)
    phone.begin(household(heyi))
    phone.page.context.clear_cookies()
    session = client_of(wen).cookies["sessionid"].value
    phone.page.context.add_cookies(
        [{"name": "sessionid", "value": session, "url": phone.page.url.split("/visits/")[0]}]
    )
    phone.finish()
    phone.page.wait_for_timeout(1500)
    assert Delivery.objects.count() == 0


def test_refused_answers_are_corrected_on_the_form(phone_of, lan, heyi):
    """Guards against a refused visit that is lost, or refused again and again without saying why."""
    phone = phone_of(lan)
    refusal = {"errors": {"people_met": ["Who was it?"]}}
    phone.page.context.route(RECEIVE, lambda route: route.fulfill(status=422, json=refusal), times=1)
    finish_one(phone, household(heyi), "A long story")
    phone.state("refused").locator("[data-pw-link=open]").click()
    phone.page.locator("[data-pw-summary]", has_text="Who was it?").wait_for()
    assert phone.page.locator("[name=note]").input_value() == "A long story"
    phone.page.locator("[name=people_met]").fill("The grandmother")
    phone.finish()
    phone.received.wait_for()
    assert Visit.objects.get().people_met == "The grandmother"


def test_a_visit_whose_caseworker_lost_the_grant_is_received_and_says_so(phone_of, lan, heyi):
    """Guards against work that is dropped because a grant ended on the way."""
    phone = phone_of(lan)
    phone.begin(household(heyi))
    Grant.objects.filter(user=lan).delete()
    phone.finish()
    phone.state("stranded").wait_for()
    assert Delivery.objects.get().outcome == "stranded"


PHOTO = """async () => {
  const canvas = new OffscreenCanvas(2000, 1500);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "teal";
  pen.fillRect(100, 100, 900, 700);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
  return btoa(Array.from(bytes, one => String.fromCharCode(one)).join(""));
}"""


def with_place(jpeg):
    """Return a photo as a camera makes it: with an Exif part that says where."""
    place = b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00" + b"GPS 30.82 110.97"
    return jpeg[:2] + b"\xff\xe1" + (len(place) + 2).to_bytes(2, "big") + place + jpeg[2:]


def test_photos_are_shrunk_lose_their_place_and_follow_their_visit(phone_of, lan, heyi):
    """Guards against photos that tell where a family lives, and against visits that wait for their photos."""
    phone = phone_of(lan)
    camera = with_place(base64.b64decode(phone.page.evaluate(PHOTO)))
    phone.begin(household(heyi))
    chosen = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": camera}
    phone.page.locator("[data-pw-photos]").set_input_files([chosen])
    phone.page.locator(".pw-photos li").wait_for()
    canvas = phone.page.locator("[data-pw-signature]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    phone.page.mouse.move(box["x"] + 20, box["y"] + 20)
    phone.page.mouse.down()
    phone.page.mouse.move(box["x"] + 120, box["y"] + 60)
    phone.page.mouse.up()
    sizes = []
    phone.page.context.on("request", lambda one: "/photos/" in one.url and sizes.append(one.post_data_buffer))
    phone.finish()
    phone.received.wait_for()
    phone.page.locator(STATES, has_text="Photos to send").wait_for(state="detached")
    assert Photo.objects.filter(arrived_at__isnull=False).count() == 2
    assert sizes and all(b"Exif" not in body and b"GPS" not in body for body in sizes)


def test_a_rescue_file_brings_the_visits_in_from_another_phone(phone_of, lan, wen, heyi, client_of, tmp_path):
    """Guards against a phone that never finds a network again."""
    home = household(heyi)  # before the phone takes its households along
    phone = phone_of(lan)
    finish_offline(phone, home)
    with phone.page.expect_download() as saved:
        phone.page.locator("[data-pw-view=outbox] [data-pw-do=rescue]").click()
    path = tmp_path / "visits.povwatch"
    saved.value.save_as(path)
    assert b"people_met" not in path.read_bytes()
    with path.open("rb") as file:
        answer = client_of(wen).post("/visits/rescue/", {"file": file})
    assert answer.status_code == 200
    assert Visit.objects.get().visited_by == lan
    phone.page.context.set_offline(False)
    phone.page.locator("[data-pw-do=send]").click()
    phone.received.wait_for()
    assert Visit.objects.count() == 1
