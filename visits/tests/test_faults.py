"""Visits over a faulty connection: none is lost, none is there twice, and what the phone says of each is true."""

import contextlib
import os
import random
import time

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db.models.signals import post_save
from rich.console import Console
from rich.table import Table

from core.dates import today
from povwatch.tests.factories import household
from visits import photos
from visits.models import Delivery, Photo, Visit
from visits.phone import pwa

from . import driven
from .conftest import PHONE_APP
from .proxy import Fault, FaultyProxy

pytestmark = pytest.mark.django_db
VISITS, SEED = int(os.environ.get("VISITS") or 40), int(os.environ.get("SEED") or 1)
PATIENCE = """(() => {
  const usual = AbortSignal.timeout.bind(AbortSignal);
  window.hurry = 60;
  AbortSignal.timeout = milliseconds => usual(milliseconds / window.hurry);
})()"""
PHOTOS = "POST /visits/phone/visits/.+/photos/"


@pytest.fixture
def proxy(live_server):
    with FaultyProxy((live_server.thread.host, live_server.thread.port)) as proxy:
        yield proxy


@pytest.fixture
def site(proxy):
    """The browser reaches the site only through the proxy."""
    return proxy.url


@pytest.fixture
def homes(heyi):
    return [household(heyi) for _ in range(4)]


@pytest.fixture
def phone(phone_of, lan, homes):
    """Lan's phone with four households."""
    return impatient(phone_of(lan))


def impatient(phone):
    """Let the phone give up after a second instead of a minute."""
    phone.page.context.add_init_script(PATIENCE)
    phone.page.evaluate(PATIENCE)
    return phone


def finish_one(phone, home, note="Said once"):
    phone.begin(home)
    phone.page.locator("[name=note]").fill(note)
    phone.finish()


def finish_cut_off(phone, proxy, homes):
    """Finish visits to these households that cannot be sent."""
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    proxy.down = True
    for home in homes:
        finish_one(phone, home, f"Said in {home.number}")
    assert phone.state("waiting").or_(phone.state("sending")).count() == len(homes)


def send(phone):
    phone.page.locator("[data-pw-do=send]").click()


def new_tab(phone, path="/visits/phone/#outbox"):
    """Open the app in another tab of the same phone, with the PIN."""
    other = type(phone)(phone.page.context.new_page())
    other.page.goto(phone.page.url.split("/visits/")[0] + path)
    other.wait_for("pin")
    other.type_pin()
    other.wait_for("outbox")
    return other


def assert_arrived_once(phone, count=1):
    """Assert that every visit is shown as received and is in the database once, under the number that the phone
    shows."""
    phone.received.nth(count - 1).wait_for()
    assert Visit.objects.count() == Delivery.objects.count() == count
    assert driven.untrue(phone.page) == []
    shown = " ".join(phone.page.locator("[data-pw-view=outbox] .pw-card").all_inner_texts())
    assert all(f"Receipt {one.number}" in shown for one in Delivery.objects.all())


GUARDS = {
    Fault.BEFORE: "a visit taken for sent that the site never saw",
    Fault.AFTER: "a visit filed twice because its receipt got lost on the way",
    Fault.CUT: "half a receipt taken for one, or a second filing after it",
    Fault.TWICE: "a network that repeats a request and so files a visit twice",
    Fault.PORTAL: "a captive portal's page with status 200 taken for a receipt",
    Fault.SLOW: "a phone that waits for ever, or files again what was only late: the answer outlasts its patience",
}


@pytest.mark.parametrize("fault", GUARDS, ids=lambda fault: fault.name.lower())
def test_one_fault_on_the_way_and_the_visit_arrives_once_by_itself(phone, proxy, homes, fault):
    """Guards against what GUARDS says of each fault; nobody has to press a button."""
    proxy.hold = 3
    proxy.next(fault)
    finish_one(phone, homes[0])
    assert_arrived_once(phone)
    assert proxy.done[fault] == 1


def test_a_tab_killed_while_sending_and_the_next_one_ends_it(phone, proxy, homes):
    """Guards against a visit that only the killed tab knew of, and against sending what has arrived as a new visit."""
    proxy.next(Fault.SLOW)
    proxy.hold = 6
    phone.page.evaluate("window.hurry = 1")  # it is still sending when the tab dies
    finish_one(phone, homes[0])
    phone.state("sending").wait_for()
    phone.page.close(run_before_unload=False)
    assert_arrived_once(new_tab(phone))


def test_a_reload_in_the_middle_of_sending(phone, proxy, homes):
    """Guards against an outbox that lives in the page's memory."""
    proxy.next(Fault.SLOW)
    finish_cut_off(phone, proxy, homes[:2])
    proxy.calm()
    proxy.next(Fault.AFTER)
    send(phone)
    phone.reopen("/visits/phone/#outbox")
    assert_arrived_once(phone, 2)


def test_the_browser_is_closed_and_opened_again(
    browser, browser_type, browser_type_launch_args, tmp_path, phone_on, proxy, lan, homes
):
    """Guards against visits that are lost with the browser: empty battery, app closed."""

    def opened():
        return browser_type.launch_persistent_context(tmp_path / "profile", **browser_type_launch_args)

    context = opened()
    phone = phone_on(context, lan)
    finish_cut_off(phone, proxy, homes[:2])
    context.close()
    context = opened()
    again = type(phone)(context.pages[0])
    again.page.goto(proxy.url + PHONE_APP + "#outbox")  # no network: the app opens all the same
    again.wait_for("pin")
    again.type_pin()
    again.state("waiting").nth(1).wait_for()
    proxy.calm()
    send(again)
    assert_arrived_once(again, 2)
    context.close()


@pytest.fixture
def phone_on(proxy, client_of):
    """phone_on(context, lan) is her phone with a PIN in a browser of its own."""
    from .conftest import Phone

    def made(context, user):
        session = {"name": "sessionid", "value": client_of(user).cookies["sessionid"].value, "url": proxy.url}
        context.add_cookies([{**session, "expires": today().toordinal() * 86_400}])
        made = Phone(context.pages[0])
        made.page.goto(proxy.url + PHONE_APP)
        made.set_pin()
        return made

    return made


def test_visits_finished_without_a_network_go_oldest_first(phone, proxy, homes):
    """Guards against a day of work that arrives in disorder, or in part; the first answer gets lost on the way."""
    phone.wait_for_service_worker()
    phone.wait_for_bundle()
    phone.page.context.set_offline(True)  # no attempt at all: a failed one would put its visit behind the others
    for home in homes:
        finish_one(phone, home)
    proxy.next(Fault.AFTER)
    phone.page.context.set_offline(False)
    assert_arrived_once(phone, 4)
    order = Visit.objects.order_by("delivery_id").values_list("household", flat=True)
    assert list(order) == [home.pk for home in homes]


def take_photo(phone, home):
    phone.begin(home)
    canvas = phone.page.locator("[data-pw-signature]")
    canvas.scroll_into_view_if_needed()
    phone.page.locator("[data-pw-part=wipe], [data-pw-visit] button", has_text="Clear the signature").wait_for()
    canvas.click()
    phone.page.locator("[data-pw-fill=saved]", has_text="Saved on this phone").wait_for()


def test_a_photo_that_is_dropped_leaves_its_visit_received(phone, proxy, homes):
    """Guards against a visit that waits for its photos, and against a photo forgotten after a broken connection."""
    proxy.next(Fault.BEFORE, PHOTOS)
    proxy.next(Fault.CUT, PHOTOS)
    take_photo(phone, homes[0])
    phone.finish()
    phone.page.locator(".pw-card", has_text="Photos to send: 1").wait_for()
    assert_arrived_once(phone)
    phone.page.locator(".pw-card", has_text="Photos to send").wait_for(state="detached")
    assert Photo.objects.get().arrived_at and proxy.done[Fault.CUT] == 1


def test_a_photo_that_is_refused_leaves_its_visit_received_and_says_so(phone, homes, monkeypatch):
    """Guards against a photo that is sent for ever, or vanishes without a word."""

    def refuse(*_):
        raise ValidationError("No photo.")

    monkeypatch.setattr(photos, "keep_visit_photo", refuse)
    take_photo(phone, homes[0])
    phone.finish()
    phone.page.locator(".pw-card", has_text="Photos that could not be accepted: 1").wait_for()
    assert_arrived_once(phone)
    assert Photo.objects.get().arrived_at is None


def sign_in(page):
    page.locator("[data-pw-signed-out] a").click()
    page.locator("[name=username]").fill("lan")
    page.locator("[name=password]").fill("river-stone-42")
    page.locator("[name=password]").press("Enter")


def test_signed_out_in_the_middle_of_sending_and_in_again(phone, proxy, homes):
    """Guards against an outbox that a lost session empties, and against visits that stay behind after signing in."""
    finish_cut_off(phone, proxy, homes[:3])

    def sign_out(**_signal):
        Session.objects.all().delete()

    post_save.connect(sign_out, Delivery)
    proxy.calm()
    send(phone)
    phone.page.locator("[data-pw-signed-out]").wait_for()
    post_save.disconnect(sign_out, Delivery)
    assert phone.state("waiting").count() == 2 and driven.untrue(phone.page) == []
    sign_in(phone.page)
    phone.wait_for("pin")
    phone.type_pin()
    assert_arrived_once(phone, 3)


def test_a_stale_token_is_renewed_without_a_word(phone, proxy, homes):
    """Guards against an app that was open while its person signed in anew, and then sends nothing any more."""
    phone.wait_for_service_worker()
    phone.page.context.clear_cookies(name="csrftoken")
    finish_one(phone, homes[0])
    assert_arrived_once(phone)


def test_a_new_version_of_the_app_with_a_full_outbox(phone, proxy, homes, monkeypatch):
    """Guards against an update that deletes the outbox, before the PIN and while the app is open."""
    finish_cut_off(phone, proxy, homes[:3])
    next_version = {**pwa.app_files(), "version": "next"}
    monkeypatch.setattr(pwa, "app_files_once", lambda: next_version)
    proxy.down = False
    proxy.at_random(SEED, 1, PHOTOS.removesuffix(".+/photos/") + "$")  # only the app itself gets through
    phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    phone.page.locator("[data-pw-update] button").click()
    phone.wait_for("pin")
    phone.type_pin()
    phone.wait_for("outbox")
    assert phone.page.evaluate("caches.keys()") == ["phone-next"]
    assert len(driven.told(phone.page)) == 3
    proxy.calm()
    send(phone)
    assert_arrived_once(phone, 3)


def test_a_rescue_file_read_in_by_somebody_else_even_twice(phone, proxy, wen, lan, homes, client_of, tmp_path):
    """Guards against a phone that never finds a network again, and against a file brought to two desks."""
    finish_cut_off(phone, proxy, homes[:2])
    with phone.page.expect_download() as saved:
        phone.page.locator("[data-pw-view=outbox] [data-pw-do=rescue]").click()
    for _time in range(2):
        with open(saved.value.path(), "rb") as file:
            assert client_of(wen).post("/visits/rescue/", {"file": file}).status_code == 200
        assert list(Visit.objects.values_list("visited_by", flat=True)) == [lan.pk] * 2
    proxy.calm()
    send(phone)
    assert_arrived_once(phone, 2)


def test_two_tabs_on_a_bad_network_send_once(phone, proxy, homes):
    """Guards against two tabs that send the same visit, and against one that waits for the other for ever."""
    finish_cut_off(phone, proxy, homes[:3])
    other = new_tab(phone)
    proxy.calm()
    proxy.next(Fault.AFTER), proxy.next(Fault.CUT)
    for tab in (phone, other, phone, other):
        send(tab)
    assert_arrived_once(phone, 3)
    assert_arrived_once(other, 3)


class Day:
    """Visits of one phone after another, with random events in between."""

    BATCH, PER_PHONE, BY_HAND = 5, 200, 12  # every twelfth visit is typed into the form

    def __init__(self, proxy, homes, new_phone):
        self.proxy, self.homes, self.new_phone = proxy, homes, new_phone
        self.rng, self.finished, self.wrong, self.untrue = random.Random(SEED), {}, {}, []

    def log(self, count):
        for start in range(0, count, self.PER_PHONE):
            self.phone = self.new_phone()
            self.proxy.at_random(SEED + start)
            end = min(start + self.PER_PHONE, count)
            for first in range(start, end, self.BATCH):
                self.batch(range(first, min(first + self.BATCH, end)))
            self.come_home()

    def batch(self, numbers):
        self.proxy.down = self.rng.random() < 0.2
        for number in numbers:
            self.by_hand(number) if number % self.BY_HAND == 0 else self.by_program(number)
        for _round in range(3):
            driven.send(self.phone.page)
        self.correct()
        self.untrue += driven.untrue(self.phone.page)
        self.rng.choice([self.nothing] * 8 + [self.reload, self.kill])()
        self.proxy.down = False

    def by_hand(self, number):
        before = {one["id"] for one in driven.told(self.phone.page)}
        finish_one(self.phone, self.rng.choice(self.homes), f"By hand {number}")
        self.phone.go("#today")
        self.finished |= {one["id"]: one["sha256"] for one in driven.told(self.phone.page) if one["id"] not in before}

    def by_program(self, number):
        home = 2**61 if number % 10 == 3 else self.rng.choice(self.homes).pk  # one in ten is stranded
        answers = {
            "people_met": "Her",
            "purpose": "routine",
            "way": "phone",
            "visited_on": f"{today()}",
            "needs": f"Seed {number}",
        }
        wrong = number % 10 == 7  # one in ten must be corrected
        id, sha256 = driven.finish(self.phone.page, home, answers | {"way": ""} if wrong else answers)
        self.finished[id] = sha256
        if wrong:
            self.wrong[id] = home, answers

    def correct(self):
        """Correct what the site has refused."""
        refused = {one["id"] for one in driven.told(self.phone.page) if one["state"] == "refused"}
        for id in refused & self.wrong.keys():
            self.finished |= [driven.finish(self.phone.page, *self.wrong.pop(id), id)]

    def nothing(self):
        """Do nothing, as most of the time."""

    def reload(self):
        self.open()

    def kill(self):
        """Close the tab while it sends, and open another."""
        self.phone.page.evaluate(f"() => void ({driven.SEND})()")
        page = self.phone.page.context.new_page()
        self.phone.page.close()
        self.phone = type(self.phone)(page)
        self.open()

    def open(self):
        self.phone.page.goto(self.proxy.url + PHONE_APP)
        self.phone.wait_for("pin")
        self.phone.type_pin()
        self.phone.wait_for("today")

    def come_home(self):
        """Give the phone a good connection at last, and the usual patience: a busy machine may need more than a
        second."""
        self.proxy.calm()
        self.phone.page.evaluate("window.hurry = 1")
        until = time.monotonic() + 120
        while not self.is_home() and time.monotonic() < until:
            driven.send(self.phone.page)
            self.correct()
            self.phone.page.wait_for_timeout(200)
        self.untrue += driven.untrue(self.phone.page)
        self.untrue += [one for one in driven.told(self.phone.page) if one["state"] not in driven.SENT]

    def is_home(self):
        return all(one["state"] in driven.SENT for one in driven.told(self.phone.page))


def table_of(proxy, day) -> Table:
    table = Table("What befell the requests", "How often", box=None)
    for fault in Fault:
        table.add_row(str(fault), f"{proxy.done[fault]:,}")
    table.add_section()
    table.add_row("visits finished on phones", f"{len(day.finished):,}")
    verdict = {"lost": len(driven.lost(day.finished)), "doubled": driven.doubled(day.finished)}
    for name, found in {**verdict, "states shown that were not true": len(day.untrue)}.items():
        table.add_row(name, f"{found:,}")
    return table


def test_a_loop_of_random_faults_loses_nothing_and_doubles_nothing(browser, phone_on, proxy, lan, heyi):
    """Guards against what nobody thought of: VISITS (40) visits, with the random seed SEED (1). `make faults` takes
    thousands."""
    proxy.hold = 0.1
    homes = [household(heyi) for _ in range(20)]
    with contextlib.ExitStack() as phones:

        def new_phone():
            context = phones.enter_context(contextlib.closing(browser.new_context()))
            context.new_page()
            made = phone_on(context, lan)
            made.wait_for_service_worker()
            made.wait_for_bundle()
            return impatient(made)

        day = Day(proxy, homes, new_phone)
        day.log(VISITS)
        Console().print(table_of(proxy, day))
        assert len(day.finished) == VISITS
        assert (driven.lost(day.finished), driven.doubled(day.finished), day.untrue) == ([], 0, [])
