"""What Lan proposes on a visit: corrections wait for Wen or Zhao; who joined or left counts at once and waits all the
same, and is taken back when it is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.waiting.declare import WAITING_KINDS
from core.dates import today
from core.workflow import ActionRefused
from households.changes import actions as registry
from households.models import ChangeState, Household, Member, RegistryChange, UnknownPerson
from households.unknown.actions import find_unknown_person
from povwatch.tests.factories import household, member
from visits.actions import take_visit_step
from visits.tests.told import ago, receive, told, visit

BORN = today() - dt.timedelta(3)
BABY = {
    "new1-is": "yes", "new1-name": "Chen Xin", "new1-sex": "female", "new1-birth_date": f"{BORN}",
    "new1-relation": "granddaughter", "new1-joined_on": f"{BORN}",
}  # fmt: skip


@pytest.fixture
def family(heyi):
    return household(heyi, people=0, number="H1")


@pytest.fixture
def chen(family):
    return member(family, name="Chen", relation="head", sex="male", joined_on=dt.date(2020, 1, 1))


def leaves(somebody, reason="died"):
    return {f"m{somebody.pk}-left_reason": reason, f"m{somebody.pk}-left_on": f"{today()}"}


def decide(change, step, by, **more):
    return registry.take_change_step(RegistryChange.objects.get(pk=change.pk), step, by=by, **more)


def test_a_correction_waits_until_somebody_else_confirms_it(family, chen, lan, wen):
    made = visit(family, lan, {f"m{chen.pk}-name": "Cheng", f"m{chen.pk}-birth_date": "1956"})
    chen.refresh_from_db()
    change = RegistryChange.objects.get()
    assert (chen.name, change.source_visit, change.values) == ("Chen", made.pk, {"name": "Cheng", "birth_date": "1956"})
    decide(change, "confirm", wen)
    chen.refresh_from_db()
    assert (chen.name, chen.born) == ("Cheng", "1956")


def test_a_clerk_does_not_confirm_what_she_said_on_her_own_visit(family, chen, wen, zhao):
    visit(family, wen, {f"m{chen.pk}-name": "Cheng"})
    change = RegistryChange.objects.get()
    with pytest.raises(ActionRefused, match="your own visit"):
        decide(change, "confirm", wen)
    assert decide(change, "confirm", zhao).state == ChangeState.CONFIRMED


def test_what_the_registry_says_already_or_waits_already_is_not_proposed(family, chen, lan, wen):
    visit(family, lan, {f"m{chen.pk}-name": "Chen", f"m{chen.pk}-sex": "male"})
    assert not RegistryChange.objects.exists()
    visit(family, lan, {f"m{chen.pk}-name": "Cheng"})
    visit(family, wen, {f"m{chen.pk}-name": "Cheng"})
    assert RegistryChange.objects.count() == 1


def test_a_person_of_another_household_is_not_touched(family, chen, lan, shuikou):
    other = member(household(shuikou, people=0), name="Zhou", relation="head")
    visit(family, lan, {f"m{other.pk}-name": "Chou"})
    assert not RegistryChange.objects.exists()


def test_an_impossible_id_number_does_not_leave_the_phone(family, chen, lan):
    answer = receive(told(family, {f"m{chen.pk}-id_number": "420527195603020019"}), lan)
    assert answer.status == 422


def test_a_baby_counts_at_once_and_waits_to_be_confirmed(family, chen, lan, wen):
    visit(family, lan, BABY)
    baby = family.members.get(name="Chen Xin")
    change = RegistryChange.objects.get()
    assert (change.kind, change.member, change.holds, change.state) == ("add", baby, True, "proposed")
    decide(change, "confirm", wen)
    assert family.members.filter(name="Chen Xin", left_on=None).count() == 1


def test_a_refused_newcomer_was_never_there(family, chen, lan, wen):
    visit(family, lan, BABY)
    decide(RegistryChange.objects.get(), "refuse", wen, reason="She lives with her mother")
    baby = family.members.get(name="Chen Xin")
    assert (baby.left_reason, baby.left_on) == ("error", baby.joined_on)


def test_who_is_told_again_after_a_refusal_is_there_again_and_waits_again(family, chen, lan, wen):
    visit(family, lan, BABY, made_at=ago(days=1))
    decide(RegistryChange.objects.get(), "refuse", wen, reason="She lives with her mother")
    visit(family, lan, BABY)
    assert family.members.get(name="Chen Xin").left_on is None
    assert RegistryChange.objects.waiting().count() == 1


def test_a_death_holds_at_once_and_is_taken_back_when_it_is_refused(family, chen, lan, wen):
    visit(family, lan, leaves(chen))
    chen.refresh_from_db()
    change = RegistryChange.objects.get()
    assert (chen.left_on, change.kind, change.before) == (today(), "left", {"left_on": None, "left_reason": ""})
    decide(change, "refuse", wen, reason="That was his brother")
    chen.refresh_from_db()
    assert (chen.left_on, chen.left_reason) == (None, "")


def test_a_voided_visit_withdraws_what_it_proposed(family, chen, lan, zhao):
    made = visit(family, lan, {f"m{chen.pk}-name": "Cheng", **BABY})
    take_visit_step(made, "void", by=zhao, reason="Wrong house")
    assert set(RegistryChange.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert family.members.get(name="Chen Xin").left_reason == "error"


def test_what_another_visit_told_too_still_waits_when_the_first_is_voided(family, chen, lan, wen, zhao):
    first = visit(family, lan, BABY, made_at=ago(days=1))
    second = visit(family, wen, BABY)
    assert RegistryChange.objects.get().source_visit == first.pk
    take_visit_step(first, "void", by=zhao, reason="Wrong house")
    assert RegistryChange.objects.waiting().get().source_visit == second.pk
    assert family.members.get(name="Chen Xin").left_on is None


def test_what_was_confirmed_stays_when_its_visit_is_voided(family, chen, lan, wen, zhao):
    made = visit(family, lan, BABY | leaves(chen, "moved"))
    for change in RegistryChange.objects.all():
        decide(change, "confirm", wen)
    take_visit_step(made, "void", by=zhao, reason="Wrong house")
    chen.refresh_from_db()
    assert family.members.get(name="Chen Xin").left_on is None and chen.left_reason == "moved"


def test_an_answer_that_another_source_gave_before_needs_no_confirming(family, chen, lan):
    told = {"sex": "female", "birth_date": BORN, "relation": "granddaughter", "joined_on": BORN}
    Member.objects.create(household=family, name="Chen Xin", **told)
    visit(family, lan, BABY)
    assert not RegistryChange.objects.exists()


def test_the_page_of_the_visit_leads_to_what_it_proposed(family, chen, lan, zhao, client_of):
    made = visit(family, lan, {f"m{chen.pk}-name": "Cheng"})
    page = client_of(zhao).get(made.get_absolute_url()).content.decode()
    assert RegistryChange.objects.get().get_absolute_url() in page


def test_the_page_form_asks_for_corrections_of_each_member(family, chen, lan, client_of):
    page = client_of(lan).get(reverse("visits:new", args=[family.pk])).content.decode()
    assert "Correct what the registry has" in page and f'name="m{chen.pk}-id_number"' in page
    assert Household.objects.count() == 1


FAMILY = {
    "fam-is": "yes", "fam1-name": "Tian", "fam1-sex": "male", "fam1-birth_date": "1950", "fam2-is": "yes",
    "fam2-name": "Hu", "fam2-sex": "female", "fam2-birth_date": "1955-01-01", "fam2-relation": "spouse",
    "fam-phone": "13812345678", "fam-note": "Behind the mill, since spring",
}  # fmt: skip


def test_a_family_that_is_not_in_the_registry_is_told_on_a_visit_nearby(family, chen, lan, wen):
    visit(family, lan, FAMILY)
    change = RegistryChange.objects.get()
    assert (change.kind, change.household, change.village) == ("home", None, family.village)
    assert change.reason == "Behind the mill, since spring" and Household.objects.count() == 1
    made = decide(change, "confirm", wen).household
    assert (made.phone, made.has_provisional_number) == ("13812345678", True)
    people = made.members.order_by("pk").values_list("name", "relation")
    assert list(people) == [("Tian", "head"), ("Hu", "spouse")]


def test_of_a_family_the_head_is_needed(family, chen, lan):
    answer = receive(told(family, {"fam-is": "yes"}), lan)
    assert answer.status == 422 and set(answer.body["errors"]) == {"fam1-name", "fam1-sex", "fam1-birth_date"}


def test_two_who_tell_of_the_same_family_propose_it_once(family, chen, lan, wen):
    visit(family, lan, FAMILY)
    visit(family, wen, FAMILY)
    assert RegistryChange.objects.count() == 1


# ------------------------------------------------------------------------------------------------------- a year alone


def test_of_somebody_who_joined_the_year_of_birth_is_enough(family, chen, lan, wen):
    visit(family, lan, BABY | {"new1-birth_date": "1980", "new1-relation": "daughter_in_law"})
    joined = family.members.exclude(pk=chen.pk).get()
    assert (joined.born, joined.birth_date, joined.birth_year_only) == ("1980", dt.date(1980, 7, 1), True)
    decide(RegistryChange.objects.get(), "confirm", wen)
    joined.refresh_from_db()
    assert (joined.born, joined.left_on) == ("1980", None)


@pytest.mark.parametrize("born", ["1899", "198", "1980-13-01", f"{today().year + 1}"])
def test_a_year_that_cannot_be_is_refused(family, lan, born):
    answer = receive(told(family, BABY | {"new1-birth_date": born}), lan)
    assert answer.status == 422 and list(answer.body["errors"]) == ["new1-birth_date"]


@pytest.mark.parametrize("order", [("1980", "1980-03-02"), ("1980-03-02", "1980")])
def test_who_tells_the_day_and_who_tells_the_year_speak_of_one_person(family, chen, lan, wen, order):
    """Guards against a bride who is in the household twice, and against a day that is lost to a year."""
    for by, born in zip((lan, wen), order, strict=True):
        visit(family, by, BABY | {"new1-birth_date": born})
    assert family.members.exclude(pk=chen.pk).get().born == "1980-03-02"


def test_another_year_is_another_person(family, chen, lan):
    visit(family, lan, BABY | {"new1-birth_date": "1980"})
    visit(family, lan, BABY | {"new1-birth_date": "1981"})
    assert sorted(one.born for one in family.members.exclude(pk=chen.pk)) == ["1980", "1981"]


# ------------------------------------------------------------------------ a family nearby, among those nobody knows yet

TIAN = {
    "fam-is": "yes", "fam1-name": "Tian", "fam1-sex": "male", "fam1-birth_date": "1950", "fam-phone": "13800000009",
    "fam-note": "In the old mill", "fam2-is": "yes", "fam2-name": "Tian Bo", "fam2-sex": "male",
    "fam2-birth_date": "1980-02-01", "fam2-relation": "son",
}  # fmt: skip
LIST = "/households/unknown/"


def test_a_family_nearby_stands_in_the_list_once_however_many_tell_of_it(family, chen, lan, wen, client_of):
    visit(family, lan, TIAN)
    visit(family, wen, TIAN)
    found = {one.name: one for one in UnknownPerson.objects.open()}
    assert {(one.born, one.told_by, one.note) for one in found.values()} == {
        ("1950", "visit", "In the old mill"),
        ("1980-02-01", "visit", "In the old mill"),
    }
    change = RegistryChange.objects.get(kind="home")
    assert {one.change for one in found.values()} == {change}
    page = client_of(wen).get(LIST).content.decode()
    assert "Tian Bo" in page and change.get_absolute_url() in page
    assert "enter as new" not in client_of(wen).get(found["Tian"].get_absolute_url()).content.decode()


def test_it_is_counted_once_among_what_waits(county, family, chen, lan, wen):
    """Guards against a family that is counted as a change, and each of its people besides."""
    visit(family, lan, TIAN)
    people = WAITING_KINDS["people-unknown"].rows(county, today())
    assert UnknownPerson.objects.open().count() == 2 and not people.exists()
    decide(RegistryChange.objects.get(kind="home"), "refuse", wen, reason="They live in the next village")
    assert people.count() == 2


def test_confirmed_the_people_are_entered(family, chen, lan, wen):
    visit(family, lan, TIAN)
    decide(RegistryChange.objects.get(kind="home"), "confirm", wen)
    assert not UnknownPerson.objects.open().exists()
    assert {one.member.name for one in UnknownPerson.objects.filter(state="entered")} == {"Tian", "Tian Bo"}


def test_refused_they_wait_to_be_found(family, chen, lan, wen, client_of):
    visit(family, lan, TIAN)
    decide(RegistryChange.objects.get(kind="home"), "refuse", wen, reason="They live in the next village")
    tian = UnknownPerson.objects.open().get(name="Tian")
    assert tian.change is None and "enter as new" in client_of(wen).get(tian.get_absolute_url()).content.decode()


def test_who_was_found_meanwhile_stays_found(family, chen, lan, wen):
    visit(family, lan, TIAN)
    tian = UnknownPerson.objects.get(name="Tian")
    find_unknown_person(tian, chen, by=wen)
    visit(family, wen, TIAN | {"fam-note": "Seen again"})
    decide(RegistryChange.objects.filter(kind="home").first(), "confirm", wen)
    tian.refresh_from_db()
    assert (tian.state, tian.member) == ("found", chen)


# ------------------------------------------------------------------------------- a household that was closed meanwhile


def test_what_was_proposed_for_a_household_that_was_closed_is_not_put_in_force(family, chen, lan, wen):
    visit(family, lan, {f"m{chen.pk}-name": "Cheng"})
    Household.objects.filter(pk=family.pk).update(state="extinct")
    with pytest.raises(ActionRefused, match="closed by now"):
        decide(RegistryChange.objects.get(), "confirm", wen)
    chen.refresh_from_db()
    assert chen.name == "Chen"
