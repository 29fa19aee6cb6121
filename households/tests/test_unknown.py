"""People nobody knows yet: told of once, found by who may be meant, entered as new or put aside."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AccessEvent
from accounts.waiting.declare import WAITING_KINDS
from core.crypto.fields import keyed_hash
from core.workflow import ActionRefused, StaleState
from households.changes import actions as changes
from households.models import Household, Member, UnknownPerson
from households.registry.candidates import candidates
from households.unknown import actions
from povwatch.tests.factories import DAY, household, member

from .files import HEAD, HOME, folder, id_number, save

BORN = dt.date(1990, 5, 1)
LIST = "/households/unknown/"


@pytest.fixture
def chens(heyi):
    made = household(heyi, number="H1", people=1)
    member(made, name="Mei Fang", birth_date=BORN, id_number=id_number("19900501", 2))
    return made


def tell(area, key="1", **who):
    said = {"name": "Mei Fang", "birth": "1990-05-01", **who}
    return actions.tell_of_unknown_person(area, told_by="department", key=key, **said)


def reasons(person, user):
    return [one.code for one in candidates(person, user)]


def test_the_same_told_twice_is_one_row(heyi):
    assert tell(heyi) == tell(heyi, name="Mei Fang (hospital)") and UnknownPerson.objects.count() == 1
    tell(heyi, key="2")
    assert UnknownPerson.objects.count() == 2


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ({"name": "Somebody", "id_number": id_number("19900501", 2)}, ["id"]),
        ({}, ["birth"]),
        ({"name": " mei  fang"}, ["birth"]),
        ({"birth": "1990"}, ["year"]),
        ({"birth": ""}, ["name"]),
        ({"birth": "1990-05-02"}, []),
        ({"birth": "1991"}, []),
        ({"id_number": id_number("19900501", 4)}, []),
        ({"name": "Somebody"}, []),
    ],
)
def test_who_may_be_meant(chens, heyi, wen, who, expected):
    assert reasons(tell(heyi, **who), wen) == expected


def test_the_phone_of_a_household_points_to_its_people(chens, heyi, wen):
    chens.phone = "13812345678"
    chens.save()
    assert reasons(tell(heyi, name="Old Liu", phone="13812345678"), wen) == ["phone", "phone"]


def test_the_surest_stands_first_and_who_was_entered_by_mistake_is_nobody(chens, heyi, wen):
    member(household(heyi), name="Mei Fang", birth_date=None)
    wrong = member(household(heyi), name="Mei Fang", birth_date=BORN)
    Member.objects.filter(pk=wrong.pk).update(left_on=DAY, left_reason="error")
    assert reasons(tell(heyi), wen) == ["birth", "name"]


def test_nobody_outside_ones_territory_is_proposed(chens, heyi, shuikou, wen, qin):
    person = tell(shuikou)
    assert reasons(person, qin) == ["birth"]
    outside = UnknownPerson.objects.visible_to(wen)
    assert not outside.exists() and UnknownPerson.objects.visible_to(qin).exists()


def test_found_names_the_member_and_is_logged(chens, heyi, wen):
    person, mei = tell(heyi), chens.members.get(name="Mei Fang")
    actions.find_unknown_person(person, mei, by=wen)
    assert (person.state, person.member, person.settled_by) == ("found", mei, wen)
    assert AccessEvent.objects.filter(user=wen, action="unknown_person_found").exists()
    with pytest.raises(StaleState):
        actions.find_unknown_person(person, mei, by=wen)


def test_a_caseworker_settles_nobody(chens, heyi, lan):
    with pytest.raises(PermissionDenied):
        actions.find_unknown_person(tell(heyi), chens.members.get(name="Mei Fang"), by=lan)


def test_to_put_aside_needs_a_reason_and_can_be_taken_back(heyi, wen):
    person = tell(heyi)
    with pytest.raises(ActionRefused, match="reason"):
        actions.settle_unknown_person(person, "aside", by=wen, reason=" ")
    actions.settle_unknown_person(person, "aside", by=wen, reason="Lives in Wuhan")
    assert (person.state, person.reason) == ("aside", "Lives in Wuhan")
    actions.reopen_unknown_person(person, by=wen)
    assert (person.state, person.reason, person.settled_by) == ("open", "", None)


def test_what_was_settled_is_not_told_anew_by_the_same_source(heyi, wen):
    actions.settle_unknown_person(tell(heyi), "aside", by=wen, reason="Lives in Wuhan")
    assert tell(heyi).state == "aside"


# ---------------------------------------------------------------------------------------------------------- the pages


def test_an_empty_list_says_so(wen, client_of):
    assert "Nobody is waiting to be found" in client_of(wen).get(LIST).content.decode()


def test_the_list_shows_who_may_be_meant_and_no_secret(chens, heyi, wen, client_of, django_assert_max_num_queries):
    for n in range(3):
        tell(heyi, key=f"{n}", id_number=id_number("19900501", 2))
    client = client_of(wen)
    page = client.get(LIST).content.decode()
    assert page.count("same ID number") == 3 and id_number("19900501", 2) not in page
    with django_assert_max_num_queries(16):
        client.get(LIST)


def test_on_the_page_it_is_this_one(chens, heyi, wen, client_of):
    person, client = tell(heyi), client_of(wen)
    page = client.get(person.get_absolute_url()).content.decode()
    assert "It is this one" in page and "same name and birth date" in page
    url = reverse("households:unknown-found", args=[person.pk])
    answer = client.post(url, {"member": chens.members.get(name="Mei Fang").pk}, follow=True)
    assert "Found in the registry" in answer.content.decode()


def test_to_enter_as_new_leads_to_the_filled_form_and_settles(chens, heyi, wen, client_of):
    person, client = tell(heyi, name="Old Liu", sex="male"), client_of(wen)
    answer = client.post(reverse("households:unknown-which", args=[person.pk]), {"household": "H1"})
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert 'value="Old Liu"' in page.content.decode()
    sent = {"name": "Old Liu", "sex": "male", "birth_date": "1990", "relation": "father", "joined_on": "2026-06-01"}
    client.post(answer.url, {**sent, "reason": "The clerk saw him", "accepted": "on"})
    person.refresh_from_db()
    assert person.state == "entered" and person.member.household == chens and person.change.state == "confirmed"


def test_a_household_of_their_own(heyi, wen, client_of):
    person, client = tell(heyi, name="Old Liu"), client_of(wen)
    url = reverse("households:unknown-new", args=[person.pk])
    assert 'value="Old Liu"' in client.get(url).content.decode()
    sent = {"village": heyi.pk, "kind": "general", "p1_name": "Old Liu", "p1_relation": "head", "p1_sex": "male"}
    client.post(url, {**sent, "p1_birth_date": "1950", "reason": "Found on the way"})
    person.refresh_from_db()
    assert person.state == "entered" and Household.objects.get().has_provisional_number


def test_when_the_entry_is_refused_the_person_waits_again(heyi, lan, wen, client_of):
    person, client = tell(heyi, name="Old Liu"), client_of(lan)
    sent = {"village": heyi.pk, "kind": "general", "p1_name": "Old Liu", "p1_relation": "head", "p1_sex": "male"}
    url = reverse("households:unknown-new", args=[person.pk])
    client.post(url, {**sent, "p1_birth_date": "1950", "reason": "Found on the way"})
    person.refresh_from_db()
    assert person.state == "entered"
    changes.take_change_step(person.change, "refuse", by=wen, reason="He lives in Wuhan")
    person.refresh_from_db()
    assert person.state == "open"


def test_put_aside_on_the_page_without_a_reason_asks_for_one(heyi, wen, client_of):
    person, client = tell(heyi), client_of(wen)
    url = reverse("households:unknown-aside", args=[person.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert "Put aside" in client.post(url, {"reason": "Lives in Wuhan"}, follow=True).content.decode()


def test_it_waits_for_the_clerk_the_township_and_the_county(heyi, county, wen, zhao, qin, lan, mo, neighbour):
    tell(heyi)
    kind = WAITING_KINDS["people-unknown"]
    assert [kind.rows_for(who, county, DAY).count() for who in (wen, zhao, qin, lan)] == [1, 1, 1, 0]
    assert kind.rows_for(mo, neighbour, DAY).count() == 0


# ------------------------------------------------------------------------------------------- where people are entered


def test_whoever_adds_somebody_is_asked_once_whether_it_is_one_of_these(chens, heyi, wen):
    wangs = household(heyi, number="H2", people=1)
    values = {"name": "Mei Fang", "birth_date": "1990", "sex": "female", "relation": "daughter_in_law"}
    about = {"by": wen, "village": heyi, "household": wangs, "values": values, "reason": "Wedding"}
    with pytest.raises(changes.OddChange, match="Mei Fang, household H1"):
        changes.change_at_desk("add", **about)
    assert changes.change_at_desk("add", **about, accepted=True).state == "confirmed"


def test_an_id_number_that_lives_elsewhere_waits_among_the_unknown(tmp_path, county, chens, heyi, qin):
    stranger = {"household": "H5", "name": "Mei Fang", "id_number": id_number("19900501", 2), "relation": "spouse"}
    new = {**HOME, "number": "H5"}
    path = folder(tmp_path, households=[HOME, new], members=[HEAD, {**HEAD, "household": "H5"}, stranger])
    save(path, county, qin, good_rows=True)
    save(path, county, qin, good_rows=True)
    told = UnknownPerson.objects.get()
    assert (told.name, told.area, told.told_by, told.note) == ("Mei Fang", heyi, "import", "H5")
    assert told.id_hash == keyed_hash(id_number("19900501", 2)) and reasons(told, qin) == ["id"]
