"""A file that comes after people corrected the registry: what was confirmed stays, both are shown, and whoever confirms
the file's value lets it hold."""

import datetime as dt

import pytest

from core.workflow import ActionRefused
from households.changes import actions
from households.models import ConfirmedValue, Household, Member, RegistryChange

from .files import HEAD, HOME, SPOUSE, check, folder, id_number, save

CHEN = {**HEAD, "id_number": id_number(), "phone": "13800000001"}


@pytest.fixture
def send(tmp_path, county, qin):
    """Save a file with these members (and this household)."""

    def sent(*members, home=HOME, checked=save):
        return checked(folder(tmp_path, households=[home], members=list(members)), county, qin)

    return sent


@pytest.fixture
def family(send, heyi):
    send(CHEN, SPOUSE)
    return Household.objects.get()


def change(kind, by, values, of, who=None):
    about = {"village": of.village, "household": of, "member": who, "reason": "Seen in the register", "accepted": True}
    return actions.change_at_desk(kind, by=by, values=values, **about)


def li():
    return Member.objects.get(relation="spouse")


def codes(batch):
    return list(batch.problems.values_list("code", flat=True))


def test_a_file_that_says_what_stood_before_changes_nothing_and_both_are_shown(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    batch = send(CHEN, SPOUSE)
    assert Member.objects.get(relation="head").labour == "weak" and "confirmed_stays" in codes(batch)
    told = RegistryChange.objects.waiting().get()
    assert (told.source, told.values, told.before) == ("import", {"labour": "ordinary"}, {"labour": "weak"})


def test_checking_a_file_shows_it_and_proposes_nothing(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    batch = send(CHEN, SPOUSE, checked=check)
    assert "confirmed_stays" in codes(batch) and not RegistryChange.objects.waiting().exists()


def test_once_somebody_confirms_the_files_value_it_holds(family, send, wen, zhao):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send(CHEN, SPOUSE)
    actions.take_change_step(RegistryChange.objects.waiting().get(), "confirm", by=zhao)
    assert Member.objects.get(relation="head").labour == "ordinary" and not ConfirmedValue.objects.exists()
    assert "confirmed_stays" not in codes(send({**CHEN, "labour": "skilled"}, SPOUSE))
    assert Member.objects.get(relation="head").labour == "skilled", "from then on files count again"


def test_what_was_refused_is_not_asked_again_with_every_file(family, send, wen, zhao):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send(CHEN, SPOUSE)
    send(CHEN, SPOUSE)
    assert RegistryChange.objects.waiting().count() == 1
    actions.take_change_step(RegistryChange.objects.waiting().get(), "refuse", by=zhao, reason="He is weak")
    send(CHEN, SPOUSE)
    assert not RegistryChange.objects.waiting().exists() and ConfirmedValue.objects.exists()


def test_a_file_that_agrees_settles_it(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send({**CHEN, "labour": "weak"}, SPOUSE)
    assert not ConfirmedValue.objects.exists() and not RegistryChange.objects.waiting().exists()
    send({**CHEN, "labour": "skilled"}, SPOUSE)
    assert Member.objects.get(relation="head").labour == "skilled"


def test_what_an_earlier_file_said_is_withdrawn_when_a_later_one_agrees(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send(CHEN, SPOUSE)
    told = RegistryChange.objects.waiting().get()
    send({**CHEN, "labour": "weak"}, SPOUSE)
    told.refresh_from_db()
    assert (told.state, told.transitions.last().step) == ("withdrawn", "withdraw")


def test_a_file_that_says_nothing_settles_nothing(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send({**CHEN, "labour": ""}, SPOUSE)
    assert ConfirmedValue.objects.exists()


def test_other_fields_of_the_row_are_saved(family, send, wen):
    change("person", wen, {"labour": "weak"}, family, Member.objects.get(relation="head"))
    send({**CHEN, "insurance": "employee"}, SPOUSE)
    chen = Member.objects.get(relation="head")
    assert (chen.labour, chen.insurance) == ("weak", "employee")


def test_a_corrected_name_without_an_id_number_is_not_doubled(family, send, wen):
    change("person", wen, {"name": "Sample Lin"}, family, li())
    send(CHEN, SPOUSE)
    assert Member.objects.count() == 2 and li().name == "Sample Lin"
    send(CHEN, {**SPOUSE, "name": "Sample Lin"})
    assert Member.objects.count() == 2 and not ConfirmedValue.objects.exists()


def test_a_corrected_birth_date_is_not_doubled(family, send, wen):
    change("person", wen, {"birth_date": "1975-05-05"}, family, li())
    send(CHEN, SPOUSE)
    assert Member.objects.count() == 2 and li().born == "1975-05-05"


def test_a_corrected_id_number_stays_and_is_not_shown_in_the_problem(family, send, wen):
    chen = Member.objects.get(relation="head")
    change("person", wen, {"id_number": id_number(sequence=3)}, family, chen)
    batch = send(CHEN, SPOUSE)
    chen.refresh_from_db()
    assert chen.id_number == id_number(sequence=3) and Member.objects.count() == 2
    assert batch.problems.get(code="confirmed_stays").params == {"stays": "***"}
    assert RegistryChange.objects.waiting().get().values == {"id_number": id_number()}


def test_a_phone_stays_as_it_was_confirmed(family, send, wen):
    change("person", wen, {"phone": "13900000009"}, family, Member.objects.get(relation="head"))
    send(CHEN, SPOUSE)
    assert Member.objects.get(relation="head").phone == "13900000009"
    assert RegistryChange.objects.waiting().get().values == {"phone": "13800000001"}


def test_a_household_stays_as_it_was_confirmed(family, send, wen):
    change("household", wen, {"house_grade": "C", "kind": "general", "lifted_year": None}, family)
    send(CHEN, SPOUSE)
    family.refresh_from_db()
    assert (family.house_grade, family.kind, family.lifted_year) == ("C", "general", None)
    told = RegistryChange.objects.waiting().get()
    assert told.values == {"house_grade": "A", "kind": "lifted", "lifted_year": 2017}


def test_a_new_head_stays_and_the_files_head_is_one_proposal(family, send, wen, zhao):
    chen, wife = Member.objects.get(relation="head"), li()
    change("head", wen, {"head": wife.pk, "relations": {f"{wife.pk}": "head", f"{chen.pk}": "spouse"}}, family)
    send(CHEN, SPOUSE)
    assert Member.objects.count() == 2 and Member.objects.get(relation="head") == wife
    told = RegistryChange.objects.waiting().get()
    assert (told.kind, told.values["relations"]) == ("head", {f"{chen.pk}": "head", f"{wife.pk}": "spouse"})
    actions.take_change_step(told, "confirm", by=zhao)
    assert Member.objects.get(relation="head") == chen and not ConfirmedValue.objects.exists()


def test_somebody_added_without_an_id_number_is_completed_and_not_doubled(family, send, wen):
    told = {"name": "Sample Xin", "sex": "female", "birth_date": "2024-02-03", "relation": "daughter"}
    added = change("add", wen, told | {"joined_on": "2024-02-03"}, family).member
    number = id_number("20240203", 2)
    send(CHEN, SPOUSE, {"household": "H1", "name": "Sample Xin", "relation": "other", "id_number": number})
    added.refresh_from_db()
    assert Member.objects.count() == 3 and added.id_number == number


def test_somebody_of_whom_the_year_is_known_is_completed_by_the_file(family, send, wen):
    told = {"name": "Sample Xin", "sex": "female", "birth_date": "2024", "relation": "daughter"}
    added = change("add", wen, told | {"joined_on": "2024-12-03"}, family).member
    number = id_number("20240203", 2)
    send(CHEN, SPOUSE, {"household": "H1", "name": "Sample Xin", "relation": "daughter", "id_number": number})
    added.refresh_from_db()
    assert Member.objects.count() == 3 and (added.born, added.birth_year_only) == ("2024-02-03", False)


def test_who_came_back_does_not_leave_again_by_an_old_file(family, send, wen):
    gone = {**SPOUSE, "left_on": "2025-01-01", "left_reason": "moved"}
    send(CHEN, gone)
    change("back", wen, {"joined_on": "2026-01-01", "relation": "spouse"}, family, li())
    send(CHEN, gone)
    assert li().left_on is None and RegistryChange.objects.waiting().get().kind == "left"


def test_another_day_of_leaving_in_the_file_is_shown(family, send, wen):
    change("left", wen, {"left_on": "2026-03-01", "left_reason": "moved"}, family, li())
    send(CHEN, {**SPOUSE, "left_on": "2025-01-01", "left_reason": "married"})
    assert li().left_on == dt.date(2026, 3, 1)
    told = RegistryChange.objects.waiting().get()
    assert told.values == {"left_on": "2025-01-01", "left_reason": "married"}


# A family that was added by hand


def added_family(heyi, wen, **head):
    people = [{"name": "Sample Chen", "relation": "head", "sex": "male", "birth_date": "1970", **head}]
    values = {"number": "", "kind": "general", "people": people}
    return actions.change_at_desk("home", by=wen, village=heyi, values=values, reason="Found", accepted=True).household


@pytest.mark.parametrize("head", [{}, {"birth_date": "1970-01-01"}, {"id_number": id_number(), "name": "Sample Cheng"}])
def test_a_provisional_number_is_replaced_by_the_file_that_brings_the_same_people(heyi, send, wen, head):
    home = added_family(heyi, wen, **head)
    send(CHEN, SPOUSE)
    home.refresh_from_db()
    assert (home.number, home.has_provisional_number) == ("H1", False)
    assert Household.objects.count() == 1 and Member.objects.count() == 2


@pytest.mark.parametrize("head", [{"name": "Sample Zhou"}, {"birth_date": "1971"}])
def test_other_people_are_another_household(heyi, send, wen, head):
    home = added_family(heyi, wen, **head)
    send(CHEN, SPOUSE)
    home.refresh_from_db()
    assert home.has_provisional_number and Household.objects.count() == 2


def test_a_household_with_its_own_number_is_not_taken_for_another(heyi, send, wen, family):
    send({**CHEN, "household": "H2", "id_number": "", "birth_date": "1970-01-01"}, home={**HOME, "number": "H2"})
    assert sorted(Household.objects.values_list("number", flat=True)) == ["H1", "H2"]


# A year alone in a file


@pytest.mark.parametrize(("cell", "born"), [("1956", "1956"), ("1956年", "1956"), ("1956-03-02", "1956-03-02")])
def test_a_file_may_bring_the_year_alone(heyi, send, cell, born):
    send(CHEN, {**SPOUSE, "birth_date": cell})
    assert li().born == born


def test_a_year_to_come_is_an_error(heyi, send):
    assert "future" in codes(send(CHEN, {**SPOUSE, "birth_date": "2090"}, checked=check))


def test_a_year_alone_takes_no_day_away(family, send):
    batch = send(CHEN, {**SPOUSE, "birth_date": "1972"})
    assert li().born == "1972-05-05" and Member.objects.count() == 2 and batch.state == "saved"
    send(CHEN, {**SPOUSE, "birth_date": "1973"})
    assert Member.objects.count() == 3 or li().born == "1973"


def test_a_change_of_another_county_keeps_nothing_here(family, send, wen, mo):
    with pytest.raises(ActionRefused, match="Nothing differs"):
        change("person", wen, {"labour": "ordinary"}, family, Member.objects.get(relation="head"))
