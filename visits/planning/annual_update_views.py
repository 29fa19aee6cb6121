"""The page of the annual update: how far each village is, and the households that are still to be asked."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard
from core.dates import accounting_months, accounting_year, add_months, today
from core.listing.tables import asked_table
from households.models import Household

from .annual_update import annual_update_by_village, count_annual_update, last_day_to_collect
from .columns import ANNUAL_UPDATE_TABLE


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def annual_update_page(request):
    """Show by village how many households have told their income of the last accounting year."""
    county, counties = requested_county(request, Permission.HOUSEHOLD_VIEW)
    households = Household.objects.visible_to(request.user).within(county)
    villages, year = annual_update_by_village(households), accounting_year(today())
    if file := asked_table(request, (ANNUAL_UPDATE_TABLE, villages)):
        return file
    months = accounting_months(year)
    context = {
        "county": county,
        "counties": counties,
        "year": year,
        "first": months.start,
        "last": add_months(months.end, -1),
        "until": last_day_to_collect(today()),
        "is_over": today() > last_day_to_collect(today()),
        "total": count_annual_update(households),
        "villages": villages,
        "table": ANNUAL_UPDATE_TABLE,
    }
    return render(request, "visits/planning/annual_update.html", context)
