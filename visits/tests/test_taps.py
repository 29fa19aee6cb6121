"""How long a visit takes on the phone, counted in the real app.

The estimate is a keystroke-level model: seconds = 1.1 for each tap (pointing and touching) + 0.28 for each typed
character + 1.35 for each section of the form in which something is thought about. Choosing in a closed list takes two
taps. Taking a photo takes three taps (the button, the shutter, the tick) and two seconds of the camera, a signature
three seconds of drawing."""

from dataclasses import dataclass, field

import pytest
from PIL import Image

from core.dates import add_months, today
from households.models import IncomeRecord
from povwatch.tests.factories import household, member, told
from visits.models import Photo, Visit

from .told import SUBSTANCE, visit

pytestmark = pytest.mark.django_db(transaction=True)
TAP, KEY, MENTAL = 1.1, 0.28, 1.35  # seconds
CAMERA, DRAWING = 2, 3  # seconds


@dataclass
class Hand:
    """The hand of the caseworker on the phone: what it does is counted."""

    page: object
    taps: int = 0
    keys: int = 0
    waits: int = 0
    sections: set = field(default_factory=set)

    @property
    def seconds(self) -> float:
        return TAP * self.taps + KEY * self.keys + MENTAL * len(self.sections) + self.waits

    def think(self, target):
        self.sections.add(target.evaluate("one => one.closest('[data-pw-section]')?.dataset.pwSection ?? 'app'"))

    def tap(self, target):
        self.think(target)
        target.click()
        self.taps += 1

    def choose(self, target, value):
        self.think(target)
        target.select_option(value)
        self.taps += 2

    def type(self, target, words):
        """Type into the field that has the focus already."""
        self.think(target)
        assert target.evaluate("one => one === document.activeElement")
        target.press_sequentially(words)
        self.keys += len(words)

    def photograph(self, path):
        self.page.locator("ul.pw-photos").wait_for(state="attached")
        self.page.locator("[data-pw-photos]").set_input_files(path)
        self.page.locator(".pw-photos canvas").wait_for()
        self.taps, self.waits = self.taps + 3, self.waits + CAMERA
        self.sections.add("evidence")

    def sign(self):
        canvas = self.page.locator("canvas[data-pw-signature]")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        self.page.mouse.move(box["x"] + 20, box["y"] + 20)
        self.page.mouse.down()
        self.page.mouse.move(box["x"] + 150, box["y"] + 60, steps=8)
        self.page.mouse.up()
        self.waits += DRAWING


@pytest.fixture
def wang(heyi):
    return member(household(heyi, people=0), name="Sample Wang", relation="head")


@pytest.fixture
def hand(phone_of, lan, wang):
    """Lan before the list of the day; at Wang's all six guarantees were met last time, and a pension is known."""
    told(wang.household, {"pension": 120}, first=add_months(today(), -1), on=today())
    visit(wang.household, lan, SUBSTANCE | {"income_pension": "120", "next_visit_on": f"{today()}"})
    phone = phone_of(lan)
    phone.wait_for_bundle()
    phone.go("#today")
    phone.wait_for("today")
    hand = Hand(phone.page)
    hand.phone = phone
    return hand


def begin(hand):
    hand.tap(hand.page.locator("[data-pw-view=today] .pw-card a.btn", has_text="Log a visit").first)
    hand.phone.wait_for("visit")
    hand.tap(hand.page.get_by_role("button", name="Sample Wang"))
    hand.tap(hand.page.get_by_label("All six met, as last time"))
    hand.choose(hand.page.locator("[name=income_asked]"), "yes")


def finish(hand):
    hand.tap(hand.page.get_by_role("button", name="Finish the visit"))
    hand.phone.received.wait_for()
    return Visit.objects.latest("received_at")


def test_a_visit_where_nothing_changed(hand, wang):
    """At most 10 taps and 60 seconds, with substance: met whom, the six guarantees, income confirmed."""
    begin(hand)
    made = finish(hand)
    assert (made.people_met, made.lacks, made.guarantees_as_before) == ("Sample Wang", [], True)
    print(f"\nnothing changed: {hand.taps} taps, {hand.keys} keys, {hand.seconds:.0f} s")
    assert hand.taps <= 10 and hand.seconds <= 60


def test_a_serious_illness_with_its_bill_a_photo_and_the_signature(hand, wang, tmp_path):
    """At most 120 seconds."""
    Image.new("RGB", (800, 600), "grey").save(tmp_path / "bill.jpg")
    page = hand.page
    begin(hand)
    hand.tap(page.locator("details[data-pw-section=member] summary"))
    hand.choose(page.locator(f"[name=m{wang.pk}-has_serious_illness]"), "yes")
    hand.tap(page.get_by_role("button", name="Enter the medical bill and the insurance claim"))
    hand.type(page.locator("[name=income_out_of_pocket]"), "26000")
    hand.tap(page.locator("[name=income_claim]"))
    hand.type(page.locator("[name=income_claim]"), "14000")
    hand.tap(page.locator("[name=shocks][value='01']"))
    hand.photograph(tmp_path / "bill.jpg")
    hand.sign()
    made = finish(hand)
    page.wait_for_function(
        "() => !document.querySelector('[data-pw-view=outbox]').innerText.includes('Photos to send')"
    )
    assert made.shocks == ["01"] and made.lacks == []
    assert sorted(Photo.objects.filter(visit=made).values_list("kind", flat=True)) == ["photo", "signature"]
    assert IncomeRecord.objects.filter(household=wang.household, item="out_of_pocket", amount=26000).exists()
    print(f"\nserious illness: {hand.taps} taps, {hand.keys} keys, {hand.seconds:.0f} s")
    assert hand.seconds <= 120
