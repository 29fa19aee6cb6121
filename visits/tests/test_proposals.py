"""What Lan proposes on a visit: corrections wait for Wen or Zhao; who joined or left counts at once and waits all the
same, and is taken back when it is refused."""

import datetime as dt

import pytest
from django.urls import reverse

from core.dates import today
from core.workflow import ActionRefused
from households.changes import actions as registry
from households.models import ChangeState, Household, Member, RegistryChange
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
