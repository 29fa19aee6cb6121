"""The form of a visit on a page, without any script."""

import io
import json
import re
from html import unescape

import pytest
from PIL import Image

from accounts.models import Grant
from core.crypto import files as sealed_files
from core.crypto.files import is_stored
from core.dates import today
from households.models import Household
from povwatch.tests.factories import household, person
from visits import photos
from visits.models import Delivery, DeliveryRoad, Photo, Visit
from visits.pages.visit_form import read_shown_form


@pytest.fixture
def family(heyi):
    made = household(heyi)
    Household.objects.filter(pk=made.pk).update(phone="13800001234")
    return made


def url(family):
    return f"/visits/new/{family.pk}/"


def opened(client, family, **query):
    """Return the answers that the page starts with, as a browser would send them."""
    page = client.get(url(family), query)
    form = page.context["form"]
    found = {name: form.initial.get(name, "") for name in form.fields if name not in ("shocks", "deeds", "house")}
    signed = re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]
    return {**found, "people_met": "The head", "shown": unescape(signed)}


def picture(colour="red", size=(1600, 900)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    out.seek(0)
    out.name = "yard.jpg"
    return out


def test_everything_known_is_filled_in(lan, client_of, family):
    head = family.members.order_by("pk").first()
    answers = opened(client_of(lan), family, purpose="verify")
    assert answers["phone"] == "13800001234" and answers[f"m{head.pk}-labour"] == "ordinary"
    assert (answers["purpose"], answers["way"], answers["visited_on"]) == ("verify", "in_person", f"{today()}")


def test_a_visit_where_nothing_changed_needs_who_was_met_and_one_press(lan, client_of, family):
    client = client_of(lan)
    answer = client.post(url(family), opened(client, family))
    made = Visit.objects.get()
    assert answer.status_code == 302 and answer.url == f"/visits/{made.pk}/"
    assert made.delivery.road == DeliveryRoad.PAGE and made.visited_by == lan and not made.observations.exists()
    page = client.get(answer.url).content.decode()
    assert made.delivery.number in page and "pw-level-unknown" in page and "Reload" in page


def test_what_changed_is_said_against_what_was_shown(lan, client_of, family):
    client, head = client_of(lan), family.members.order_by("pk").first()
    answers = opened(client, family) | {f"m{head.pk}-labour": "lost", "phone": "13911112222"}
    client.post(url(family), answers)
    said = {row.thing: (row.seen, row.value) for row in Visit.objects.get().observations.all()}
    assert said == {f"m{head.pk}-labour": ("ordinary", "lost"), "phone": ("13800001234", "13911112222")}


def test_sending_the_form_twice_makes_one_visit(lan, client_of, family):
    """Guards against: a second press on a slow connection."""
    client = client_of(lan)
    answers = opened(client, family)
    first = client.post(url(family), answers | {"photos": picture()})
    again = client.post(url(family), answers | {"photos": picture()})
    assert first.url == again.url
    assert (Visit.objects.count(), Delivery.objects.count(), Photo.objects.count()) == (1, 1, 1)


def test_the_same_form_with_other_answers_is_kept_as_a_second_version(lan, client_of, family):
    client = client_of(lan)
    answers = opened(client, family)
    client.post(url(family), answers)
    page = client.post(url(family), answers | {"needs": "Seed"}, follow=True)
    assert "Both are kept" in page.content.decode() and Visit.objects.get().needs == ""
    assert Delivery.objects.waiting().get().outcome == "second"


def test_what_is_wrong_is_named_and_nothing_typed_is_lost(lan, client_of, family):
    client = client_of(lan)
    wrong = opened(client, family) | {"way": "", "phone": "12", "note": "The roof leaks", "shocks": ["01"]}
    page = client.post(url(family), wrong)
    text = page.content.decode()
    assert page.status_code == 422 and not Delivery.objects.exists()
    assert "The roof leaks" in text and 'value="12"' in text and "11 digits" in text
    assert page.context["form"]["shocks"].value() == ["01"]
    assert page.context["shown"] == read_shown_form(wrong["shown"], lan)


def test_a_photo_is_made_smaller_and_kept_sealed(lan, client_of, family):
    client = client_of(lan)
    client.post(url(family), opened(client, family) | {"photos": [picture(), picture("blue")]})
    kept = Photo.objects.exclude(arrived_at=None)
    assert kept.count() == 2
    with sealed_files.open_stored_file(kept[0].stored_name) as file:
        assert max(Image.open(io.BytesIO(file.read())).size) == 1280


def test_what_is_no_photo_is_refused_with_words(lan, client_of, family):
    client = client_of(lan)
    torn = io.BytesIO(b"no photo")
    torn.name = "yard.jpg"
    page = client.post(url(family), opened(client, family) | {"photos": torn})
    assert page.status_code == 422 and "Photo 1: No photo could be read" in page.content.decode()
    assert "choose them again" in page.content.decode()


def test_a_household_that_left_meanwhile_strands_the_visit_and_drops_nothing(lan, client_of, family):
    client = client_of(lan)
    answers = opened(client, family) | {"needs": "Seed"}
    Household.objects.filter(pk=family.pk).update(state="merged")
    page = client.post(url(family), answers | {"photos": picture()}, follow=True)
    assert "Nothing is lost" in page.content.decode()
    waiting = Delivery.objects.waiting().get()
    told = json.loads(waiting.content)
    assert told["answers"]["needs"] == "Seed" and is_stored(
        photos.photo_aside_name(waiting.pk, told["photos"][0]["sha256"])
    )


def test_a_form_drawn_for_somebody_else_is_shown_again(lan, client_of, family, heyi):
    client = client_of(lan)
    answers = opened(client, family) | {"needs": "Seed"}
    other = client_of(person("gao", "caseworker", heyi))
    page = other.post(url(family), answers)
    assert page.status_code == 422 and "Seed" in page.content.decode() and not Delivery.objects.exists()


def test_outside_the_territory_there_is_no_form_and_inside_without_the_right_neither(
    lan, qin, client_of, shuikou, heyi, anping
):
    assert client_of(lan).get(url(household(shuikou))).status_code == 404
    Grant.objects.create(origin="sample", user=lan, role="auditor", area=shuikou.parent.parent, valid_from="2020-01-01")
    assert client_of(lan).get(url(household(shuikou))).status_code == 403
    assert client_of(qin).get(url(household(heyi))).status_code == 403


def test_a_household_no_longer_on_file_leads_to_its_portrait(lan, client_of, family):
    Household.objects.filter(pk=family.pk).update(state="moved")
    assert client_of(lan).get(url(family)).url == family.get_absolute_url()


def test_the_portrait_leads_to_the_form_and_to_the_visits(lan, su, client_of, family):
    made = Visit.objects.create(household=family, visited_on=today(), visited_by=lan)
    page = client_of(lan).get(family.get_absolute_url()).content.decode()
    assert url(family) in page and made.get_absolute_url() in page
    assert url(family) not in client_of(su).get(family.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("item", "yuan", "says"),
    [
        ("livestock", "-500", "“Livestock” cannot be less than 0. Enter it as a cost, among production cost"),
        ("livestock", "-0.01", "“Livestock” cannot be less than 0. Enter it as a cost, among production cost"),
        ("wages_labour", "-500", "“Migrant or local work” cannot be less than 0. Enter it as a cost"),
        ("cost_livestock", "-500", "“Cost of livestock” must be at least 0."),
        ("livestock", "- 500", "“Livestock” must be a number such as 1200 or 1200.50."),
    ],
)
def test_a_loss_is_to_be_entered_as_a_cost(lan, client_of, family, item, yuan, says):
    client = client_of(lan)
    told = {"income_asked": "yes", "income_month": "2026-01", f"income_{item}": yuan}
    page = client.post(url(family), {**opened(client, family), **told})
    assert page.status_code == 422 and says in page.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("yuan", ["0", "0.01"])
def test_nothing_earned_and_one_fen_are_taken(lan, client_of, family, yuan):
    client = client_of(lan)
    told = {"income_asked": "yes", "income_month": "2026-01", "income_livestock": yuan}
    assert client.post(url(family), {**opened(client, family), **told}).status_code == 302
