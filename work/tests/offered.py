"""Offers, enterprises and people of the account, as the stories of this app need them."""

import datetime as dt
from decimal import Decimal

from cases.models import Measure
from core.dates import today
from households.models import Household
from policy import parameters
from povwatch.tests.factories import household, member
from work.models import Enterprise, Offer, Placement
from work.people.entries import refresh_account_entries
from work.places import county_of

SEWING = "Sewing machine"


def enterprise(where, **fields):
    fields = {"kind": "workshop", "name": "Heyi Garments", **fields}
    return Enterprise.objects.create(county=county_of(where), area=where, **fields)


def offer(area, kind="post", **fields):
    """An open offer with one place, from today on, for whoever is of working age and has some capacity to work."""
    wage = {} if kind == "course" else {"monthly_wage": Decimal(800)}
    fields = {"title": "Sweeping the road", "starts_on": today(), "where": "village", **wage, **fields}
    return Offer.objects.create(county=county_of(area), area=area, kind=kind, **fields)


def worker(where, name="Tian", *, home=None, **fields):
    """Somebody able to work, by themselves in a lifted household unless one is given."""
    born = dt.date(1990, 1, 1)
    return member(home or household(where, people=0), **{"name": name, "birth_date": born, **fields})


def account(county):
    """Bring the account of a county in line with the records, as of today."""
    refresh_account_entries(parameters.parameters_on(today(), county), county=county)


def refreshed(*homes):
    """Bring the account of some households in line with the records, as of today."""
    for home in homes:
        pk = home.pk if isinstance(home, Household) else home.household_id
        county = Household.objects.get(pk=pk).county
        refresh_account_entries(parameters.parameters_on(today(), county), pk__in=[pk])


def placement(one, who, by, **fields):
    """A place of an offer that somebody was offered."""
    named = {"household": who.household, "member": who, "group": "employment", "title": one.title}
    measure = Measure.objects.create(**named, planned_on=today(), by=by)
    return Placement.objects.create(offer=one, member=who, measure=measure, offered_on=today(), by=by, **fields)
