"""The dashboard: the numbers of one's territory as of a day."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from accounts.areas.places import area_named
from accounts.models import Area
from accounts.permissions import Permission, guard

from . import charts
from .forms import DayForm
from .page import Dashboard


@guard(Permission.INDICATOR_VIEW)
def dashboard(request):
    """Tiles, this month, places, trend, risks and map; ?area= goes deeper into the territory, ?on= back in time."""
    form = DayForm({"area": "", **request.GET.dict()})
    page = Dashboard(request.user, chosen_areas(request), form.day)
    drawn = [charts.trend(page.indicators), charts.shares(page.indicators), charts.risks(page.indicators)]
    context = {"form": form, "page": page, "charts": drawn, "imports_url": imports_url(request.user)}
    return render(request, "reports/dashboard/dashboard.html", context)


@guard(Permission.INDICATOR_VIEW)
def rows(request):
    """The rows of the places inside ?area=, to unfold under its own row."""
    if not request.GET.get("area"):
        raise Http404
    page = Dashboard(request.user, chosen_areas(request), DayForm(request.GET).day)
    return render(request, "reports/dashboard/_rows.html", {"page": page, "inner": True})


def chosen_areas(request) -> list[Area]:
    """The area that was asked for, when it lies in one's territory; without one the whole territory."""
    if code := request.GET.get("area"):
        return [area_named(code, Area.objects.visible_to(request.user))]
    return request.user.areas_where(Permission.INDICATOR_VIEW)


def imports_url(user) -> str:
    """Where those who may import the registry do so."""
    return reverse("households:imports") if user.holds(Permission.IMPORT_REGISTRY) else ""
