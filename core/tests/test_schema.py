"""A database made by an earlier povwatch is refused, with what to do."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from core.database_roles import as_owner
from devserver.start import CannotStart, refuse_earlier_database

pytestmark = pytest.mark.django_db


@pytest.fixture
def earlier():
    with as_owner():
        MigrationRecorder(connection).record_applied("cases", "0008_recorded_at")


def refused():
    return [found for found in run_checks(databases=["default"]) if found.id == "core.E001"]


def test_a_database_of_today_is_in_order():
    assert not refused()
    refuse_earlier_database()


def test_one_from_before_the_first_release_is_refused_by_every_road(earlier):
    with pytest.raises(SystemCheckError, match="made by an earlier povwatch(.|\n)*Start with an empty database"):
        call_command("migrate", skip_checks=False)
    with pytest.raises(CannotStart, match="Start with an empty database"):
        refuse_earlier_database()


def test_the_migrations_of_others_are_their_own_affair():
    with as_owner():
        MigrationRecorder(connection).record_applied("axes", "0099_from_the_future")
    assert not refused()
