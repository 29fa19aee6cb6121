"""The employment account of a small Fengjie: its total, its stories, and that it follows from records."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import Area
from policy import parameters
from sample.families.stories import number_of
from work.models import AccountEntry
from work.people.entries import refresh_account_entries

DAY = dt.date(2025, 6, 15)
FENGJIE, SIZE = "500236", 680


@pytest.fixture(scope="module")
def fengjie(django_db_setup, django_db_blocker):
    """Fengjie with a fiftieth of its households, shared by the stories of this module, rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("sample_county", county="fengjie", households=SIZE, seed=1, as_of=DAY, stdout=io.StringIO())
        county = Area.objects.get(code=FENGJIE)
        refresh_account_entries(parameters.parameters_on(DAY, county), county=county)
        yield county
        transaction.set_rollback(True)


def test_the_account_holds_its_share_of_the_published_number(fengjie, db):
    assert AccountEntry.objects.in_account().count() == round(67_033 * SIZE / 34_000)


def test_some_are_in_every_state_and_most_of_those_away_were_heard_of_lately(fengjie, db):
    states = set(AccountEntry.objects.values_list("state", flat=True))
    assert {"needs", "training", "county", "province", "outside", "not_looking", "school", "unable"} <= states
    away = AccountEntry.objects.filter(state__in=["province", "outside"])
    lately = away.filter(confirmed_on__gte=DAY - dt.timedelta(45))
    assert 0.75 * away.count() < lately.count() < away.count()


def test_the_man_with_the_sewing_machine_works_at_home_and_may_not_leave_it(fengjie, db):
    entry = AccountEntry.objects.get(household__number=number_of("sewing machine", FENGJIE), member__relation="head")
    assert (entry.state, entry.stays_home, entry.skill) == ("county", True, "缝纫")
    assert (entry.spell.channel, entry.village.code) == ("workshop", "500236132207")
