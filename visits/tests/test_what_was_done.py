"""What was done on a visit, how house and way are, and what a photo shows."""

import re

import pytest
from PIL import Image

from core.dates import shanghai_now
from households.models import Household
from povwatch.tests.factories import household
from visits.models import Photo, Visit

from .told import visit

SEEN = {"deeds": ["form", "doctor"], "house": ["leaks"], "road": "foot", "place_note": "Over the kitchen"}


@pytest.fixture
def family(heyi):
    return household(heyi)


def test_the_page_tells_it_and_the_note_only_to_who_may_read_notes(family, lan, zhao, su, client_of):
    made = visit(family, lan, SEEN)
    page = client_of(zhao).get(made.get_absolute_url()).content.decode()
    for words in ("Took somebody to the doctor", "Filled in a form", "leaks", "On foot only", "Over the kitchen"):
        assert words in page, words
    hidden = client_of(su).get(made.get_absolute_url()).content.decode()
    assert "Over the kitchen" not in hidden and "On foot only" in hidden


def test_grade_and_road_of_the_registry_are_told_like_every_other_answer(family, lan):
    visit(family, lan, {"has_road": "no", "house_grade": "C"}, seen={"house_grade": "A"})
    family.refresh_from_db()
    assert (family.has_road, family.house_grade) == (False, "C")
    Household.objects.filter(pk=family.pk).update(house_grade="B")
    made = visit(family, lan, {"house_grade": "D"}, seen={"house_grade": "C"})
    assert made.observations.get(thing="house_grade").other == "B", "another source stands until it is decided"


@pytest.mark.django_db(transaction=True)
def test_a_caption_goes_with_its_photo_and_is_sealed(phone_of, lan, zhao, su, family, client_of, tmp_path):
    Image.new("RGB", (80, 60), "grey").save(tmp_path / "roof.jpg")
    phone = phone_of(lan)
    phone.begin(family)
    phone.page.locator("ul.pw-photos").wait_for(state="attached")
    phone.page.locator("[data-pw-photos]").set_input_files(tmp_path / "roof.jpg")
    phone.page.get_by_label("Caption").fill("The roof over the kitchen")
    phone.finish()
    phone.received.wait_for()
    phone.page.locator("[data-pw-view=outbox] .pw-card", has_text="Photos to send").wait_for(state="detached")
    assert Photo.objects.get().caption == "The roof over the kitchen"
    url = Visit.objects.get().get_absolute_url()
    assert "The roof over the kitchen" in client_of(zhao).get(url).content.decode()
    assert "The roof over the kitchen" not in client_of(su).get(url).content.decode()


@pytest.mark.parametrize("length", [119, 120, 121])
def test_a_caption_of_any_length_loses_no_visit(family, lan, length):
    photo = {"sha256": "a" * 64, "kind": "photo", "caption": "x" * length}
    assert len(visit(family, lan, photos=[photo]).photos.get().caption) == min(length, 120)


@pytest.mark.django_db(transaction=True)
def test_the_rescue_file_is_named_by_the_clock_of_the_village(phone_of, lan, family):
    """Guards against a file that seems to be of the day before."""
    phone = phone_of(lan)
    phone.begin(family)
    phone.page.locator("[name=note]").fill("Begun")
    phone.go("#outbox")
    phone.state("draft").wait_for()
    before = shanghai_now()
    with phone.page.expect_download() as saved:
        phone.page.locator("[data-pw-view=outbox] [data-pw-do=rescue]").click()
    name = saved.value.suggested_filename
    assert re.fullmatch(r"visits-(.*)\.povwatch", name)[1] in {
        f"{one:%Y-%m-%d-%H-%M}" for one in (before, shanghai_now())
    }
