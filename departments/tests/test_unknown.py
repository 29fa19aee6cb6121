"""Somebody nobody knows: waits, is found or put aside, and the decision holds for the next batch."""

import pytest
from django.urls import reverse

from core.dates import today
from core.workflow import ActionRefused
from departments.batches.again import match_waiting_rows
from departments.models import FeedRow
from households.models import UnknownPerson
from households.registry.candidates import candidates
from households.unknown.actions import find_unknown_person, reopen_unknown_person, settle_unknown_person
from povwatch.tests.factories import household, member

from .sent import WANG, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def home(heyi):
    return household(heyi, people=1)


@pytest.fixture
def told(home, heyi, tan, county):
    send([stranger()], "medical_insurance", tan, county)
    return UnknownPerson.objects.get()


def stranger(reference="S1", **more):
    return row(reference, name="王小明", id_number="", 出生日期="1970-05-06", 村="Heyi Village", **more)


def test_who_is_found_has_the_rows(told, home, zhao):
    person = member(home, name="Sample Wang")
    find_unknown_person(told, person, by=zhao)
    assert FeedRow.objects.get().member == person


def test_the_decision_holds_for_the_next_batch(told, home, zhao, tan, county):
    person = member(home, name="Sample Wang")
    find_unknown_person(told, person, by=zhao)
    batch = send([stranger("S2")], "medical_insurance", tan, county)
    assert batch.counts["matched"] == 1 and FeedRow.objects.get(reference="S2").member == person
    assert UnknownPerson.objects.count() == 1


@pytest.mark.parametrize("state", ["outside", "town"])
def test_who_is_not_of_the_registry_is_not_asked_about_again(told, zhao, tan, county, client_of, state):
    client_of(zhao).post(reverse("households:unknown-elsewhere", args=[told.pk, state]))
    told.refresh_from_db()
    assert told.state == state
    batch = send([stranger("S2")], "medical_insurance", tan, county)
    assert batch.counts["aside"] == 1 and batch.counts["unknown"] == 0


def test_a_mistake_is_taken_back(told, home, zhao):
    find_unknown_person(told, member(home, name="Sample Wang"), by=zhao)
    reopen_unknown_person(told, by=zhao)
    assert FeedRow.objects.get().member is None


def test_the_same_person_of_several_rows_waits_once(told, tan, county):
    send([stranger("S2"), stranger("S3")], "medical_insurance", tan, county)
    assert UnknownPerson.objects.count() == 1


def test_who_comes_into_the_registry_later_is_matched_at_night(home, tan, county):
    send([row(id_number=WANG, name="Sample Wang")], "medical_insurance", tan, county)
    person = member(home, name="Sample Wang", id_number=WANG)
    assert match_waiting_rows(county) == 1 and FeedRow.objects.get().member == person
    told = UnknownPerson.objects.get()
    assert (told.state, told.member) == ("found", person)
    assert match_waiting_rows(county) == 0


@pytest.fixture
def entered_by_mistake(home, county):
    def mistake(person):
        person.left_on, person.left_reason = today(), "error"
        person.save()
        match_waiting_rows(county)

    return mistake


def test_who_was_matched_by_the_number_and_entered_by_mistake_waits_again(home, tan, county, entered_by_mistake):
    person = member(home, name="Sample Wang", id_number=WANG)
    send([row(id_number=WANG, name="Sample Wang")], "medical_insurance", tan, county)
    assert not UnknownPerson.objects.exists()
    entered_by_mistake(person)
    told = UnknownPerson.objects.open().get()
    assert FeedRow.objects.get().member is None and (told.name, told.id_number) == ("Sample Wang", WANG)


def test_who_was_found_and_entered_by_mistake_waits_again(told, home, zhao, tan, county, entered_by_mistake):
    person = member(home, name="Sample Wang")
    find_unknown_person(told, person, by=zhao)
    entered_by_mistake(person)
    told.refresh_from_db()
    assert (told.state, told.member, told.settled_by) == ("open", None, None)
    assert FeedRow.objects.get().member is None
    assert send([stranger("S2")], "medical_insurance", tan, county).counts["unknown"] == 1


def test_another_entry_of_the_same_person_has_the_rows_of_the_mistaken_one(home, tan, county, entered_by_mistake):
    person = member(home, name="Sample Wang", id_number=WANG)
    send([row(id_number=WANG, name="Sample Wang")], "medical_insurance", tan, county)
    person.id_number = ""
    right = member(home, name="Sample Wang")
    entered_by_mistake(person)
    right.id_number = WANG
    right.save()
    assert match_waiting_rows(county) == 1 and FeedRow.objects.get().member == right
    assert not UnknownPerson.objects.open().exists()


def test_a_decision_in_the_moment_of_publishing_holds_from_the_next_night(told, home, zhao, county):
    person = member(home, name="Sample Wang")
    find_unknown_person(told, person, by=zhao)
    FeedRow.objects.update(member=None)  # as a batch writes it that was matched before the decision
    assert match_waiting_rows(county) == 1 and FeedRow.objects.get().member == person


@pytest.mark.parametrize(
    ("name", "born", "why"),
    [
        ("王小明", "1970-05-06", "same name and birth date"),
        ("王晓明", "1970-05-06", "similar name, same birth date"),  # sounds the same
        ("汪小明", "1970-05-06", "similar name, same birth date"),  # one letter
        ("王大强", "1970-05-06", None),
        ("王晓明", "1971-05-06", None),
        ("王晓明", None, "similar name, lives in this village"),
    ],
)
def test_candidates_are_proposed_with_why(told, home, zhao, name, born, why):
    person = member(home, name=name, birth_date=born)
    found = {one.member: str(one.why) for one in candidates(told, zhao)}
    assert found.get(person) == why


def test_aside_still_needs_a_reason(told, zhao):
    with pytest.raises(ActionRefused):
        settle_unknown_person(told, "aside", by=zhao)


def test_a_household_made_on_the_spot_has_the_rows_and_a_first_visit_due(told, heyi, wen, lan, client_of):
    said = {"village": heyi.pk, "kind": "general", "p1_name": "王小明", "p1_relation": "head", "p1_sex": "male"}
    url = reverse("households:unknown-new", args=[told.pk])
    client_of(wen).post(url, {**said, "p1_birth_date": "1970-05-06", "reason": "Told by medical insurance"})
    made = FeedRow.objects.get().member.household
    assert made.has_provisional_number
    today = client_of(lan).get(reverse("visits:today")).content.decode()
    assert made.number in today and "New in the registry, not visited yet" in today
