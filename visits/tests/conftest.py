"""The phone of a caseworker, for tests in a browser."""

import pytest

from povwatch.tests.browser import PATIENCE

PIN = "246813"
PHONE_APP = "/visits/phone/"
# A PIN is stretched for a quarter of a second of computing each time: too long for a hundred tests that only pass by.
QUICK_PIN = """(() => {
  const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
  crypto.subtle.deriveKey = (how, ...rest) => {
    window.rounds = how.iterations;
    return derive({ ...how, iterations: 1000 }, ...rest);
  };
})()"""


class Phone:
    """A window with the app in it; `page` is Playwright's."""

    def __init__(self, page):
        self.page = page
        page.set_default_timeout(PATIENCE)

    def set_pin(self, pin=PIN):
        self.page.locator("#pin-first-next").fill(pin)
        self.page.locator("#pin-first-again").fill(pin)
        self.page.locator("[data-pw-pin=first] [type=submit]").click()
        self.wait_for("today")

    def type_pin(self, pin=PIN):
        self.page.locator("#pin-enter").fill(pin)
        self.page.locator("[data-pw-pin=enter] [type=submit]").click()

    def reopen(self, path=PHONE_APP):
        """Load the page again on the same phone, and type its PIN."""
        self.page.goto(self.page.url.split("/visits/")[0] + path)
        self.page.reload()
        self.wait_for("pin")
        self.type_pin()

    def wait_for(self, view):
        self.page.locator(f"[data-pw-view={view}]").wait_for()

    def wait_for_bundle(self):
        """Wait until the households and the form of a visit are on the phone, so that it can leave the network."""
        self.page.goto(self.page.url.split("#")[0] + "#households")
        self.page.locator("[data-pw-view=households] .pw-card").first.wait_for()
        self.page.locator("template[data-pw-form]").wait_for(state="attached")

    def wait_for_service_worker(self):
        """Wait until the app itself is kept on the phone."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def go(self, address):
        self.page.evaluate("address => { location.hash = address }", address)

    def begin(self, household):
        self.go(f"#visit/{household.pk}")
        self.wait_for("visit")
        self.page.locator("[data-pw-visit]").wait_for()

    def finish(self, met="The head"):
        """Finish the visit; who was met is filled in where nobody has said it."""
        people = self.page.locator("[name=people_met]")
        if people.is_visible() and not people.input_value():
            people.fill(met)
        self.page.locator("[data-pw-visit] [type=submit]").click()
        self.wait_for("outbox")

    def state(self, state):
        return self.page.locator(f"[data-pw-view=outbox] .pw-card[data-pw-state={state}]")

    @property
    def waiting(self):
        """Return finished visits that are on the phone only."""
        return self.state("waiting").or_(self.state("sending"))

    @property
    def received(self):
        """Return visits that the server has, before and after the phone asked what became of them."""
        return self.state("filed").or_(self.state("submitted"))


@pytest.fixture
def phone_of(page_of, context):
    """phone_of(lan) is Lan's phone with a fresh PIN, her households and the app itself on it."""

    def made(user, width=360, height=740):
        context.add_init_script(QUICK_PIN)
        phone = Phone(page_of(user, PHONE_APP, width=width, height=height))
        phone.set_pin()
        return phone

    return made
