"""The app in browsers that lack a function: it does without, or the door names what is missing. docs/visits.md says
which browsers are served."""

import pytest

from core.dates import today
from povwatch.tests.factories import household
from visits.models import Photo, Visit

from .test_photos import camera_exif, jpeg, with_exif

pytestmark = pytest.mark.django_db
DOOR = "[data-pw-view=sign-in] [data-pw-fill=words]"


def test_a_browser_without_the_timeout_of_requests_works(phone_of, lan, heyi, context):
    """Guards against "a network is needed" in Chrome before 103 and iOS before 16."""
    context.add_init_script("delete AbortSignal.timeout; delete AbortSignal.any;")
    phone = phone_of(lan)
    assert phone.page.evaluate("AbortSignal.timeout === undefined")
    phone.begin(household(heyi))
    phone.finish()
    phone.received.wait_for()
    assert Visit.objects.count() == 1


def test_a_request_is_given_up_without_that_function_too(phone_of, lan, context):
    """Guards against a phone that waits for ever."""
    context.add_init_script("delete AbortSignal.timeout;")
    phone = phone_of(lan)
    phone.page.context.route("**/visits/phone/states/", lambda route: None)  # never answered
    asked = """async () => {
      const { send } = await import("/static/js/phone/api.js");
      return send("states/", "{}", { patience: 200 }).catch(error => error.constructor.name);
    }"""
    assert phone.page.evaluate(asked) == "NoAnswer"


LACKING = [
    ("delete Navigator.prototype.locks;", "navigator.locks"),
    ("delete Crypto.prototype.randomUUID; delete window.createImageBitmap;", "crypto.randomUUID, createImageBitmap"),
    ("delete window.BroadcastChannel;", "BroadcastChannel"),
]


@pytest.mark.parametrize(("without", "missing"), LACKING, ids=[row[1] for row in LACKING])
def test_the_door_names_what_is_missing(page_of, lan, context, without, missing):
    """Guards against "please try again" where trying again cannot help."""
    context.add_init_script(without)
    page = page_of(lan, "/visits/phone/", width=360)
    page.locator(DOOR, has_text=f"it lacks: {missing}.").wait_for()
    assert "iOS 15.4" in page.locator(DOOR).inner_text()


def test_a_browser_that_cannot_read_the_scripts_is_told_so_by_the_page_itself(page_of, lan, context):
    """Guards against an empty page: a browser before 2020 stops at the first line it does not know."""
    context.route("**/js/phone/app.js", lambda route: route.fulfill(content_type="text/javascript", body="a ?.?. b"))
    page = page_of(lan, "/visits/phone/", width=360)
    page.locator("[data-pw-view=starting]", has_text="too old for the app").wait_for()


def test_an_error_of_the_program_is_not_called_a_lack_of_network(page_of, lan, context):
    """Guards against a caseworker who looks for a network that is there."""
    context.add_init_script("Object.defineProperty(window, 'fetch', { value: undefined });")
    context.add_init_script("delete window.AbortController; delete AbortSignal.timeout;")
    page = page_of(lan, "/visits/phone/", width=360)
    page.locator(DOOR, has_text="That did not work.").wait_for()


# Photos


def add_photo(phone, body):
    chosen = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": body}
    phone.page.locator("[data-pw-photos]").set_input_files([chosen])


@pytest.mark.parametrize(
    "body", [with_exif(camera_exif()[:40]), jpeg((12_000, 9_000))], ids=["cut description", "108 million pixels"]
)
def test_a_sound_photo_is_shrunk_and_arrives(phone_of, lan, heyi, body):
    phone = phone_of(lan)
    phone.begin(household(heyi))
    add_photo(phone, body)
    phone.page.locator(".pw-photos li").wait_for()
    phone.finish()
    phone.received.wait_for()
    phone.page.locator(".pw-card", has_text="Photos to send").wait_for(state="detached")
    assert Photo.objects.get().arrived_at and Visit.objects.get().visited_on == today()


def test_a_photo_that_the_first_decoder_refuses_is_decoded_by_the_second(phone_of, lan, heyi, context):
    """Guards against "too large" on a small phone that can show the photo."""
    context.add_init_script(
        "const usual = createImageBitmap;"
        "window.createImageBitmap = async blob => {"
        "  if (!window.refused++) throw new DOMException('', 'InvalidStateError'); return usual(blob); };"
        "window.refused = 0;"
    )
    phone = phone_of(lan)
    phone.begin(household(heyi))
    add_photo(phone, jpeg((2_000, 1_000)))
    phone.page.locator(".pw-photos li").wait_for()
    assert phone.page.evaluate("window.refused") > 0


def test_a_photo_chosen_before_its_module_came_over_the_line_is_kept(phone_of, lan, heyi, page):
    held = []
    page.route("**/phone/photos.js", lambda route: held.append(route))
    phone = phone_of(lan)
    phone.begin(household(heyi))
    add_photo(phone, jpeg((200, 100)))
    assert held and not phone.page.locator(".pw-photos li").count()
    page.unroute("**/phone/photos.js")
    phone.page.locator(".pw-photos li").wait_for()
    assert phone.page.locator(".pw-photos li").count() == 1


def test_what_is_no_photo_is_said_to_be_unreadable_on_this_phone(phone_of, lan, heyi):
    phone = phone_of(lan)
    phone.begin(household(heyi))
    add_photo(phone, b"no photo")
    phone.page.locator("[data-pw-fill=note]", has_text="could not open the photo").wait_for()
    assert not phone.page.locator(".pw-photos li").count()
