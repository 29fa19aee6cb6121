"""Small accounts for the stories of this app: somebody able to work, their work, and the account brought up to date."""

import datetime as dt

from core.dates import today
from households.models import WorkSpell
from policy import parameters
from povwatch.tests.factories import household, member
from work.models import AccountEntry
from work.people.entries import refresh_account_entries


def ago(days):
    return today() - dt.timedelta(days)


def worker(village, name="Tian", *, home=None, **fields):
    """Somebody of working age, able to work, of a lifted household."""
    fields = {"labour": "ordinary", "birth_date": dt.date(1990, 1, 1), **fields}
    return member(home or household(village, people=0), name=name, **fields)


def spell(of, *, since=100, until=None, place="outside", channel="own", **more):
    ended = None if until is None else ago(until)
    return WorkSpell.objects.create(
        member=of, started_on=ago(since), ended_on=ended, place=place, channel=channel, **more
    )


def bring_up(county):
    """Bring the account of a county up to date, as the night does."""
    refresh_account_entries(parameters.parameters_on(today(), county), county=county)


def entry(of) -> AccountEntry:
    return AccountEntry.objects.get(member=of)


def words(answer):
    return answer.content.decode()
