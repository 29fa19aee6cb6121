"""The page of a place's work at a glance."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, guard
from core.dates import today
from core.listing.tables import asked_table
from work.people.counts import chosen_place, places_above, places_one_level_down
from work.trades.columns import KINDS_TABLE

from .columns import ENTERPRISES_TABLE, LATE_TABLE, OFFERS_TABLE, PEOPLE_TABLE
from .counts import Picture


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def picture_page(request):
    """Show people, offers, enterprises, trades and what is late in one place; each number opens its list."""
    place = chosen_place(request.user, request.GET.get("area"))
    picture = Picture(request.user, place, today())
    tables = [
        (PEOPLE_TABLE, picture.people()),
        (LATE_TABLE, picture.late()),
        (OFFERS_TABLE, picture.offers()),
        (ENTERPRISES_TABLE, picture.enterprises()),
        (KINDS_TABLE, picture.trades()),
    ]
    if file := asked_table(request, *tables):
        return file
    context = {"place": place, "day": picture.day, "tables": [one for one in tables if one[1]]}
    below = [area for area in places_one_level_down(request.user, place) if area != place]
    context |= {"above": places_above(request.user, place, "work:picture"), "below": below}
    return render(request, "work/picture/picture.html", context)
