"""The dashboard: where to act, and the numbers of a territory as of a day."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.areas.places import area_by_code
from accounts.models import Area
from accounts.permissions import Permission, guard
from accounts.waiting.counts import counts_of_request
from core.dates import today
from core.listing import is_partial_request
from reports.past_day.page import dashboard_beside_month

from .acting import ToActOn
from .charts import dashboard_charts
from .forms import DayForm
from .page import Dashboard
from .tile_map import TileMap


@guard(Permission.INDICATOR_VIEW)
def dashboard_page(request):
    """Show where to act, then tiles, map, places, trend, risks and this month. ?area= selects a place, ?on= a day in
    the past, ?map= what the map shows."""
    form = DayForm({"area": "", **request.GET.dict()})
    page = Dashboard(request.user, areas_for_dashboard(request), form.day)
    context = {"form": form, "page": page, "imports_url": registry_imports_url(request.user)}
    context |= {"map": map_of_request(request, page), "charts": dashboard_charts(page.indicators)}
    context |= {"acting": ToActOn(page) if page.day == today() else None, "past_day": dashboard_beside_month(page)}
    context["silent"] = counts_of_request(request).get("feeds-silent")
    return render(request, "reports/dashboard/dashboard.html", context)


@guard(Permission.INDICATOR_VIEW)
def dashboard_rows(request):
    """Show the rows of the places inside ?area=, to unfold below its own row."""
    if not request.GET.get("area"):
        raise Http404
    page = Dashboard(request.user, areas_for_dashboard(request), DayForm(request.GET).day)
    return render(request, "reports/dashboard/_rows.html", {"page": page, "inner": True})


@guard(Permission.INDICATOR_VIEW)
def dashboard_map(request):
    """Show the map by the measure in ?map=, alone; without scripts the whole dashboard with it."""
    if not is_partial_request(request):
        return dashboard_page(request)
    page = Dashboard(request.user, areas_for_dashboard(request), DayForm({"area": "", **request.GET.dict()}).day)
    return render(request, "reports/dashboard/_map.html", {"map": map_of_request(request, page)})


def map_of_request(request, page) -> TileMap:
    return TileMap(page, request.GET.get("map", ""), request.GET.get("per", ""))


def areas_for_dashboard(request) -> list[Area]:
    """Return the requested area when it is in the user's territory; without one the whole territory."""
    if code := request.GET.get("area"):
        return [area_by_code(code, Area.objects.visible_to(request.user))]
    return request.user.areas_where(Permission.INDICATOR_VIEW)


def registry_imports_url(user) -> str:
    """Return the import page, for those who may import the registry."""
    return reverse("households:imports") if user.holds(Permission.IMPORT_REGISTRY) else ""
