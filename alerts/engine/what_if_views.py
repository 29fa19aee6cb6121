"""Pages of what-if: the values to try, what they would change, and the households behind each number."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.areas.places import area_by_code, requested_county
from accounts.models import Area
from accounts.permissions import Permission, guard
from core.dates import today
from core.listing import list_page
from households.models import Household
from policy import parameters
from policy.keys import PARAMETER_KEYS

from .changes import changed_households
from .columns import change_tiles, changes_tables, what_if_listing
from .explain import parameter_value_words
from .forms import WhatIfForm, WhatIfHouseholdFilter
from .what_if import tried_parameters, try_parameter_values


@require_GET
@guard(Permission.WHAT_IF)
def what_if_page(request):
    """Try other parameter values on today's facts, inside the user's territory; nothing is written."""
    county, counties = requested_county(request, Permission.WHAT_IF)
    asked = any(request.GET.get(key) for key in PARAMETER_KEYS) or "submitted" in request.GET
    form = WhatIfForm(request.GET if asked else None, parameters=parameters.parameters_on(today(), county))
    context = {"form": form, "county": county, "counties": counties}
    if asked and form.is_valid():
        areas = request.user.areas_where(Permission.WHAT_IF)
        difference = try_parameter_values(county, form.cleaned_data, areas=areas)
        context |= difference_context(county, difference)
    return render(request, "alerts/engine/what_if.html", context, status=422 if form.errors else 200)


def difference_context(county, difference) -> dict:
    """Return what the page shows of a difference: the values tried, the sums and the tables, linked to households."""
    tried = ",".join(f"{key}={value}" for key, (_now, value) in difference.values.items())
    listed = reverse("alerts:what-if-households", args=[county.code, tried])
    return {
        "difference": difference,
        "tried_values": tried_parameter_words(difference.values),
        "tiles": change_tiles(listed, difference),
        "tables": changes_tables(listed),
    }


def tried_parameter_words(values) -> list:
    """Return (parameter, value in force, value tried, where to enact it) in words, of {key: (in force, tried)}."""
    return [
        (
            PARAMETER_KEYS[key].label,
            parameter_value_words(key, now) if now is not None else _("not in force"),
            parameter_value_words(key, tried),
            reverse("policy:enact", query={"key": key, "value": tried}),
        )
        for key, (now, tried) in values.items()
    ]


@never_cache
@require_GET
@guard(Permission.WHAT_IF)
def what_if_household_list(request, county, values):
    """List the households that the values of the address would change, by rule, kind of change and place."""
    county = area_by_code(county, requested_county(request, Permission.WHAT_IF)[1])
    try:
        p, tried = tried_parameters(county, asked := dict(one.split("=", 1) for one in values.split(",") if "=" in one))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("alerts:what-if")
    areas = request.user.areas_where(Permission.WHAT_IF)
    changed = partial(changed_households, p, tried, county=county, village__in=Area.objects.within(*areas))
    households = Household.objects.visible_to(request.user).within(*areas).select_related("village__parent")
    listing = what_if_listing(tried_parameter_words({key: (p.values.get(key), tried.values[key]) for key in asked}))
    return list_page(request, households, partial(WhatIfHouseholdFilter, changed=changed), listing)
