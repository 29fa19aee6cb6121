"""Keys cannot be lost by accident: none is made up beside a DATABASE_URL, and no process works with the wrong one."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection

from alerts.tests.workers import database_url
from core.crypto import fingerprint
from core.crypto.fingerprint import fingerprint_of, note_key_fingerprint
from core.crypto.models import KeyFingerprint
from povwatch.tests.factories import household, member

OTHER = "another-key-of-at-least-thirty-two-characters"


@pytest.fixture
def noted(db):
    """The database knows its key, as after every migration."""
    KeyFingerprint.objects.all().delete()
    note_key_fingerprint()
    fingerprint.found_right.clear()


def connect():
    """Do what the first connection of a process does."""
    fingerprint.refuse_other_key(connection)


@pytest.fixture
def kept_open(monkeypatch):
    """The connection of a story stays, whoever closes it; returns how often it was closed."""
    closed = []
    monkeypatch.setattr(connection, "close", lambda: closed.append(True))
    return closed


def test_the_right_key_is_asked_for_once(noted, django_assert_num_queries):
    with django_assert_num_queries(2):
        connect(), connect()


def test_another_key_is_refused_every_time_with_what_to_do(noted, settings, kept_open):
    settings.FIELD_KEY = OTHER
    for _again in range(2):
        with pytest.raises(ImproperlyConfigured, match="is not the key that this database was written with") as told:
            connect()
    assert len(kept_open) == 2 and OTHER not in str(told.value)


def test_while_it_is_being_changed_both_hold_and_afterwards_the_new_one_alone(noted, settings, kept_open, heyi):
    member(household(heyi), id_number="11010119900307123X")
    old = settings.FIELD_KEY
    settings.FIELD_KEY, settings.FIELD_KEYS_OLD = OTHER, [old]
    connect()
    call_command("renew_field_key")
    assert KeyFingerprint.objects.get().fingerprint == fingerprint_of(OTHER)
    fingerprint.found_right.clear()
    settings.FIELD_KEYS_OLD = []
    connect()
    fingerprint.found_right.clear()
    settings.FIELD_KEY = old
    with pytest.raises(ImproperlyConfigured):
        connect()


def test_a_database_of_before_is_noted_with_a_key_that_opens_it_alone(noted, settings, heyi):
    member(household(heyi), id_number="11010119900307123X")
    KeyFingerprint.objects.all().delete()
    right, settings.FIELD_KEY = settings.FIELD_KEY, OTHER
    with pytest.raises(CommandError, match="does not open what stands in households_member"):
        note_key_fingerprint()
    assert not KeyFingerprint.objects.exists()
    settings.FIELD_KEY = right
    note_key_fingerprint()
    assert KeyFingerprint.objects.get().fingerprint == fingerprint_of(right)


def test_a_fingerprint_tells_nothing_of_the_key():
    assert fingerprint_of(OTHER) != fingerprint_of(f"{OTHER}.") and len(fingerprint_of(OTHER)) == 16


def begun(*command, **changed):
    """Begin a process of a site; returns how it ended and what it said."""
    environment = {**os.environ, "DATABASE_URL": database_url(), "DJANGO_ALLOW_ASYNC_UNSAFE": "", **changed}
    ended = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=120)
    return ended.returncode, ended.stderr


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "command",
    [["-c", "import povwatch.wsgi"], ["manage.py", "recompute"], ["-m", "celery", "-A", "povwatch", "worker"]],
    ids=["pages", "command", "worker"],
)
def test_every_process_refuses_to_start_with_another_key(county, command):
    note_key_fingerprint()
    status, told = begun(*command, FIELD_KEY=OTHER)
    assert status != 0 and "is not the key that this database was written with" in told


@pytest.mark.django_db(transaction=True)
def test_pages_begin_with_the_right_key(county):
    note_key_fingerprint()
    assert begun("-c", "import povwatch.wsgi")[0] == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEY"])
def test_no_secret_is_made_up_beside_a_database(db, tmp_path, name):
    status, told = begun("manage.py", "check", POVWATCH_HOME=str(tmp_path), **{name: ""})
    assert status != 0 and f"{name} is not set" in told and "openssl rand" in told
    assert not (tmp_path / "secrets" / name).exists()


def test_the_check_names_all_that_is_missing_and_nothing_when_all_is_set(db, tmp_path):
    bare = {"EMAIL_URL": "", "ALLOWED_HOSTS": "localhost", "LOG_COPY": "", "SITE_URL": "http://127.0.0.1:8000"}
    _status, told = begun("manage.py", "check", "--deploy", **bare)
    assert all(word in told for word in ("SITE_URL", "EMAIL_URL", "ALLOWED_HOSTS", "LOG_COPY"))
    whole = {
        "HTTPS": "1", "SITE_URL": "https://povwatch.example.cn", "EMAIL_URL": "smtp+tls://a:b@mail.example.cn:587",
        "ALLOWED_HOSTS": "povwatch.example.cn", "LOG_COPY": "syslog://log.example.cn:514",
        "SECRET_KEY": "qmZt0cGQp9v3xJrXh2sLw8yNnB5dKe7fTuAiRoPz41WqEsDc6VgHjM",
    }  # fmt: skip
    status, told = begun("manage.py", "check", "--deploy", "--fail-level", "WARNING", **whole)
    assert status == 0, told
