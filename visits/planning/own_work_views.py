"""The page of one's own work of a week."""

import datetime as dt

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard

from . import own_work


@never_cache
@require_GET
@guard(Permission.VISIT_LOG)
def week_page(request):
    """Show what one did oneself in a week, day by day, and the sums of the weeks before."""
    monday = own_work.asked_monday(request.GET.get("week", ""))
    days = own_work.work_of_week(request.user, monday)
    record_access(request.user, "week_opened", visits=sum(len(day["visits"]) for day in days))
    context = {
        "monday": monday,
        "sunday": monday + dt.timedelta(own_work.WEEK - 1),
        "kinds": own_work.kinds_of_work(),
        "days": days,
        "totals": own_work.totals_of(days),
        "deeds": own_work.deeds_of_week(days),
        "earlier": own_work.earlier_weeks(request.user, monday),
    }
    return render(request, "visits/planning/week.html", context)
