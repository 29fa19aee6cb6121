"""Whoever can write to the database can move bytes: a secret that was copied to another row or column is not shown, and
a change of key loses neither what people write meanwhile nor a file."""

import io

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.crypto import readable, renew
from core.crypto.ciphers import AES, seal
from core.crypto.fields import UnreadableText, column_place
from core.crypto.files import open_stored_file, store_file
from core.crypto.values import NO_ROW, open_value, row_name
from households.models import Household, Member, RegistryChange
from povwatch.tests.factories import household, member

from .files import HEAD, HOME, SPOUSE, id_number, save
from .files import folder as folder_of

ID_NUMBER, PHONE, ACCOUNT = "11010519491231002X", "13800001234", "6222000011112222"
OTHER_ID = "110101199003072316"


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def family(heyi, folder):
    made = household(heyi, phone=PHONE, bank_account=ACCOUNT)
    member(made, name="Chen Sample", id_number=ID_NUMBER, phone=PHONE)
    return made


@pytest.fixture
def chen(family):
    return Member.objects.get(name="Chen Sample")


@pytest.fixture
def other(family):
    return member(family, name="Zhou Sample", id_number=OTHER_ID)


def change_key(settings):
    """The operator changes FIELD_KEY and keeps the earlier one."""
    settings.FIELD_KEYS_OLD = [settings.FIELD_KEY, *settings.FIELD_KEYS_OLD]
    settings.FIELD_KEY = f"a-new-key-of-at-least-thirty-two-characters {len(settings.FIELD_KEYS_OLD)}"


def raw(model, pk, column) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def move_bytes(model, column, *, to, value) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s WHERE id = %s", [value, to])


def test_a_number_copied_to_another_person_is_not_shown(chen, other):
    move_bytes(Member, "id_number", to=other.pk, value=raw(Member, chen.pk, "id_number"))
    assert Member.objects.get(pk=other.pk).id_number == "cannot be read"
    assert Member.objects.get(pk=chen.pk).id_number == ID_NUMBER


def test_a_number_copied_to_another_column_is_not_shown(chen, caplog):
    move_bytes(Member, "phone", to=chen.pk, value=raw(Member, chen.pk, "id_number"))
    assert Member.objects.get(pk=chen.pk).phone == "cannot be read"
    assert "households_member.phone cannot be read" in caplog.text and ID_NUMBER not in caplog.text


def test_a_copied_dictionary_is_empty(family, county, heyi):
    same = {"county": county, "village": heyi, "household": family, "kind": "household"}
    first, second = (RegistryChange.objects.create(**same, values={"land_mu": mu}) for mu in "34")
    move_bytes(RegistryChange, "values", to=second.pk, value=raw(RegistryChange, first.pk, '"values"'))
    assert RegistryChange.objects.get(pk=second.pk).values == {}
    assert RegistryChange.objects.get(pk=first.pk).values == {"land_mu": "3"}


def test_what_cannot_be_read_is_kept_when_its_row_is_saved(chen, settings):
    before, key = raw(Member, chen.pk, "id_number"), settings.FIELD_KEY
    settings.FIELD_KEY = "a-wrong-key-of-at-least-thirty-two-characters"
    unread = Member.objects.get(pk=chen.pk)
    assert isinstance(unread.id_number, UnreadableText)
    unread.ethnicity = "Tujia"
    unread.save()
    settings.FIELD_KEY = key
    assert raw(Member, chen.pk, "id_number") == before
    assert Member.objects.get(pk=chen.pk).id_number == ID_NUMBER
    assert list(Household.objects.matching(ID_NUMBER)) == [chen.household]


def test_history_is_read_as_the_row_it_tells_of(family, chen):
    chen.phone = ""
    chen.save()
    assert chen.events.order_by("-pgh_id").first().phone == PHONE


def test_renewing_binds_what_was_written_before(chen, family):
    old = seal(PHONE.encode(), b"povwatch field", AES, None)
    with pgtrigger.ignore("households.Member:update_update"):
        move_bytes(Member, "phone", to=chen.pk, value=old)
    assert Member.objects.get(pk=chen.pk).phone == PHONE
    call_command("renew_field_key")
    place = column_place(Member, "phone")
    assert open_value(raw(Member, chen.pk, "phone"), place).row != NO_ROW
    assert all(open_value(raw(Household, family.pk, "phone"), column_place(Household, "phone")))


def test_renewing_does_not_bless_a_copy(chen, other):
    move_bytes(Member, "id_number", to=other.pk, value=raw(Member, chen.pk, "id_number"))
    with pytest.raises(CommandError, match="1 values and 0 files"):
        call_command("renew_field_key")
    assert Member.objects.get(pk=other.pk).id_number == "cannot be read"


def test_what_cannot_be_read_is_counted_by_column(chen, other, settings, capsys):
    call_command("check_secrets")
    assert "Every encrypted value can be read." in capsys.readouterr().out
    move_bytes(Member, "id_number", to=other.pk, value=raw(Member, chen.pk, "id_number"))
    with pytest.raises(CommandError, match="^1 values cannot be read"):
        call_command("check_secrets")
    assert capsys.readouterr().out == "households_member.id_number: 1 cannot be read\n"


def test_an_old_key_can_be_retired(chen, folder, settings):
    """Guards against a key that must be kept for ever because one photo, one row of history was sealed with it."""
    Member.objects.filter(pk=chen.pk).update(ethnicity="Tujia")  # a row of history
    store_file("photos/1.photo", io.BytesIO(b"yard"))
    change_key(settings)
    call_command("renew_field_key")
    settings.FIELD_KEYS_OLD = []
    with open_stored_file("photos/1.photo") as file:
        assert file.read() == b"yard"
    read = Member.objects.get(pk=chen.pk)
    assert (read.id_number, read.events.get().phone) == (ID_NUMBER, PHONE)
    assert list(Household.objects.matching(ID_NUMBER)) == [chen.household]


def test_another_cipher_renews_everything_as_well(chen, settings):
    settings.FIELD_CIPHER = "sm4-gcm"
    call_command("renew_field_key")
    assert raw(Member, chen.pk, "id_number")[2] == 2 and Member.objects.get(pk=chen.pk).id_number == ID_NUMBER


def test_an_edit_made_while_the_key_is_renewed_is_not_lost(chen, settings, monkeypatch):
    """Guards against a phone that is typed between reading and writing, and overwritten by the one before."""
    change_key(settings)
    write = renew.Renewal.write

    def edited_meanwhile(self, changes):
        if self.model is Member and not edited_meanwhile.done:
            edited_meanwhile.done = True
            person = Member.objects.get(pk=chen.pk)
            person.phone = "13900005678"
            person.save()
        return write(self, changes)

    edited_meanwhile.done = False
    monkeypatch.setattr(renew.Renewal, "write", edited_meanwhile)
    call_command("renew_field_key")
    settings.FIELD_KEYS_OLD = []
    person = Member.objects.get(pk=chen.pk)
    assert (person.phone, person.id_number) == ("13900005678", ID_NUMBER)
    assert [event.phone for event in person.events.all()] == [PHONE]  # of the edit alone


def test_renewing_can_be_killed_half_way_and_done_again(chen, other, folder, settings, monkeypatch):
    store_file("a.part", io.BytesIO(b"one"))
    change_key(settings)
    monkeypatch.setattr(readable, "BATCH", 1)
    write, written = renew.Renewal.write, []

    def killed(self, changes):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.extend(changes)
        return write(self, changes)

    monkeypatch.setattr(renew.Renewal, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("renew_field_key")
    (folder / "a.part.x1.draft").write_bytes(b"left by who was killed")
    monkeypatch.setattr(renew.Renewal, "write", write)
    call_command("renew_field_key")
    settings.FIELD_KEYS_OLD = []
    assert {one.id_number for one in Member.objects.filter(pk__in=[chen.pk, other.pk])} == {ID_NUMBER, OTHER_ID}
    with open_stored_file("a.part") as file:
        assert file.read() == b"one"
    assert not chen.events.exists()


def test_a_file_that_is_replaced_while_it_is_renewed_stays_the_new_one(folder, settings, monkeypatch):
    store_file("a.part", io.BytesIO(b"before"))
    change_key(settings)
    seal_again = renew.write_sealed

    def replaced_meanwhile(draft, name, source):
        seal_again(draft, name, source)
        store_file(name, io.BytesIO(b"after"))

    monkeypatch.setattr(renew, "write_sealed", replaced_meanwhile)
    assert renew.renew_file("a.part") is False
    with open_stored_file("a.part") as file:
        assert file.read() == b"after"
    assert [one.name for one in folder.iterdir()] == ["a.part"]


# ------------------------------------------------------------------------------------------------------- by an import


def is_bound(row, column) -> bool:
    stored = raw(type(row), row.pk, column)
    return open_value(stored, column_place(type(row), column)).row == row_name(row.pk)


def test_what_a_file_brings_is_bound_to_its_rows(tmp_path, county, heyi, qin):
    """Guards against numbers of a whole county that can be exchanged, because PostgreSQL numbered their rows."""
    chen = {**HEAD, "id_number": id_number(), "phone": PHONE}
    home = {**HOME, "phone": PHONE, "bank_account": ACCOUNT}
    save(folder_of(tmp_path, households=[home], members=[chen, SPOUSE]), county, qin)
    here, person = Household.objects.get(), Member.objects.get(relation="head")
    assert is_bound(here, "phone") and is_bound(here, "bank_account") and is_bound(person, "id_number")
    assert [one.relation for one in Member.objects.order_by("pk")] == ["head", "spouse"]
    again = {**chen, "phone": "13900005678"}
    save(folder_of(tmp_path, households=[home | {"phone": "13900005678"}], members=[again]), county, qin)
    assert is_bound(Household.objects.get(), "phone") and is_bound(Member.objects.get(pk=person.pk), "phone")
    assert Member.objects.get(pk=person.pk).phone == Household.objects.get().phone == "13900005678"
    assert Household.objects.get().bank_account == ACCOUNT


def test_the_same_file_again_changes_nothing_whatever_rows_its_numbers_were_bound_to(tmp_path, county, heyi, qin):
    chen = {**HEAD, "id_number": id_number(), "phone": PHONE}
    file = folder_of(tmp_path, households=[{**HOME, "bank_account": ACCOUNT}], members=[chen])
    save(file, county, qin)
    save(file, county, qin)
    assert not Household.objects.get().events.exists() and not Member.objects.get().events.exists()


def test_a_number_taken_over_from_another_row_is_read(chen, other, family):
    """Guards against a merge of two entries that makes the number of the one that stays unreadable."""
    other.phone = Member.objects.values_list("phone", flat=True).get(pk=chen.pk)
    assert other.phone == PHONE
    other.save()
    told = Member.objects.values("phone", "id_number").get(pk=chen.pk)
    Member.objects.filter(pk=chen.pk).delete()
    new = Member.objects.create(household=family, name="Chen Sample", relation="other", **told)
    for row, column in ((other, "phone"), (new, "phone"), (new, "id_number")):
        assert is_bound(row, column)
    assert Member.objects.get(pk=other.pk).phone == Member.objects.get(pk=new.pk).phone == PHONE
    assert Member.objects.get(pk=new.pk).id_number == ID_NUMBER
