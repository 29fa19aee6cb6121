"""The page of the three "earlies": medians by place, and the slowest households behind each."""

import datetime as dt
from collections import Counter, defaultdict

from django.db.models import Count
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may
from core.dates import today
from households.models import Household
from households.registry.names import masked_labels
from reports.indicators.early_figures import EARLIES, EARLY_DAYS
from reports.indicators.figures import area_path_chain, median_of_counts

from .page import Dashboard
from .views import areas_for_dashboard

SLOWEST_SHOWN = 10
EARLIES_LIST = "earlies"  # in the access log
name_access_detail("list", values=[(EARLIES_LIST, _("How early"))])


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def early_page(request):
    """Show how early risks are noticed, answered and met with help, by place; to those who may see households, the
    slowest too."""
    page = Dashboard(request.user, areas_for_dashboard(request), today())
    since = today() - dt.timedelta(EARLY_DAYS)
    earlies = [(early, early.rows(page.areas, since, page.day)) for early in EARLIES]
    told = [(early, days_by_place(rows)) for early, rows in earlies]
    sees = all(may(request.user, Permission.HOUSEHOLD_VIEW, area) for area in page.areas)
    slowest = slowest_households(request, earlies) if sees else []
    places = [area for area in page.indicators.places if area.level == page.level and area != page.place]
    rows = [{"area": area, "url": early_url(area), "medians": medians(told, area.path)} for area in places]
    context = {"page": page, "rows": rows, "total": medians(told, ""), "earlies": EARLIES, "slowest": slowest}
    context |= {"days": EARLY_DAYS, "crumbs": [{"label": _("Dashboard"), "url": reverse("reports:dashboard")}]}
    return render(request, "reports/dashboard/early.html", context)


def early_url(area) -> str:
    return reverse("reports:early", query={"area": area.code})


def days_by_place(rows) -> dict[str, Counter]:
    """Return {path of an area: {days: times}}, under "" of all; None are those that have not come yet."""
    found = defaultdict(Counter)
    for path, days, number in rows.values_list("path", "days").annotate(n=Count("pk")):
        for part in ("", *area_path_chain(path)):
            found[part][days] += number
    return found


def medians(told, path) -> list[dict]:
    """Return for each early its median of a place, of how many, and how many have not come yet."""
    found = []
    for early, by_place in told:
        times = Counter(by_place[path])
        waiting = times.pop(None, 0)
        found.append({"early": early, "median": median_of_counts(times), "number": times.total(), "waiting": waiting})
    return found


def slowest_households(request, earlies) -> list[dict]:
    """Return for each early the households that took longest; each is in the access log as seen."""
    found = [(early, slowest_of(rows)) for early, rows in earlies]
    keys = {home for _early, rows in found for home, _days in rows}
    homes = Household.objects.visible_to(request.user).select_related("village").in_bulk(keys)
    names = masked_labels(list(homes.values()))
    record_access(request.user, "list_opened", shown=list(homes), list=EARLIES_LIST, rows=len(homes))
    shown = {key: {"home": home, "name": names[key]} for key, home in homes.items()}
    return [
        {"early": early, "rows": [shown[key] | {"days": days} for key, days in rows if key in shown]}
        for early, rows in found
    ]


def slowest_of(rows) -> list[tuple[int, int]]:
    """Return (household, days) of those that took longest; who still waits has not taken any."""
    took = rows.filter(days__isnull=False).order_by("-days", "pk")
    return list(took.values_list("home", "days")[:SLOWEST_SHOWN])
