"""The operator's way: manage.py import_feed, the same road as the page."""

import json

import pytest
from django.core.management import CommandError, call_command

from departments.models import FeedRow
from povwatch.tests.factories import household, member

from .sent import LIU, file_of, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def path(heyi, tmp_path):
    member(household(heyi, people=1), name="Sample Liu", id_number=LIU)

    def written(*rows):
        made = tmp_path / "sample.csv"
        made.write_bytes(file_of(list(rows)).read())
        return str(made)

    return written


def test_it_publishes_the_last_full_month_and_says_so_as_json(path, capsys):
    call_command("import_feed", "medical_insurance", path(row()), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], told["month"], told["counts"]["matched"]) == ("published", "2026-06", 1)
    assert FeedRow.objects.count() == 1


def test_a_dry_run_publishes_nothing_and_names_what_is_wrong(path, capsys):
    call_command("import_feed", "medical_insurance", path(row(), row("A2", self_paid="much")), "--dry-run")
    assert "row 3, self_paid “much”: Not a number." in capsys.readouterr().out
    assert not FeedRow.objects.exists()


def test_bad_rows_stop_it_unless_the_good_ones_are_wanted(path):
    bad = row("A2", self_paid="much")
    with pytest.raises(CommandError, match="Nothing was published"):
        call_command("import_feed", "medical_insurance", path(row(), bad))
    call_command("import_feed", "medical_insurance", path(row(), bad), "--good-rows")
    assert FeedRow.objects.get().reference == "A1"


@pytest.mark.parametrize("month", ["2026-13", "June", "2026-08"])
def test_a_month_that_is_none_or_still_to_come_is_refused(path, month):
    with pytest.raises(CommandError):
        call_command("import_feed", "medical_insurance", path(row()), "--month", month)
