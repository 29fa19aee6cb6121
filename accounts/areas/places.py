"""The county or place that a page is about, as its address names it."""

from django.http import Http404

from accounts.models import Area

from .former import formerly


def requested_county(request, permission):
    """Return the county to show and all that can be chosen: the one named in ?county=, else the first in which the
    person holds `permission`, even if only for a village of it. Any other county is not found (404)."""
    codes = {area.county_code for area in request.user.areas_where(permission)}
    counties = Area.objects.counties().filter(code__in=codes)
    asked = request.GET.get("county")
    return area_by_code(asked, counties) if asked else counties.first(), counties


def area_by_code(code, areas) -> Area:
    """Return the one of `areas` with this code, or that had it until it changed: links are older than changes. Text
    that is no code is not found either: some characters would be an error in the database."""
    found = (areas.filter(code=code).first() or formerly(code, areas).first()) if (code or "").isalnum() else None
    if found is None:
        raise Http404
    return found


def first_county(areas) -> Area | None:
    return Area.objects.counties().filter(code__in={area.county_code for area in areas}).first()
