"""A voice note: recorded in the app, sealed, sent like a photo, played to those who may read the note."""

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage

from accounts.models import AccessEvent
from povwatch.tests.factories import household
from visits import photos
from visits.models import Photo, Visit

from .told import visit

WEBM = b"\x1a\x45\xdf\xa3" + b"speech" * 10
# A microphone that says the same each time, or refuses.
MICROPHONE = """(() => {
  const begin = [0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3];
  window.MediaRecorder = class extends EventTarget {
    static isTypeSupported(kind) { return kind.includes("opus"); }
    constructor(stream, options) { super(); Object.assign(this, { state: "inactive" }); window.recorded = options; }
    start() { this.state = "recording"; }
    stop() {
      this.state = "inactive";
      const data = new Blob([new Uint8Array(begin)]);
      this.dispatchEvent(Object.assign(new Event("dataavailable"), { data }));
      this.dispatchEvent(new Event("stop"));
    }
  };
  navigator.mediaDevices.getUserMedia = async () => {
    if (window.refuses) throw new DOMException("no", "NotAllowedError");
    return { getTracks: () => [] };
  };
})()"""


# A microphone that hears a tone, and Chromium's own recorder.
TONE = """navigator.mediaDevices.getUserMedia = async () => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const out = context.createMediaStreamDestination();
  tone.connect(out);
  tone.start();
  return out.stream;
}"""
PLAYS = """async (player) => {
  player.muted = true;
  await player.play();
  while (!player.currentTime) await new Promise((resolve) => setTimeout(resolve, 20));
  return true;
}"""
HEARD = """(address) => new Promise((resolve) => {
  const player = new Audio();
  player.oncanplay = () => resolve(true);
  player.onerror = () => resolve(false);
  player.src = address;
})"""


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def spoken(family, lan):
    """A visit with a voice note that has arrived."""
    made = visit(family, lan, photos=[{"sha256": sha256(WEBM).hexdigest(), "kind": "voice"}])
    photos.keep_visit_photo(made.photos.get(), WEBM)
    return made


@pytest.fixture
def phone(phone_of, lan, context):
    context.add_init_script(MICROPHONE)
    return phone_of(lan)


def record(phone):
    phone.page.get_by_role("button", name="Record").click()
    phone.page.get_by_text("It ends by itself after 3 minutes").wait_for()


@pytest.mark.parametrize("begins", [b"\x1a\x45\xdf\xa3", b"OggS", b"\x00\x00\x00\x20ftypM4A "])
def test_what_browsers_record_is_taken(begins):
    photos.check_voice_note(begins + b"speech")


@pytest.mark.parametrize("body", [b"", b"speech", b"\x89PNG\r\n", b"<html>", b"%PDF-1.4"])
def test_anything_else_is_refused(body):
    with pytest.raises(ValidationError, match="no voice note"):
        photos.check_voice_note(body)


@pytest.mark.parametrize("more", [-1, 0, 1])
def test_its_size_has_a_limit(more):
    body = WEBM + b"x" * (photos.MAX_VOICE_BYTES - len(WEBM) + more)
    if more <= 0:
        photos.check_voice_note(body)
    else:
        with pytest.raises(ValidationError, match="larger than 4 MB"):
            photos.check_voice_note(body)


def test_who_may_read_the_note_may_listen_and_the_log_tells(spoken, zhao, su, mo, client_of):
    url = f"/visits/photos/{spoken.photos.get().pk}/"
    answer = client_of(zhao).get(url)
    assert (answer.content, answer["Content-Type"]) == (WEBM, "audio/webm")
    assert AccessEvent.objects.filter(action="photo_opened", user=zhao).count() == 1
    assert client_of(su).get(url).status_code == 403 and client_of(mo).get(url).status_code == 404
    assert url in client_of(zhao).get(spoken.get_absolute_url()).content.decode()
    hidden = client_of(su).get(spoken.get_absolute_url()).content.decode()
    assert url not in hidden and "Voice note" in hidden


def test_it_lies_encrypted_and_is_no_photo_of_a_paper(spoken):
    assert WEBM not in default_storage.open(spoken.photos.get().stored_name).read()


@pytest.mark.django_db(transaction=True)
def test_it_is_recorded_sealed_and_sent(phone, family):
    phone.begin(family)
    record(phone)
    assert phone.page.evaluate("recorded.mimeType") == "audio/webm;codecs=opus"
    phone.page.get_by_role("button", name="Stop").click()
    phone.page.get_by_text("The voice note is stored on this phone").wait_for()
    phone.finish()
    phone.received.wait_for()
    phone.page.locator("[data-pw-view=outbox] .pw-card", has_text="Photos to send").wait_for(state="detached")
    kept = Photo.objects.get()
    assert (kept.kind, kept.sha256) == ("voice", sha256(b"\x1a\x45\xdf\xa3\x01\x02\x03").hexdigest())
    assert kept.arrived_at


@pytest.mark.django_db(transaction=True)
def test_finishing_ends_a_recording_that_still_runs(phone, family):
    phone.begin(family)
    record(phone)
    phone.finish()
    phone.received.wait_for()
    assert Visit.objects.get().photos.get().kind == "voice"


@pytest.mark.django_db(transaction=True)
def test_without_a_microphone_it_says_so_and_the_visit_is_finished(phone, family):
    phone.page.evaluate("window.refuses = true")
    phone.begin(family)
    phone.page.get_by_role("button", name="Record").click()
    phone.page.get_by_text("The phone gave no microphone").wait_for()
    phone.finish()
    phone.received.wait_for()
    assert not Photo.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_is_removed_again(phone, family):
    phone.begin(family)
    record(phone)
    phone.page.get_by_role("button", name="Stop").click()
    phone.page.get_by_role("button", name="Remove the voice note").click()
    phone.page.get_by_text("The voice note was removed").wait_for()
    phone.finish()
    phone.received.wait_for()
    assert not Photo.objects.exists()


# ------------------------------------------------------------------------------------------------------- listened to


def recorded(phone):
    """Record for half a second, and stop."""
    phone.page.get_by_role("button", name="Record").click()
    phone.page.get_by_text("It ends by itself after 3 minutes").wait_for()
    phone.page.wait_for_timeout(500)
    phone.page.get_by_role("button", name="Stop").click()
    player = phone.page.locator("[data-pw-voice] audio")
    player.wait_for()
    return player


@pytest.mark.django_db(transaction=True)
def test_it_is_listened_to_before_it_is_sent_and_on_the_visits_page_afterwards(phone_of, lan, family, context):
    context.add_init_script(TONE)
    phone = phone_of(lan)
    complaints = []
    phone.page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)
    phone.begin(family)
    assert recorded(phone).evaluate(PLAYS)
    phone.page.context.set_offline(False)
    phone.finish()
    phone.received.wait_for()
    phone.page.locator("[data-pw-view=outbox] .pw-card", has_text="Photos to send").wait_for(state="detached")
    phone.page.goto(phone.page.url.split("/visits/")[0] + Visit.objects.get().get_absolute_url() + "?page")
    assert phone.page.locator("audio").evaluate(PLAYS)
    assert [one for one in complaints if "Content Security" in one] == []


@pytest.mark.django_db(transaction=True)
def test_recorded_anew_or_removed_the_old_one_is_heard_no_more(phone_of, lan, family, context):
    context.add_init_script(TONE)
    phone = phone_of(lan)
    phone.begin(family)
    player = recorded(phone)
    first = player.get_attribute("src")
    second = recorded(phone).get_attribute("src")
    assert second.startswith("blob:") and second != first
    phone.page.get_by_role("button", name="Remove the voice note").click()
    player.wait_for(state="hidden")
    assert player.get_attribute("src") is None
    assert not phone.page.evaluate(HEARD, first) and not phone.page.evaluate(HEARD, second)


@pytest.mark.django_db(transaction=True)
def test_a_locked_phone_is_silent_and_a_draft_plays_it_again(phone_of, lan, family, context):
    context.add_init_script(TONE)
    phone = phone_of(lan)
    phone.begin(family)
    address = recorded(phone).get_attribute("src")
    assert phone.page.evaluate(HEARD, address)
    phone.page.get_by_role("button", name="Lock").click()
    phone.wait_for("pin")
    assert phone.page.locator("audio[src]").count() == 0
    assert not phone.page.evaluate(HEARD, address)
    phone.type_pin()
    phone.page.locator("[data-pw-voice] audio").wait_for()
