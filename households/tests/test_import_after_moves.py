"""A file that comes after people moved between households: what still has the old state is shown and changes nothing,
what has the new one agrees."""

import pytest

from core.dates import today
from households.changes import actions
from households.models import ConfirmedValue, Household, Member, RegistryChange
from povwatch.tests.factories import household

from .files import HEAD, HOME, SPOUSE, folder, id_number, save

MEI = {
    "household": "H1", "name": "Mei", "relation": "daughter", "id_number": id_number("19950101", 2),
    "labour": "ordinary",
}  # fmt: skip
ON = "2026-06-10"


@pytest.fixture
def send(tmp_path, county, qin):
    """Save a file with these members and households."""

    def sent(*members, homes=(HOME,)):
        return save(folder(tmp_path, households=list(homes), members=list(members)), county, qin)

    return sent


@pytest.fixture
def chens(send, heyi):
    send(HEAD, SPOUSE, MEI)
    return Household.objects.get()


@pytest.fixture
def wangs(heyi):
    return household(heyi, number="H2", people=1)


def change(kind, home, by, who=None, **values):
    about = {"village": home.village, "household": home, "member": who, "reason": "Seen there", "accepted": True}
    return actions.change_at_desk(kind, by=by, values=values, **about)


def move_mei(wangs, by):
    mei = Member.objects.get(name="Mei")
    told = {"to": wangs.pk, "to_words": "H2", "relation": "daughter_in_law", "left_reason": "married", "on": ON}
    return change("move", mei.household, by, mei, **told)


def codes(batch):
    return set(batch.problems.values_list("code", flat=True))


def here(home):
    return sorted(home.members.present(today()).values_list("name", flat=True))


def test_a_file_that_still_has_her_at_home_is_saved_and_she_stays_where_she_is(chens, wangs, send, wen):
    move_mei(wangs, wen)
    batch = send(HEAD, SPOUSE, MEI)
    assert batch.state == "saved" and "already_left" in codes(batch) and "id_elsewhere" not in codes(batch)
    assert here(chens) == ["Sample Chen", "Sample Li"] and "Mei" in here(wangs)


def test_a_file_that_has_her_there_agrees(chens, wangs, send, wen):
    move_mei(wangs, wen)
    there = {**MEI, "household": "H2", "relation": "daughter_in_law", "labour": "skilled"}
    batch = send(HEAD, SPOUSE, there, homes=(HOME, {"number": "H2"}))
    assert batch.state == "saved" and Member.objects.filter(name="Mei").count() == 2
    assert Member.objects.get(household=wangs, name="Mei").labour == "skilled"


def test_a_file_with_the_new_number_takes_the_household_that_split(chens, send, wen):
    mei = Member.objects.get(name="Mei")
    made = Household.objects.get(pk=change("split", chens, wen, people={f"{mei.pk}": "head"}, on=ON).values["made"])
    new = {"number": "H7", "village": "Heyi Village", "kind": "lifted"}
    send(HEAD, SPOUSE, {**MEI, "household": "H7", "relation": "head"}, homes=(HOME, new))
    made.refresh_from_db()
    assert (made.number, made.has_provisional_number, here(made)) == ("H7", False, ["Mei"])


def test_a_file_with_the_old_village_proposes_it_and_changes_nothing(chens, shuikou, send, qin, zhao, heyi):
    change("village", chens, qin, village_id=shuikou.pk)
    batch = send(HEAD, SPOUSE)
    assert "confirmed_stays" in codes(batch) and Household.objects.get().village == shuikou
    told = RegistryChange.objects.waiting().get()
    assert (told.kind, told.values, told.before) == ("village", {"village_id": heyi.pk}, {"village_id": shuikou.pk})
    actions.take_change_step(told, "confirm", by=qin)
    assert Household.objects.get().village == heyi and not ConfirmedValue.objects.exists()


def test_a_file_with_the_new_village_agrees(chens, shuikou, send, qin):
    change("village", chens, qin, village_id=shuikou.pk)
    send(HEAD, SPOUSE, homes=({**HOME, "village": "Shuikou Village"},))
    assert not ConfirmedValue.objects.exists() and not RegistryChange.objects.waiting().exists()


def test_a_file_that_says_nothing_of_the_state_leaves_a_merged_household_closed(chens, wangs, send, wen):
    relations = {f"{one.pk}": "other" for one in chens.members.all()}
    change("merge", chens, wen, to=wangs.pk, to_words="H2", on=ON, relations=relations)
    batch = send(HEAD, SPOUSE, MEI)
    assert batch.state == "saved" and Household.objects.get(number="H1").state == "merged"
    assert len(here(wangs)) == 4 and here(chens) == []


def test_a_file_that_calls_a_closed_household_on_file_proposes_it(chens, send, wen, zhao):
    change("close", chens, wen, state="moved", state_on=ON)
    batch = send(HEAD, SPOUSE, MEI, homes=({**HOME, "state": "active"},))
    assert "confirmed_stays" in codes(batch) and Household.objects.get().state == "moved"
    actions.take_change_step(RegistryChange.objects.waiting().get(), "confirm", by=zhao)
    assert Household.objects.get().state == "active"
