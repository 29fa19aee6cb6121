"""The page of what is late in people's work."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard
from core.dates import today
from core.listing.tables import asked_table
from policy import parameters
from work.models import AccountEntry

from .columns import DUTIES_TABLE, villages_table
from .conditions import count_duties, late_by_village


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def late_work(request):
    """Show how many people are late by each rule, in all and by village; each number opens the list of its people."""
    county, counties = requested_county(request, Permission.HOUSEHOLD_VIEW)
    p = parameters.parameters_on(today(), county)
    villages = late_by_village(AccountEntry.objects.visible_to(request.user).filter(county=county), p)
    counted, by_village = count_duties(villages), villages_table()
    if file := asked_table(request, (DUTIES_TABLE, counted), (by_village, villages)):
        return file
    context = {
        "county": county,
        "counties": counties,
        "duties": counted,
        "villages": villages,
        "duties_table": DUTIES_TABLE,
        "villages_table": by_village,
        "days": p.values,
    }
    return render(request, "work/duties/late.html", context)
