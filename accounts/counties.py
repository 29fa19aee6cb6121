"""Which county a page is about, when a person works for several."""

from django.shortcuts import get_object_or_404

from .models import Area


def county_of(request, permission):
    """The county to show and all that could be: the one named in ?county=, else the first of those in which the person
    holds `permission`, be it for a village of it. Another county is not found."""
    codes = {area.county_code for area in request.user.areas_where(permission)}
    counties = Area.objects.counties().filter(code__in=codes)
    asked = request.GET.get("county")
    return get_object_or_404(counties, code=asked) if asked else counties.first(), counties
