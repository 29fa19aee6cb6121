"""Wen, Heyi's clerk, and Zhao of the township keep the registry right: at the desk with a reason, and by confirming
what Lan proposes."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import AccessEvent
from core.models import OutboxRow
from core.workflow import ActionRefused, StaleState
from households import counties
from households.changes import actions
from households.changes.values import standing_key
from households.counties import registry_turn
from households.models import ConfirmedValue, Household, Member, RegistryChange
from households.registry.history import household_changes
from povwatch.tests.factories import household, member

ID_OF_CHEN = "420527195603020018"


@pytest.fixture
def family(heyi):
    """Chen, the head, 40, and one other person."""
    made = household(heyi, number="H1")
    Member.objects.filter(household=made, relation="head").update(name="Chen", sex="male")
    return made


@pytest.fixture
def chen(family):
    return family.members.get(relation="head")


def correct(member, by, **values):
    return actions.change_at_desk(
        "person",
        by=by,
        village=member.household.village,
        household=member.household,
        member=member,
        values=values,
        reason="Seen in the household register",
    )


def test_a_clerk_corrects_a_name_at_the_desk_and_the_reason_is_kept(chen, wen):
    change = correct(chen, wen, name="Cheng")
    chen.refresh_from_db()
    assert (chen.name, change.state, change.decided_by) == ("Cheng", "confirmed", wen)
    assert change.before == {"name": "Chen"}
    assert [one.step for one in change.transitions.all()] == ["propose", "confirm"]


def test_the_history_shows_who_corrected_it_and_why(chen, wen):
    correct(chen, wen, name="Cheng")
    newest = household_changes(chen.household)[0]
    assert newest["change"].fields == [("name", "Chen", "Cheng")]
    assert (newest["by"], newest["why"].reason) == (wen, "Seen in the household register")


def test_a_correction_is_logged_and_the_household_is_judged_again(chen, wen):
    correct(chen, wen, name="Cheng")
    logged = AccessEvent.objects.filter(user=wen).values_list("action", flat=True)
    assert set(logged) >= {"registry_change_propose", "registry_change_confirm"}
    assert OutboxRow.objects.filter(kind="recompute_household", key=f"{chen.household_id}").exists()


def test_without_a_reason_nothing_is_changed(chen, wen):
    with pytest.raises(ActionRefused, match="reason"):
        actions.change_at_desk(
            "person", by=wen, village=chen.household.village, household=chen.household, member=chen,
            values={"name": "Cheng"}, reason=" ",
        )  # fmt: skip
    assert not RegistryChange.objects.exists()


def test_what_a_caseworker_enters_waits_until_the_clerk_confirms_it(chen, lan, wen):
    change = correct(chen, lan, name="Cheng")
    chen.refresh_from_db()
    assert (chen.name, change.state) == ("Chen", "proposed")
    actions.take_change_step(change, "confirm", by=wen)
    chen.refresh_from_db()
    assert chen.name == "Cheng"


def test_a_caseworker_confirms_nothing_and_another_countys_staff_neither(chen, lan, mo):
    change = correct(chen, lan, name="Cheng")
    for who in (lan, mo):
        with pytest.raises(PermissionDenied):
            actions.take_change_step(change, "confirm", by=who)


def test_only_who_proposed_withdraws(chen, lan, wen):
    change = correct(chen, lan, name="Cheng")
    with pytest.raises(ActionRefused, match="Only who proposed"):
        actions.take_change_step(change, "withdraw", by=wen)
    assert actions.take_change_step(change, "withdraw", by=lan).state == "withdrawn"


def test_refusing_needs_a_reason_and_changes_nothing(chen, lan, wen):
    change = correct(chen, lan, name="Cheng")
    with pytest.raises(ActionRefused, match="reason"):
        actions.take_change_step(change, "refuse", by=wen)
    actions.take_change_step(change, "refuse", by=wen, reason="The ID card says Chen")
    chen.refresh_from_db()
    assert (chen.name, change.state) == ("Chen", "refused")


def test_nobody_decides_twice(chen, lan, wen, zhao):
    change = correct(chen, lan, name="Cheng")
    same = RegistryChange.objects.get(pk=change.pk)
    actions.take_change_step(change, "confirm", by=wen)
    with pytest.raises(StaleState):
        actions.take_change_step(same, "refuse", by=zhao, reason="No", seen="proposed")


def test_what_changed_since_the_page_was_drawn_is_not_confirmed(chen, lan, wen):
    change = correct(chen, lan, name="Cheng")
    Member.objects.filter(pk=chen.pk).update(name="Chan")
    with pytest.raises(StaleState, match="changed meanwhile"):
        actions.take_change_step(change, "confirm", by=wen, shown=standing_key({"name": "Chen"}))
    actions.take_change_step(change, "confirm", by=wen, shown=standing_key({"name": "Chan"}))
    assert Member.objects.get(pk=chen.pk).name == "Cheng"


def test_only_what_differs_is_kept_and_the_same_proposal_is_made_once(chen, lan):
    change = correct(chen, lan, name="Cheng", sex="male")
    assert change.values == {"name": "Cheng"}
    with pytest.raises(ActionRefused, match="proposed already"):
        correct(chen, lan, name="Cheng")
    with pytest.raises(ActionRefused, match="Nothing differs"):
        correct(chen, lan, sex="male")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "name"),
        ({"id_number": "42052719560302001"}, "18"),
        ({"id_number": "420527195603020011"}, "check"),
        ({"birth_date": "1899"}, "between 1900"),
        ({"birth_date": "2999-01-01"}, "between 1900"),
        ({"phone": "123456"}, "11 digits"),
        ({"phone": "1234567890123"}, "11 digits"),
        ({"disability_level": 2}, "kind of disability"),
        ({"school_stage": "primary", "out_of_school_reason": "illness"}, "in school"),
        ({"relation": "head"}, None),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(chen, wen, values, words):
    if words is None:
        chen = chen.household.members.exclude(pk=chen.pk).get()
        words = "New head"
    with pytest.raises(ActionRefused, match=words):
        correct(chen, wen, **values)


@pytest.mark.parametrize("phone", ["1234567", "13812345678", "123456789012"])
def test_phones_of_7_to_12_digits_can_be(chen, wen, phone):
    correct(chen, wen, phone=phone)
    assert Member.objects.get(pk=chen.pk).phone == phone


def test_an_id_number_must_agree_with_birth_and_sex(chen, wen):
    with pytest.raises(ActionRefused, match="born on 1956-03-02"):
        correct(chen, wen, id_number=ID_OF_CHEN)
    correct(chen, wen, id_number=ID_OF_CHEN, birth_date="1956-03-02")
    assert Member.objects.get(pk=chen.pk).id_number == ID_OF_CHEN


def test_of_a_year_alone_the_id_number_tells_the_day(chen, wen):
    correct(chen, wen, birth_date="1956")
    chen.refresh_from_db()
    assert (chen.born, chen.birth_date) == ("1956", dt.date(1956, 7, 1))
    correct(chen, wen, id_number=ID_OF_CHEN)
    chen.refresh_from_db()
    assert (chen.born, chen.birth_year_only) == ("1956-03-02", False)


def test_an_id_number_that_lives_elsewhere_names_nobody_outside_ones_territory(chen, wen, qin, heyi, shuikou):
    near, far = household(heyi, people=0), household(shuikou, people=0, number="F1")
    born = {"birth_date": dt.date(1956, 3, 2), "sex": "male"}
    there = member(far, name="Zhou", id_number=ID_OF_CHEN, **born)
    told = {"id_number": ID_OF_CHEN, "birth_date": "1956-03-02"}
    with pytest.raises(ActionRefused) as refused:
        correct(chen, wen, **told)
    assert "outside your territory" in str(refused.value) and "Zhou" not in str(refused.value)
    with pytest.raises(ActionRefused, match="Zhou in household F1"):
        correct(chen, qin, **told)
    there.household = near
    there.save()
    with pytest.raises(ActionRefused, match="Zhou"):
        correct(chen, wen, **told)


def test_what_would_look_wrong_is_asked_about_once(chen, wen):
    told = {"village": chen.household.village, "household": chen.household, "member": chen, "reason": "He says so"}
    with pytest.raises(actions.OddChange, match="under 16 or in school"):
        actions.change_at_desk("person", by=wen, values={"school_stage": "university"}, **told)
    change = actions.change_at_desk("person", by=wen, values={"school_stage": "university"}, accepted=True, **told)
    assert (change.state, change.odd) == ("confirmed", ["DQ-01"])


def test_nothing_is_changed_while_a_file_is_being_saved(chen, wen, monkeypatch):
    saved = registry_turn(chen.household.county_id)
    monkeypatch.setattr(counties, "try_turn", lambda name, shared: name != saved)
    with pytest.raises(ActionRefused, match="file is being saved"):
        correct(chen, wen, name="Cheng")
    assert Member.objects.get(pk=chen.pk).name == "Chen" and not RegistryChange.objects.exists()


def change(kind, of, by, values, who=None, **more):
    about = {"village": of.village, "household": of, "member": who, "reason": "The family says so"}
    return actions.change_at_desk(kind, by=by, values=values, **about, **more)


def test_a_baby_is_added_and_counts(family, wen):
    told = {"name": "Chen Xin", "sex": "female", "birth_date": "2026-06-01", "relation": "granddaughter"}
    made = change("add", family, wen, told | {"joined_on": "2026-06-01"})
    assert (made.member.name, made.member.household) == ("Chen Xin", family)
    with pytest.raises(ActionRefused, match="in the household already"):
        change("add", family, wen, told | {"joined_on": "2026-06-02"})


def test_who_comes_back_is_the_same_person(family, chen, wen):
    son = member(family, name="Chen Wei", relation="son", sex="male")
    change("left", family, wen, {"left_on": "2026-01-05", "left_reason": "service"}, son)
    told = {"name": "Chen Wei", "sex": "male", "birth_date": f"{son.birth_date}", "relation": "son"}
    back = change("add", family, wen, told | {"joined_on": "2026-05-01"})
    son.refresh_from_db()
    assert (back.member, son.left_on, son.left_reason) == (son, None, "")


def test_somebody_gone_is_put_back_by_their_own_page(family, wen):
    son = member(family, name="Chen Wei", relation="son", sex="male")
    change("left", family, wen, {"left_on": "2026-01-05", "left_reason": "service"}, son)
    son.refresh_from_db()
    change("back", family, wen, {"joined_on": "2026-05-01", "relation": "son"}, son)
    son.refresh_from_db()
    assert (son.left_on, son.joined_on) == (None, dt.date(2026, 5, 1))
    with pytest.raises(ActionRefused, match="already"):
        change("back", family, wen, {"joined_on": "2026-05-02", "relation": "son"}, son)


def test_nobody_leaves_before_joining_or_tomorrow(family, wen):
    son = member(family, relation="son", sex="male", joined_on=dt.date(2026, 2, 1))
    for day, words in (("2026-01-31", "joined only"), ("2999-01-01", "lie ahead")):
        with pytest.raises(ActionRefused, match=words):
            change("left", family, wen, {"left_on": day, "left_reason": "moved"}, son)
    change("left", family, wen, {"left_on": "2026-02-01", "left_reason": "moved"}, son)


def test_a_new_head_is_chosen_and_the_others_are_asked_again(family, chen, wen):
    widow = family.members.exclude(pk=chen.pk).get()
    change("left", family, wen, {"left_on": "2026-06-01", "left_reason": "died"}, chen)
    with pytest.raises(ActionRefused, match="Exactly one"):
        change("head", family, wen, {"head": widow.pk, "relations": {f"{widow.pk}": "spouse"}})
    change("head", family, wen, {"head": widow.pk, "relations": {f"{widow.pk}": "head"}})
    widow.refresh_from_db()
    assert widow.relation == "head"


def test_a_household_is_corrected(family, wen):
    change("household", family, wen, {"land_mu": "3.5", "house_grade": "C", "lifted_year": 2016})
    family.refresh_from_db()
    assert (f"{family.land_mu}", family.house_grade, family.lifted_year) == ("3.50", "C", 2016)
    with pytest.raises(ActionRefused, match="year lifted"):
        change("household", family, wen, {"kind": "general"})
    with pytest.raises(ActionRefused, match="between 1978"):
        change("household", family, wen, {"lifted_year": 1977})


def new_family(village, by, **more):
    people = [
        {"name": "Tian", "relation": "head", "sex": "male", "birth_date": "1950"},
        {"name": "Hu", "relation": "spouse", "sex": "female", "birth_date": "1955-01-01"},
    ]
    values = {"number": "", "kind": "general", "people": people, **more}
    return actions.change_at_desk("home", by=by, village=village, values=values, reason="Found on a visit")


def test_a_family_that_is_not_in_the_registry_gets_a_provisional_number(heyi, wen):
    made = new_family(heyi, wen).household
    assert made.has_provisional_number and made.number.startswith("P999001101201-")
    assert [(one.name, one.born) for one in made.members.order_by("pk")] == [("Tian", "1950"), ("Hu", "1955-01-01")]


def test_a_number_of_the_county_is_kept_and_not_given_twice(heyi, wen, family):
    made = new_family(heyi, wen, number="N77").household
    assert (made.number, made.has_provisional_number) == ("N77", False)
    with pytest.raises(ActionRefused, match="number is on file"):
        new_family(heyi, wen, number="H1", people=[{"name": "Tan", "relation": "head"}])


def test_a_proposed_family_is_in_the_registry_when_it_is_confirmed(heyi, lan, wen):
    change = new_family(heyi, lan)
    assert change.household is None and not Household.objects.filter(village=heyi).exists()
    actions.take_change_step(change, "confirm", by=wen)
    assert Household.objects.get(village=heyi) == change.household


def test_what_was_confirmed_is_kept_from_imports(chen, wen):
    correct(chen, wen, name="Cheng")
    kept = ConfirmedValue.objects.get()
    assert (kept.member, kept.field, kept.former) == (chen, "name", "chen")
    correct(Member.objects.get(pk=chen.pk), wen, name="Chang")
    assert ConfirmedValue.objects.get().former == "chen", "a file still knows the first name"
