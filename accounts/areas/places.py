"""Which county or place a page is about, as its address names it."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Area


def requested_county(request, permission):
    """The county to show and all that could be: the one named in ?county=, else the first of those in which the person
    holds `permission`, be it for a village of it. Another county is not found."""
    codes = {area.county_code for area in request.user.areas_where(permission)}
    counties = Area.objects.counties().filter(code__in=codes)
    asked = request.GET.get("county")
    return area_by_code(asked, counties) if asked else counties.first(), counties


def area_by_code(code, areas) -> Area:
    """The one of `areas` with this code. What is no code is not found either: the database does not take every sign."""
    if not (code or "").isalnum():
        raise Http404
    return get_object_or_404(areas, code=code)


def first_county(areas) -> Area | None:
    return Area.objects.counties().filter(code__in={area.county_code for area in areas}).first()
