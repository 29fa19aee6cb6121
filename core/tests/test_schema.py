"""A database made by an earlier or a later povwatch is refused, with what to do."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.database_roles import as_owner
from devserver.start import CannotStart, refuse_other_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def later():
    with as_owner():
        MigrationRecorder(connection).record_applied("cases", "0999_of_the_next_version")


@pytest.fixture
def earlier():
    with as_owner():
        MigrationRecorder(connection).record_applied("cases", "0008_recorded_at")
        MigrationRecorder(connection).record_unapplied("core", "0001_initial")


def refused():
    return [found for found in run_checks(databases=["default"]) if found.id == "core.E001"]


def test_a_database_of_today_is_in_order():
    assert not refused()
    refuse_other_database()


def test_one_from_before_the_first_release_is_refused_by_every_road(earlier):
    with pytest.raises(SystemCheckError, match="made by an earlier povwatch(.|\n)*Start with an empty database"):
        call_command("migrate", skip_checks=False)
    with pytest.raises(CannotStart, match="Start with an empty database"):
        refuse_other_database()


def test_one_that_a_later_version_migrated_is_left_to_it(later):
    """Guards against the advice to begin with an empty database after a rollback, and against an old `migrate` that
    would let the application change what it does not know as insert-only."""
    with pytest.raises(SystemCheckError, match="by a later povwatch(.|\n)*go on with it as it is"):
        call_command("migrate", skip_checks=False)
    with pytest.raises(CannotStart, match="docs/upgrading.md"):
        refuse_other_database()


def test_the_migrations_of_others_are_their_own_affair():
    with as_owner():
        MigrationRecorder(connection).record_applied("axes", "0099_from_the_future")
    assert not refused()
