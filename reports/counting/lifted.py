"""The lifted households of a month: the same for visits and for work."""

from django.db.models import Q

from households.choices import HouseholdKind, HouseholdState
from households.models import Household


def lifted_households(month):
    """Lifted households that were on file at the end of the month."""
    there = Q(state=HouseholdState.ACTIVE) | Q(state_on__gt=month.as_of)
    return Household.objects.filter(there, county=month.county, kind=HouseholdKind.LIFTED).order_by()
