"""The list of places, the page of one, and what is entered, corrected and taken back there of what it is."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Area, AreaAttribute
from accounts.permissions import Permission, guard, may
from core.dates import today
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import ActionRefused, StaleState

from . import attributes
from .columns import ATTRIBUTE_TABLE, PLACE_LISTING
from .filters import PlaceFilter
from .forms import AreaAttributeForm

MOST_SHOWN = 50  # entries that hold no more


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def place_list(request):
    """Show the places of one's territory and what they are today."""
    places = Area.objects.visible_to(request.user).exclude(level=Area.Level.GROUP).not_ended()
    places = attributes.with_attributes(places.select_related("parent"), today())
    return list_page(request, places, PlaceFilter, PLACE_LISTING)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.INDICATOR_VIEW)
def place(request, pk):
    """Show what a place is, was, and how it changed; whoever may enters what it is."""
    area = get_object_or_404(Area.objects.visible_to(request.user).exclude(level=Area.Level.GROUP), pk=pk)
    form, status = AreaAttributeForm(request.POST or None), 200
    if request.method == "POST":
        sent = submit_form(form, partial(attributes.enter_area_attribute, area, by=request.user))
        if sent.done:
            messages.success(request, _("Entered: %(what)s.") % {"what": sent.result.in_words})
            return redirect(area)
        status = sent.status
    return render(request, "accounts/areas/place.html", place_context(request.user, area, form), status=status)


def place_context(user, area, form) -> dict:
    held = attributes.attributes_of(area, today())
    others = area.attributes.exclude(pk__in=held.values("pk")).select_related("area", "by", "withdrawn_by")
    return {
        "area": area,
        "lead": f"{area.get_level_display()} · {area.code}",
        "crumbs": place_crumbs(user, area),
        "held": held,
        "others": others.order_by("-recorded_at")[:MOST_SHOWN],
        "changes": area.changes.select_related("area__parent", "into", "by"),
        "form": form if may(user, Permission.AREA_CHANGE, area) and not area.ended_on else None,
        "table": ATTRIBUTE_TABLE if may(user, Permission.AREA_CHANGE, area) else ATTRIBUTE_TABLE.without("correct"),
    }


def place_crumbs(user, area) -> list[dict]:
    """Return the way from the list of places to this one; what lies above one's territory is no link."""
    around = Area.objects.filter(code__in=area.path.split("/")[:-1]).order_by("path")
    mine = set(Area.objects.visible_to(user).filter(pk__in=around).values_list("pk", flat=True))
    way = [{"label": one.name, "url": one.get_absolute_url() if one.pk in mine else ""} for one in around]
    return [{"label": _("Places"), "url": reverse("accounts:places")}, *way]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.AREA_CHANGE)
def area_attribute(request, pk):
    """Correct or end an entry of what an area is, with the reason."""
    one = attribute_to_change(request.user, pk)
    form, status = AreaAttributeForm(request.POST or None, standing=one), 200
    if request.method == "POST":
        sent = submit_form(form, partial(attributes.correct_area_attribute, one, by=request.user))
        if sent.done:
            messages.success(request, _("Saved. What stood before is kept below."))
            return redirect(one.area)
        status = sent.status
    crumbs = [*place_crumbs(request.user, one.area), {"label": one.in_words}]
    context = {"one": one, "form": form, "title": f"{one.area} · {one.in_words}", "crumbs": crumbs}
    return render(request, "accounts/areas/attribute.html", context, status=status)


@require_POST
@guard(Permission.AREA_CHANGE)
def area_attribute_withdraw(request, pk):
    """Take back an entry that never was right."""
    one = attribute_to_change(request.user, pk)
    try:
        attributes.withdraw_area_attribute(one, by=request.user, why=request.POST.get("why", "")[:200])
        messages.success(request, _("Taken back: %(what)s.") % {"what": one.in_words})
    except (ActionRefused, StaleState) as error:
        messages.error(request, str(error))
    return redirect(one.area)


def attribute_to_change(user, pk) -> AreaAttribute:
    """Return an entry within the territory; one that was replaced is shown as it is and refused when it is sent."""
    inside = AreaAttribute.objects.within(*user.areas_where(Permission.AREA_CHANGE))
    return get_object_or_404(inside.select_related("area"), pk=pk)
