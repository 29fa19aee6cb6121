"""The page of shortfalls of monitored households, for townships and the county."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard
from cases.assessment import shortfalls
from cases.models import Case
from core.dates import today
from core.listing.tables import asked_table
from policy import parameters

from .shortfall_columns import SHORTFALLS_TABLE, villages_table


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def shortfall_list(request):
    """Show the number of cases with each shortfall, in all and by village; each number opens the list of its cases."""
    county, counties = requested_county(request, Permission.HOUSEHOLD_VIEW)
    p = parameters.parameters_on(today(), county)
    cases = Case.objects.visible_to(request.user).within(county)
    counted, villages = shortfalls.count_shortfalls(cases, p), shortfalls.shortfalls_by_village(cases, p)
    by_village = villages_table()
    if file := asked_table(request, (SHORTFALLS_TABLE, counted), (by_village, villages)):
        return file
    context = {
        "county": county,
        "counties": counties,
        "shortfalls": counted,
        "villages": villages,
        "shortfalls_table": SHORTFALLS_TABLE,
        "villages_table": by_village,
        "days": [p.values.get(key) for key in ("plan_days", "first_measure_days", "judgement_months")],
    }
    return render(request, "cases/lists/shortfalls.html", context)
