"""The page on which a township or county sees whether its visiting keeps up."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard
from core.dates import today
from core.listing.tables import asked_table
from households.models import Household
from policy import parameters
from visits.models import Visit

from . import overdue
from .columns import DOUBTS_TABLE, LATE_TABLE


@never_cache
@guard(Permission.DUTY_VIEW)
def overdue_visit_page(request):
    """Show overdue visits by village, and doubtful visits by reason; each number opens the list of what it counts."""
    county, counties = requested_county(request, Permission.DUTY_VIEW)
    p = parameters.parameters_on(today(), county)
    villages = overdue.overdue_visits_by_village(Household.objects.visible_to(request.user).within(county), p)
    doubts = overdue.count_visit_doubts(Visit.objects.visible_to(request.user).within(county), p)
    if file := asked_table(request, (LATE_TABLE, villages), (DOUBTS_TABLE, doubts)):
        return file
    context = {
        "county": county,
        "counties": counties,
        "villages": villages,
        "doubts": doubts,
        "doubts_table": DOUBTS_TABLE,
        "late_table": LATE_TABLE,
        "days": overdue.DOUBT_LOOKBACK_DAYS,
        "intervals": [p.values.get("visit_days_followed"), p.values.get("visit_days_lifted")],
    }
    return render(request, "visits/planning/overdue.html", context)
