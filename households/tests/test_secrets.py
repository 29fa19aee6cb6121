"""Encryption in the database: what the tables contain, how values are found again, and what a change of key does."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from core.crypto.fields import keyed_hash, tail_hash
from core.crypto.values import decrypt, encrypt
from households.choices import LeftReason
from households.models import Household, Member
from povwatch.tests.factories import DAY, household, member

ID_NUMBER, PHONE, ACCOUNT = "11010519491231002X", "13800001234", "6222000011112222"
TABLES = [model._meta.db_table for model in (Household, Member)]
HISTORY = [model._meta.get_field("events").related_model._meta.db_table for model in (Household, Member)]


@pytest.fixture
def family(heyi):
    made = household(heyi, number="F999", phone=PHONE, bank_account=ACCOUNT)
    member(made, name="Chen Sample", id_number=ID_NUMBER, phone=PHONE)
    return made


def all_that_stands_in(table) -> str:
    """Return every row of a table as the database prints it, with the bytes of binary columns as text too."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return "\n".join(
            bytes(cell).decode("latin-1") + bytes(cell).hex() if isinstance(cell, memoryview) else str(cell)
            for row in cursor.fetchall()
            for cell in row
        )


@pytest.mark.parametrize("table", TABLES + HISTORY)
def test_no_table_shows_a_secret(family, table):
    Household.objects.update(address="changed"), Member.objects.update(name="changed")  # makes history
    stands = all_that_stands_in(table)
    assert "changed" in stands or table in HISTORY
    for secret in (ID_NUMBER, PHONE, ACCOUNT):
        assert secret not in stands and secret.encode().hex() not in stands


def test_what_was_written_is_read_again(family):
    fresh = Household.objects.get(pk=family.pk)
    assert (fresh.phone, fresh.bank_account) == (PHONE, ACCOUNT)
    assert Member.objects.get(name="Chen Sample").id_number == ID_NUMBER


def test_the_history_can_be_read_by_those_who_may(family):
    Household.objects.update(phone="13900005678")
    assert family.events.get().phone == PHONE


def test_equal_numbers_look_different_at_rest():
    assert encrypt(PHONE, "here") != encrypt(PHONE, "here")
    assert decrypt(encrypt(PHONE, "here"), "here") == PHONE


def test_nothing_is_stored_as_nothing(heyi):
    household(heyi, people=1)
    assert Member.objects.filter(id_number="", id_hash="").count() == 1
    assert keyed_hash("") == ""


@pytest.mark.parametrize("number", [ID_NUMBER, PHONE])
@pytest.mark.parametrize(("digits", "is_found"), [(3, False), (4, True), (5, False), (6, True), (7, False)])
def test_a_number_is_found_whole_or_by_its_last_four_or_six_digits(family, number, digits, is_found):
    assert list(Household.objects.matching(number)) == [family]
    assert Household.objects.matching(number[-digits:]).exists() == is_found
    assert not Household.objects.matching(number[:digits]).exists()


def test_the_last_digits_are_found_with_a_small_x_and_of_people_here_only(family):
    assert list(Household.objects.matching("002x")) == [family]
    Member.objects.filter(name="Chen Sample").update(left_on=DAY, left_reason=LeftReason.MOVED)
    assert not Household.objects.matching("002x").exists()
    assert list(Household.objects.matching("1234")) == [family]  # the phone of the household


@pytest.mark.parametrize(
    ("typed", "is_found"), [("z", False), ("zj", True), ("zjs", True), ("ZJS", True), ("js", False)]
)
def test_a_name_is_found_by_its_initials_in_pinyin(heyi, typed, is_found):
    home = household(heyi, people=0, number="420527")
    member(home, name="张建三")
    assert Household.objects.matching(typed).exists() == is_found


def test_the_initials_and_last_digits_follow_what_is_saved(family):
    person = Member.objects.get(name="Chen Sample")
    person.name, person.id_number, person.phone = "单小花", "110101199003072316", ""
    person.save()
    assert list(Household.objects.matching("sxh")) == list(Household.objects.matching("2316")) == [family]
    assert person.phone_tails == "" and not Household.objects.matching("002x").exists()


def test_the_hash_of_last_digits_is_of_its_own_key(settings):
    assert tail_hash("1234") not in keyed_hash("1234") and tail_hash("1234") != tail_hash("1235")


def test_who_left_is_not_found_by_the_number(family):
    Member.objects.filter(name="Chen Sample").update(left_on=DAY, left_reason=LeftReason.MOVED)
    assert not Household.objects.matching(ID_NUMBER).exists()


def test_the_hash_tells_nothing_without_the_key(settings):
    before = keyed_hash(ID_NUMBER)
    settings.FIELD_KEY = "another-key-of-at-least-thirty-two-characters"
    assert keyed_hash(ID_NUMBER) != before


def test_an_id_lives_in_one_household_at_a_time(family, heyi):
    elsewhere = household(heyi)
    with pytest.raises(IntegrityError, match="an_id_lives_in_one_household"), transaction.atomic():
        member(elsewhere, id_number=ID_NUMBER)
    Member.objects.filter(name="Chen Sample").update(left_on=DAY, left_reason=LeftReason.MARRIED)
    assert member(elsewhere, id_number=ID_NUMBER).pk


# ---------------------------------------------------------------------------------------------- when the key is changed


@pytest.fixture
def new_key(family, settings):
    """The operator changed FIELD_KEY and kept the earlier one."""
    settings.FIELD_KEYS_OLD = [settings.FIELD_KEY]
    settings.FIELD_KEY = "a-new-key-of-at-least-thirty-two-characters"
    return settings


def test_the_earlier_key_still_reads(new_key):
    assert Member.objects.get(name="Chen Sample").id_number == ID_NUMBER


def test_without_any_fitting_key_the_page_says_so_and_nothing_is_lost(new_key):
    new_key.FIELD_KEYS_OLD = []
    assert Member.objects.get(name="Chen Sample").id_number == "cannot be read"


def test_what_is_saved_after_the_change_needs_the_new_key_alone(new_key):
    Member.objects.get(name="Chen Sample").save()
    new_key.FIELD_KEYS_OLD = []
    assert Member.objects.get(name="Chen Sample").id_number == ID_NUMBER


def test_renewing_makes_all_of_it_found_and_read_by_the_new_key_alone(family, new_key):
    Household.objects.filter(pk=family.pk).update(group_no=2)  # one row of history under the old key
    assert not Household.objects.matching(ID_NUMBER).exists()
    call_command("renew_field_key")
    new_key.FIELD_KEYS_OLD = []
    assert list(Household.objects.matching(ID_NUMBER)) == list(Household.objects.matching(PHONE)) == [family]
    assert list(Household.objects.matching(ID_NUMBER[-4:])) == list(Household.objects.matching(PHONE[-6:])) == [family]
    assert family.events.get().bank_account == ACCOUNT


def test_renewing_is_no_change_of_the_record(family, new_key):
    call_command("renew_field_key")
    call_command("renew_field_key")
    assert not family.events.exists()
