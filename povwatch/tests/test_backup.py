"""A backup is the database and its files at one moment, sealed; a drill proves it, and another place takes it up."""

import datetime as dt
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.audit.chain import chain_county
from accounts.models import AccessEvent
from core.backup import make
from core.backup.folder import BackupFolder
from core.backup.models import BackupMade
from core.crypto.files import delete_stored_file
from core.database_roles import as_owner
from core.dates import today
from core.sql import execute_sql, fetch_rows
from households.models import Household
from povwatch.tests.elsewhere import elsewhere
from povwatch.tests.factories import household, member
from visits import photos
from visits.models import Photo, Visit

pytestmark = pytest.mark.django_db(transaction=True)
A_MINUTE = dt.timedelta(minutes=1)
PHONE, YARD = "13800001234", b"\x89PNG of a yard"


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def family(heyi, lan):
    made = household(heyi, phone=PHONE)
    member(made, name="Chen Sample", id_number="11010519491231002X")
    photo_of(made, lan)
    AccessEvent.objects.create(user=lan, action="household_opened", county="999001", at=timezone.now() - A_MINUTE)
    chain_county("999001")
    return made


def photo_of(family, by):
    visit = Visit.objects.create(household=family, visited_on=today(), visited_by=by)
    made = Photo.objects.create(visit=visit, sha256=f"{visit.pk.int % 10**9:064d}")
    photos.store_visit_photo(made, YARD)
    return made


def backed_up(folder, capsys, *options) -> str:
    call_command("backup", folder, *options)
    return capsys.readouterr().out


def drilled(folder, capsys, *options) -> str:
    call_command("restore", folder, "--check", *options)
    return capsys.readouterr().out


def test_a_backup_is_proved_by_a_drill_that_changes_nothing(family, folder, capsys):
    assert "the database and 1 files, saved and read back" in backed_up(folder, capsys)
    said = drilled(folder, capsys)
    assert "All of it is proved." in said and "files that rows name: 1 hold" in said
    assert "lines of the access log, in their chain: 1 hold" in said
    assert not fetch_rows("SELECT FROM pg_database WHERE datname = current_database() || '_restore_drill'")
    assert BackupMade.objects.count() == 1


def test_nothing_in_it_can_be_read_by_who_takes_it_along(family, folder, capsys):
    backed_up(folder, capsys)
    files = [one for one in folder.rglob("*") if one.is_file()]
    everything = b"".join(one.read_bytes() for one in files)
    for told in (PHONE.encode(), b"Chen Sample", b"PGDMP", YARD, b"households_household"):
        assert told not in everything
    assert all(one.stat().st_mode & 0o077 == 0 for one in folder.rglob("*"))


def test_what_changes_while_it_is_made_is_not_in_it(family, heyi, lan, folder, capsys, monkeypatch):
    """Guards against a database of one moment beside files of another."""
    keep_files = make.keep_files

    def late(*given):
        elsewhere(lambda: photo_of(household(heyi, phone="13900005678"), lan)).join()
        keep_files(*given)

    monkeypatch.setattr(make, "keep_files", late)
    assert "and 1 files" in backed_up(folder, capsys)
    assert Household.objects.count() == 2
    assert "files that rows name: 1 hold" in drilled(folder, capsys)


def test_a_photo_that_did_not_change_is_not_kept_twice(family, lan, folder, capsys, settings):
    backed_up(folder, capsys)
    kept = {one: one.stat().st_mtime_ns for one in (folder / "files").rglob("*") if one.is_file()}
    photo_of(family, lan)
    make.make_backup(BackupFolder(folder), "1.0", timezone.now() + A_MINUTE)
    assert len(kept) == 1 and all(one.stat().st_mtime_ns == at for one, at in kept.items())
    assert len([one for one in (folder / "files").rglob("*") if one.is_file()]) == 2


def test_a_file_that_is_lacking_is_said(family, folder, capsys):
    delete_stored_file(Photo.objects.get().stored_name)
    call_command("backup", folder)
    told = capsys.readouterr()
    assert "and 0 files" in told.out and "1 files that rows name are not there" in told.err
    assert "All of it is proved." in drilled(folder, capsys)  # the drill does not blame the backup for it


@pytest.mark.parametrize("part", ["database", "list"])
def test_an_altered_backup_is_refused(family, folder, capsys, part):
    backed_up(folder, capsys)
    (path,) = folder.glob(f"*Z/{part}")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(Exception, match="altered|InvalidTag|FIELD_KEY"):
        call_command("restore", folder, "--check")


def test_a_damaged_file_is_named_before_anything_is_restored(family, folder, capsys):
    backed_up(folder, capsys)
    (blob,) = [one for one in (folder / "files").rglob("*") if one.is_file()]
    blob.write_bytes(b"0" * blob.stat().st_size)
    with pytest.raises(CommandError, match=f"1 files of the backup .* such as {Photo.objects.get().stored_name}"):
        call_command("restore", folder, "--check")


def test_without_its_key_a_backup_says_which_is_wanted(family, folder, capsys, settings):
    backed_up(folder, capsys)
    settings.FIELD_KEY, settings.FIELD_KEYS_OLD = "another-key-of-at-least-thirty-two-characters", []
    with pytest.raises(CommandError, match="set the FIELD_KEY with which it was made"):
        call_command("restore", folder, "--check")


def test_a_full_database_is_never_written_over(family, folder, capsys):
    backed_up(folder, capsys)
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", folder)
    assert Household.objects.get() == family


def test_a_drill_tells_of_data_that_does_not_hold(family, folder, capsys):
    """The backup is whole, but what was saved was altered before by the owner of the tables."""
    with as_owner():
        execute_sql("ALTER TABLE accounts_accessevent DISABLE TRIGGER ALL")
        AccessEvent.objects.update(action="report_freeze")
        execute_sql("ALTER TABLE accounts_accessevent ENABLE TRIGGER ALL")
    backed_up(folder, capsys)
    with pytest.raises(CommandError, match="Not everything is proved"):
        call_command("restore", folder, "--check")
    assert "do not" in capsys.readouterr().out


@pytest.mark.parametrize("age, stays", [(29, True), (31, False)])
def test_backups_are_kept_for_their_days_and_the_newest_always(family, lan, folder, capsys, age, stays):
    place, now = BackupFolder(folder), dt.datetime.now(dt.UTC)
    old = make.make_backup(place, "1.0", now - dt.timedelta(days=age)).stamp
    delete_stored_file(Photo.objects.get().stored_name)
    Photo.objects.all().delete()
    (blob,) = [one for one in (folder / "files").rglob("*") if one.is_file()]
    at = blob.stat().st_mtime - 2 * 24 * 3600
    os.utime(blob, (at, at))
    assert place.forget(now - dt.timedelta(days=30)) == []  # it is the newest
    said = backed_up(folder, capsys, "--keep", "30")
    assert (old in place.stamps(), blob.exists()) == (stays, stays) and (f"{old}: deleted" in said) != stays


def test_a_second_backup_of_the_same_second_leaves_the_first_as_it_is(family, folder):
    place, now = BackupFolder(folder), timezone.now()
    make.make_backup(place, "1.0", now)
    with pytest.raises(CommandError, match="There is a backup"):
        make.make_backup(place, "1.0", now)
    assert len(place.stamps()) == 1


def test_two_at_once_are_refused(family, folder, capsys):
    with BackupFolder(folder).alone(), pytest.raises(CommandError, match="Another backup works"):
        call_command("backup", folder)


def test_what_a_killed_backup_left_is_no_backup_and_goes(family, folder, capsys):
    (folder / "2026-01-01T000000Z.draft").mkdir(parents=True)
    assert BackupFolder(folder).stamps() == []
    with pytest.raises(CommandError, match="There is no backup"):
        call_command("restore", folder)
    backed_up(folder, capsys)
    assert not list(folder.glob("*.draft"))


# --------------------------------------------------------------------------------------------------- in another place


@contextmanager
def other_place(settings, tmp_path):
    """Another database, another folder for files and another home, with the same key: as on a new machine."""
    name = f"{connection.settings_dict['NAME']}_other"
    with as_owner():
        execute_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        execute_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
    urls = {key: f"{os.environ[key].rpartition('/')[0]}/{name}" for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    yield {**os.environ, **urls, "POVWATCH_HOME": str(tmp_path / "home"), "FILES_URL": f"file://{tmp_path}/there",
           "POSTGRES_PROGRAMS": settings.POSTGRES_PROGRAMS, "FIELD_KEY": settings.FIELD_KEY,
           "SECRET_KEY": settings.SECRET_KEY}  # fmt: skip
    with as_owner():
        execute_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def there(environment, settings, *command) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_another_machine_takes_it_up(family, folder, capsys, settings, tmp_path):
    """Guards against a backup that is a folder of bytes and no county."""
    backed_up(folder, capsys)
    with other_place(settings, tmp_path) as environment:
        said = there(environment, settings, "restore", str(folder))
        assert "All of it is proved. Start web, worker and beat." in said
        assert "1 right, 0 without a row" in there(environment, settings, "check_files")
        ask = "from households.models import Member; print([(one.id_number, one.name) for one in Member.objects.all()])"
        assert "('11010519491231002X', 'Chen Sample')" in there(
            environment, settings, "shell", "--no-imports", "-c", ask
        )
