"""What the township settles: stranded visits, second versions, differing answers."""

import io
import uuid
from hashlib import sha256

import pytest
from PIL import Image

from accounts.models import AccessEvent
from core.crypto import files as sealed_files
from core.dates import shanghai_now
from households.choices import Labour
from households.models import Household, Member
from povwatch.tests.factories import household
from visits import actions, photos
from visits.models import Delivery, Observation, Visit

from .told import ago, receive, told, visit

UNSETTLED = "/visits/unsettled/"


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def stranded(family, lan):
    """A visit to a household that was merged on that day."""
    Household.objects.filter(pk=family.pk).update(state="merged")
    return receive(told(family, {"needs": "Seed", "check_water": "met"}), lan).delivery


@pytest.fixture
def second(family, lan):
    """Another version of a visit that has arrived."""
    id, made_at = uuid.uuid4(), shanghai_now()
    receive(told(family, {"needs": "Seed", "people_met": "Head"}, id=id, made_at=made_at), lan)
    return receive(told(family, {"needs": "Hay", "people_met": "Head"}, id=id, made_at=made_at), lan).delivery


def fresh(one):
    return type(one).objects.get(pk=one.pk)


def page_of_one(one):
    return f"{UNSETTLED}{one.pk}/"


def counts(page):
    return {tab["what"]: tab["count"] for tab in page.context["tabs"]}


def test_nothing_to_settle_says_so(zhao, client_of):
    assert "Nothing is waiting here" in client_of(zhao).get(UNSETTLED).content.decode()


def test_each_kind_is_counted_and_found_in_its_own_territory_only(zhao, mo, lan, stranded, client_of):
    page = client_of(zhao).get(UNSETTLED)
    assert counts(page) == {"stranded": 1, "second": 0, "differing": 0} and stranded.number in page.content.decode()
    assert counts(client_of(mo).get(UNSETTLED))["stranded"] == 0
    assert client_of(mo).get(page_of_one(stranded)).status_code == 404
    assert client_of(lan).get(UNSETTLED).status_code == 403


def test_of_a_merged_household_the_living_one_is_suggested(family, heyi, zhao, stranded, client_of):
    assert "that it was merged into" not in client_of(zhao).get(page_of_one(stranded)).content.decode()
    home = household(heyi)
    Household.objects.filter(pk=family.pk).update(merged_into=home)
    page = client_of(zhao).get(page_of_one(stranded))
    assert page.context["suggested"] == home and "that it was merged into" in page.content.decode()
    client_of(zhao).post(f"{page_of_one(stranded)}assign/", {"household": home.pk})
    assert Visit.objects.get(delivery=stranded).household == home


def test_a_stranded_visit_is_read_in_words_and_assigned(zhao, heyi, shuikou, stranded, client_of):
    client, home, other = client_of(zhao), household(heyi), household(shuikou)
    page = client.get(page_of_one(stranded)).content.decode()
    assert "merged into another" in page and "Seed" in page and "Met" in page
    found = client.post(page_of_one(stranded), {"text": home.number})
    assert [one.number for one in found.context["matches"]] == [home.number]
    assert client.post(page_of_one(stranded), {"text": other.number}).context["matches"] == []
    assert client.post(f"{page_of_one(stranded)}assign/", {"household": other.pk}).status_code == 404
    answer = client.post(f"{page_of_one(stranded)}assign/", {"household": home.pk})
    assert Visit.objects.get().household == home and answer.url == Visit.objects.get().get_absolute_url()
    late = client.post(f"{page_of_one(stranded)}assign/", {"household": home.pk})
    assert late.status_code == 422 and "settled this first" in late.content.decode()


@pytest.mark.parametrize("which", ["", "x", "9" * 40])
def test_what_names_no_household_is_not_found(zhao, stranded, client_of, which):
    assert client_of(zhao).post(f"{page_of_one(stranded)}assign/", {"household": which}).status_code == 404


def test_a_stranded_visit_that_cannot_be_filed_says_what_is_wrong(zhao, heyi, stranded, client_of, lan):
    broken = receive(told(999_999, {"way": "", "phone": "1"}), lan).delivery
    answer = client_of(zhao).post(f"{page_of_one(broken)}assign/", {"household": household(heyi).pk})
    assert answer.status_code == 422 and "“Way” is missing" in answer.content.decode()
    assert fresh(broken).settled_at is None


def test_putting_aside_needs_a_reason_that_stays_typed(zhao, stranded, client_of):
    client, url = client_of(zhao), f"{page_of_one(stranded)}put-aside/"
    assert client.post(url, {"reason": ""}).status_code == 422
    long = client.post(url, {"reason": "x" * 301})
    assert long.status_code == 422 and "x" * 301 in long.content.decode()
    client.post(url, {"reason": "Logged twice"})
    assert fresh(stranded).settlement == "put_aside"
    assert "Logged twice" in client.get(page_of_one(stranded)).content.decode()


def test_both_versions_stand_side_by_side_with_what_differs(zhao, second, client_of):
    page = client_of(zhao).get(page_of_one(second))
    differing = {row["label"]: (row["first"], row["second"]) for row in page.context["rows"] if row["differs"]}
    assert differing == {"Needs": ("Seed", "Hay")} and page.content.decode().count("pw-differs") == 1


def test_the_first_version_is_kept(zhao, second, client_of):
    client_of(zhao).post(f"{page_of_one(second)}keep-first/")
    assert fresh(second).settlement == "kept_first" and Visit.objects.counted().get().needs == "Seed"


def test_the_second_version_is_taken(zhao, second, client_of):
    client_of(zhao).post(f"{page_of_one(second)}take-second/")
    assert Visit.objects.counted().get().needs == "Hay"
    assert AccessEvent.objects.filter(action="delivery_settled", user=zhao).exists()


def test_a_second_version_of_a_visit_that_stranded_is_assigned_instead(zhao, heyi, stranded, lan, client_of):
    other = receive(told(stranded_home(stranded), {"needs": "Hay"}, id=stranded.visit_key), lan).delivery
    client = client_of(zhao)
    refused = client.post(f"{page_of_one(other)}take-second/")
    assert refused.status_code == 422 and "Assign this one" in refused.content.decode()
    client.post(f"{page_of_one(other)}assign/", {"household": household(heyi).pk})
    assert Visit.objects.get().needs == "Hay"


def stranded_home(delivery):
    return Household.objects.get(state="merged")


def test_only_a_second_version_replaces_a_first(zhao, stranded, client_of):
    for how in ("take-second", "keep-first", "praise"):
        assert client_of(zhao).post(f"{page_of_one(stranded)}{how}/").status_code == 404


# -------------------------------------------------------------------------------------------------------------- photos

YARD = b"\x89PNG of a yard"
NAMED = {"photos": [{"sha256": sha256(YARD).hexdigest(), "kind": "photo"}]}


def seen(visit):
    with sealed_files.open_stored_file(visit.photos.get().stored_name) as file:
        return file.read()


def test_photos_of_a_stranded_visit_wait_with_it(zhao, heyi, lan, django_capture_on_commit_callbacks):
    """Guards against: photos chosen on a page are lost when the household left meanwhile."""
    stranded = receive(told(999_999, **NAMED), lan).delivery
    photos.set_photo_aside(stranded, sha256(YARD).hexdigest(), YARD)
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.assign_delivery(stranded, household(heyi), by=zhao)
    assert seen(made) == YARD


def test_the_second_version_has_the_photos_of_the_first(zhao, family, lan, django_capture_on_commit_callbacks):
    id = uuid.uuid4()
    receive(told(family, {"needs": "Seed"}, id=id, **NAMED), lan)
    photos.store_visit_photo(Visit.objects.get().photos.get(), YARD)
    second = receive(told(family, {"needs": "Hay"}, id=id, **NAMED), lan).delivery
    with django_capture_on_commit_callbacks(execute=True):
        made = actions.take_second_version(second, by=zhao)
    assert seen(made) == YARD


def test_a_phone_brings_the_photo_of_a_second_version(zhao, family, lan, client_of):
    id, out = uuid.uuid4(), io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    name = sha256(out.getvalue()).hexdigest()
    receive(told(family, {"needs": "Seed"}, id=id), lan)
    second = receive(told(family, {"needs": "Hay"}, id=id, photos=[{"sha256": name, "kind": "photo"}]), lan).delivery
    made = actions.take_second_version(second, by=zhao)
    url = f"/visits/phone/visits/{id}/photos/{name}/"
    answer = client_of(lan).post(url, out.getvalue(), content_type="application/octet-stream")
    assert answer.status_code == 201 and seen(made) == out.getvalue()


# --------------------------------------------------------------------------------------------------- differing answers


@pytest.fixture
def overruled(family, lan):
    """The registry knows that the head is weak, which Lan had not been shown; the family says: lost."""
    head = family.members.get(relation="head")
    Member.objects.filter(pk=head.pk).update(labour=Labour.WEAK)
    visit(family, lan, {f"m{head.pk}-labour": "lost"}, seen={f"m{head.pk}-labour": "ordinary"})
    return Observation.objects.differing().get()


def test_both_answers_are_shown_and_the_visits_may_hold(zhao, overruled, family, client_of):
    client = client_of(zhao)
    page = client.get(UNSETTLED).content.decode()
    assert str(Labour.LOST.label) in page and str(Labour.WEAK.label) in page and "by Lan" in page
    client.post(f"/visits/differences/{overruled.pk}/", {"decision": "visit"})
    assert family.members.get(relation="head").labour == Labour.LOST
    assert counts(client.get(UNSETTLED))["differing"] == 0


def test_or_what_is_on_file_stays(zhao, overruled, family, client_of):
    client_of(zhao).post(f"/visits/differences/{overruled.pk}/", {"decision": "on_file"})
    assert family.members.get(relation="head").labour == Labour.WEAK
    again = client_of(zhao).post(f"/visits/differences/{overruled.pk}/", {"decision": "visit"}, follow=True)
    assert "decided this first" in again.content.decode()


def test_what_a_later_visit_replaced_can_only_be_noted(zhao, lan, wen, family, client_of):
    for by, phone, when in ((lan, "13900000001", ago(hours=2)), (wen, "13900000002", ago(hours=1))):
        visit(family, by, {"phone": phone}, made_at=when)
    observation = Observation.objects.differing().get(standing="outdone")
    client = client_of(zhao)
    assert "Noted" in client.get(UNSETTLED, {"what": "differing"}).content.decode()
    assert client.post(f"/visits/differences/{observation.pk}/", {"decision": "visit"}).status_code == 404
    client.post(f"/visits/differences/{observation.pk}/", {"decision": "on_file"})
    assert fresh(family).phone == "13900000002" and fresh(observation).settled_by == zhao


def test_nobody_elses_differences(mo, lan, overruled, client_of):
    url = f"/visits/differences/{overruled.pk}/"
    assert client_of(mo).post(url, {"decision": "visit"}).status_code == 404
    assert client_of(lan).post(url, {"decision": "visit"}).status_code == 403


def test_many_differences_ask_no_more_of_the_database(zhao, heyi, lan, client_of, django_assert_max_num_queries):
    for number in range(25):
        home = household(heyi)
        Household.objects.filter(pk=home.pk).update(phone=f"139000000{number:02d}")
        visit(home, lan, {"phone": "13911112222"})
    client = client_of(zhao)
    client.get(UNSETTLED)
    with django_assert_max_num_queries(15):
        page = client.get(UNSETTLED)
    assert len(page.context["differences"]) == 20 and "page=2" in page.content.decode()
    assert Delivery.objects.count() == 25
