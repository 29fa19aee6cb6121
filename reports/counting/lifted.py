"""The lifted households of a month, used for visits and for work."""

from django.db.models import Q

from households.choices import HouseholdKind, HouseholdState
from households.models import Household


def lifted_households(month):
    """Return the lifted households on file at the end of the month. One entered since the month was first counted is
    none of them: nothing says that it was lifted then."""
    there = Q(state=HouseholdState.ACTIVE) | Q(state_on__gt=month.as_of) & ~Q(state=HouseholdState.MISTAKE)
    lifted = month.entered("created_at") & Q(county=month.county, kind=HouseholdKind.LIFTED)
    return Household.objects.filter(there, lifted).order_by()
