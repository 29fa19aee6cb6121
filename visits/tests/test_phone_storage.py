"""A phone that refuses to store: what was typed is never dropped, and each message says only what is known."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from povwatch.tests.factories import household
from visits.models import Delivery, Visit

from .test_phone_access import sealed

pytestmark = pytest.mark.django_db
# Refuses to store visits ("visits") or pictures ("photos") for as long as window.refused names the store.
REFUSING = """(() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) {
    if (window.refused?.includes(this.name)) throw new DOMException("", window.reason ?? "QuotaExceededError");
    return put.apply(this, given);
  };
})()"""
NOTE = "[data-pw-view=visit] [data-pw-fill=note]"
HELD = "[data-pw-held]"
WORDS = "The roof fell in last night"


@pytest.fixture
def home(heyi):
    return household(heyi)


@pytest.fixture
def phone(phone_of, lan, home, context):
    context.add_init_script(REFUSING)
    made = phone_of(lan)
    made.wait_for_bundle()
    return made


def refuse(phone, *stores, reason="QuotaExceededError"):
    phone.page.evaluate("([refused, reason]) => Object.assign(window, { refused, reason })", [stores, reason])


def type_words(phone, home, words=WORDS):
    phone.begin(home)
    phone.page.locator("[name=note]").fill(words)


def typed(phone):
    phone.page.locator("[data-pw-visit]").wait_for()
    return phone.page.locator("[name=note]").input_value()


def store_again(phone):
    phone.page.locator(HELD).locator("[data-pw-do=store]").click()


REASONS = [("QuotaExceededError", "has no room"), ("UnknownError", "refuses to store")]


@pytest.mark.parametrize(("reason", "said"), REASONS)
def test_what_is_refused_is_said_to_be_on_the_page_only_and_is_stored_once_there_is_room(phone, home, reason, said):
    """Guards against "nothing was lost", and against words that stay in memory when they could be stored."""
    refuse(phone, "visits", reason=reason)
    type_words(phone, home)
    phone.page.locator(NOTE, has_text=said).wait_for()
    assert "on this open page only" in phone.page.locator(NOTE).inner_text()
    assert phone.page.locator("[data-pw-fill=saved]").is_hidden()
    refuse(phone)
    store_again(phone)
    phone.page.locator("[data-pw-fill=saved]", has_text="Saved on this phone").wait_for()
    assert phone.page.locator(NOTE).is_hidden() and phone.page.locator(HELD).is_hidden()
    phone.reopen(f"/visits/phone/#visit/{home.pk}")
    assert typed(phone) == WORDS


def test_going_to_send_keeps_what_the_phone_refused(phone, home):
    """Guards against words that are dropped on the way that the note itself advised."""
    refuse(phone, "visits")
    type_words(phone, home)
    phone.page.locator(NOTE, has_text="on this open page only").wait_for()
    phone.go("#outbox")
    phone.wait_for("outbox")
    assert "Do not close the page" in phone.state("draft").inner_text() and phone.page.locator(HELD).is_visible()
    phone.state("draft").locator("[data-pw-link=open]").click()
    assert typed(phone) == WORDS and phone.page.locator(NOTE).is_visible()


def test_the_lock_keeps_what_the_phone_refused_and_shows_none_of_it(phone, home):
    """Guards against words that a phone drops because nobody touched it for a while."""
    refuse(phone, "visits")
    type_words(phone, home)
    phone.page.locator(".pw-lock").click()
    phone.wait_for("pin")
    assert WORDS not in phone.page.content() and phone.page.locator("[name=note]").count() == 0
    assert phone.page.locator(HELD).is_visible()
    phone.type_pin()
    assert typed(phone) == WORDS


def test_a_phone_that_nobody_touches_locks_itself_and_keeps_what_it_refused(context, phone_of, lan, home):
    """Guards against a quarter of an hour of talking that costs what was typed before."""
    context.add_init_script(REFUSING)
    context.clock.install()
    phone = phone_of(lan)
    refuse(phone, "visits")
    type_words(phone, home)
    phone.page.locator(NOTE, has_text="on this open page only").wait_for()
    context.clock.fast_forward("16:00")
    phone.wait_for("pin")
    assert WORDS not in phone.page.content()
    phone.type_pin()
    assert typed(phone) == WORDS


def test_the_browser_asks_before_it_closes_a_page_that_holds_the_only_copy(phone, home):
    asked = []
    phone.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    type_words(phone, home)
    refuse(phone, "visits")
    phone.page.locator("[name=people_met]").fill("The grandmother")
    phone.page.locator(NOTE, has_text="on this open page only").wait_for()
    phone.page.close(run_before_unload=True)
    phone.page.wait_for_timeout(300)
    assert asked == ["beforeunload"] and typed(phone) == WORDS


def test_a_finished_visit_that_the_phone_refuses_is_sent_from_memory(phone, home):
    """Guards against a full phone that keeps a visit from arriving."""
    type_words(phone, home)
    refuse(phone, "visits")
    phone.finish()
    phone.received.wait_for()
    assert Visit.objects.get().note == WORDS


def test_a_visit_finished_on_a_full_phone_without_a_network_waits_in_memory(phone, home):
    phone.wait_for_service_worker()
    type_words(phone, home)
    refuse(phone, "visits")
    phone.page.context.set_offline(True)
    phone.finish()
    assert "refuses to store it" in phone.page.locator("[data-pw-status]").inner_text()
    assert "Do not close the page" in phone.waiting.inner_text()
    phone.page.context.set_offline(False)
    phone.received.wait_for()
    assert Visit.objects.get().note == WORDS


def rescue_file(phone):
    with phone.page.expect_download() as saved:
        phone.page.locator("[data-pw-held] [data-pw-do=rescue]").click()
    return saved.value.path().read_bytes()


def bring(client, file):
    return client.post("/visits/rescue/", {"file": SimpleUploadedFile("lan.povwatch", file)})


def test_a_rescue_file_carries_the_draft_to_the_form_of_its_caseworker_alone(phone, home, lan, wen, client_of):
    """Guards against a rescue file without what could not be stored, and against a draft filed as a visit."""
    refuse(phone, "visits")
    type_words(phone, home)
    phone.page.locator(NOTE, has_text="on this open page only").wait_for()
    file = rescue_file(phone)
    assert "drafts: 1" in phone.page.locator("[data-pw-status]").inner_text()
    other = bring(client_of(wen), file).content.decode()
    assert "1 draft is in the file" in other and WORDS not in other and 'name="draft"' not in other
    own = bring(client_of(lan), file)
    assert not Delivery.objects.exists() and home.number in own.content.decode()
    [draft] = own.context["found"].drafts
    page = client_of(lan).post("/visits/rescue/draft/", {"draft": draft.signed})
    assert page.context["form"].initial["note"] == WORDS and page.context["shown"].id == draft.id
    assert client_of(wen).post("/visits/rescue/draft/", {"draft": draft.signed}).status_code == 302


def rescue_of(client, **inside):
    """A rescue file of whoever is signed in, as a phone makes it."""
    badge = client.get("/visits/phone/session/").json()
    return sealed(badge, {"v": 1, "badge": badge["badge"], "visits": [], "photos": [], **inside}).encode()


ID = "0d5b2f5e-3f6c-4f0c-9d56-6d1b2a0c7e11"
STRANGE = [
    {},
    {"id": "x", "household": 1, "answers": {}},
    {"id": ID, "household": -1, "answers": {}},
    {"id": ID, "household": 1, "answers": "none"},
    "text",
    None,
]


@pytest.mark.parametrize("one", STRANGE, ids=str)
def test_what_is_no_draft_is_left_out(one, lan, client_of):
    client = client_of(lan)
    answer = bring(client, rescue_of(client, drafts=[one]))
    assert answer.status_code == 200 and answer.context["found"].drafts == []


def test_a_file_of_an_earlier_app_has_no_drafts(lan, client_of):
    client = client_of(lan)
    assert bring(client, rescue_of(client)).status_code == 200


def test_a_draft_of_a_household_elsewhere_opens_nothing(lan, shuikou, client_of):
    client, elsewhere = client_of(lan), household(shuikou)
    told = {"id": ID, "household": elsewhere.pk, "answers": {"note": WORDS}}
    [draft] = bring(client, rescue_of(client, drafts=[told])).context["found"].drafts
    assert client.post("/visits/rescue/draft/", {"draft": draft.signed}).status_code == 404
    assert client.post("/visits/rescue/draft/", {"draft": "forged"}).status_code == 302


def test_a_picture_that_the_phone_refuses_leaves_the_words_alone(phone, home):
    """Guards against "take it again" where there is no room."""
    type_words(phone, home)
    refuse(phone, "photos")
    canvas = phone.page.locator("[data-pw-signature]")
    canvas.scroll_into_view_if_needed()
    phone.page.locator("[data-pw-visit] button", has_text="Clear the signature").wait_for()
    canvas.click()
    phone.page.locator(NOTE, has_text="refuses to store this picture").wait_for()
    assert typed(phone) == WORDS and phone.page.locator(HELD).is_hidden()


def test_storage_cleared_under_the_open_page_takes_neither_words_nor_key_along(phone, home):
    """Guards against "saved on this phone" for what nobody can open any more: the key went with the storage."""
    type_words(phone, home)
    site = phone.page.evaluate("location.origin")
    cdp = phone.page.context.new_cdp_session(phone.page)
    cdp.send("Storage.clearDataForOrigin", {"origin": site, "storageTypes": "indexeddb,local_storage"})
    phone.page.locator("[name=people_met]").fill("The grandmother")
    phone.page.locator("[data-pw-fill=saved]", has_text="Saved on this phone").wait_for()
    phone.page.locator(HELD).wait_for(state="hidden")
    phone.reopen(f"/visits/phone/#visit/{home.pk}")
    assert typed(phone) == WORDS


def test_a_browser_without_storage_is_told_so_at_the_door(page_of, lan, context):
    """Guards against "a network is needed" in a private window."""
    context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'InvalidStateError') }")
    page = page_of(lan, "/visits/phone/", width=360)
    page.locator("[data-pw-view=sign-in]", has_text="store nothing on this phone").wait_for()


def test_the_way_without_the_app_does_not_lead_back_to_its_door(phone, home):
    """Guards against a full phone that sends its caseworker in a circle: "use the page Today", and from there to the
    app."""
    page, form = phone.page, f"/visits/new/{home.pk}/"
    page.context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException() }")
    page.reload()
    page.locator("[data-pw-view=sign-in]", has_text="store nothing on this phone").wait_for()
    page.locator("[data-pw-do=page]").click()
    page.wait_for_url("**/visits/")
    page.goto(page.url.replace("/visits/", form))
    page.wait_for_load_state("networkidle")
    assert page.url.endswith(form) and page.locator("[data-pw-visit-page]").is_visible()
