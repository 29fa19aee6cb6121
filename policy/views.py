"""The pages of a county's parameters: values in force, earlier and coming ones, and the decision on the next value."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.areas.places import requested_county
from accounts.permissions import Permission, guard, may
from core.dates import today

from . import actions
from .columns import IN_FORCE, PARAMETER_VALUES_TABLE, PAST, REPLACED, TO_COME, parameter_table
from .forms import EnactForm
from .keys import PARAMETER_KEYS, PARAMETER_THEMES
from .models import Parameter


@guard(Permission.PARAMETER_VIEW)
def parameter_list(request):
    """Show every parameter with its value today, since when and by which document, and what comes next."""
    county, counties = requested_county(request, Permission.PARAMETER_VIEW)
    rows = {code: [] for code in PARAMETER_KEYS}
    values = Parameter.objects.visible_to(request.user).filter(area=county, key__in=PARAMETER_KEYS)
    for row in values.select_related("enacted_by"):
        rows[row.key].append(row)
    themes = [(name, [parameter_history(key, rows[key.code]) for key in keys]) for name, keys in PARAMETER_THEMES]
    context = {"themes": themes, "day": today(), "county": county, "counties": counties}
    context["listing"] = parameter_table(county)
    return render(request, "policy/parameter_list.html", context)


@guard(Permission.PARAMETER_VIEW)
def parameter_page(request):
    """Show one parameter (?key=): its meaning, and every earlier, current and coming value."""
    county, _counties = requested_county(request, Permission.PARAMETER_VIEW)
    key = requested_parameter_key(request)
    if key is None:
        return redirect("policy:parameters")
    rows = Parameter.objects.visible_to(request.user).filter(area=county, key=key.code).select_related("enacted_by")
    context = {
        "life": parameter_history(key, rows),
        "listing": PARAMETER_VALUES_TABLE,
        "limits": [key.words(key.least), key.words(key.most)],
        "county": county,
        "may_enact": may(request.user, Permission.PARAMETER_ENACT, county),
    }
    return render(request, "policy/parameter_detail.html", context)


def requested_parameter_key(request):
    """Return the parameter named in ?key=; None when none is named."""
    code = request.GET.get("key", "")
    if code and code not in PARAMETER_KEYS:
        raise Http404("no such parameter")
    return PARAMETER_KEYS.get(code)


def parameter_history(key, rows) -> dict:
    """Return a parameter's values, the latest start first, each with the day until which it holds and its state
    today."""
    spans, following = [], None
    for row in rows:
        until = following and following - dt.timedelta(days=1)
        spans.append({"row": row, "until": until, "state": parameter_value_state(row, following)})
        following = row.valid_from
    return {
        "key": key,
        "spans": spans,
        "now": next((span["row"] for span in spans if span["state"] == IN_FORCE), None),
        "coming": [span["row"] for span in spans if span["state"] == TO_COME][::-1],
    }


def parameter_value_state(row, following) -> str:
    """Return the state of a value when the next one starts on `following`. Of two with one start the later one
    holds."""
    if following == row.valid_from:
        return REPLACED
    if row.valid_from > today():
        return TO_COME
    return IN_FORCE if following is None or following > today() else PAST


@guard(Permission.PARAMETER_ENACT)
def parameter_enact(request):
    """Decide on the next value of ?key=: fill in, compare old and new, enact."""
    county, _counties = requested_county(request, Permission.PARAMETER_ENACT)
    key = requested_parameter_key(request)
    if key is None:
        return redirect("policy:parameters")
    form = EnactForm(request.POST or None, key=key, initial={"value": request.GET.get("value")})
    context = {"key": key, "county": county, "form": form}
    if request.method == "POST" and form.is_valid() and "back" not in request.POST:
        if "confirmed" not in request.POST:
            return render(
                request, "policy/enact_confirm.html", context | enactment_consequences(key, county, form.cleaned_data)
            )
        if enact_from_form(form, key, county, by=request.user):
            messages.success(request, _("Enacted. The next nightly run uses it."))
            return redirect(reverse("policy:parameter", query={"key": key.code, "county": county.code}))
    return render(request, "policy/enact.html", context, status=422 if form.errors else 200)


def enact_from_form(form, key, county, *, by) -> bool:
    """Put the decision in force. Returns False when that was refused; then the form says why."""
    try:
        actions.enact_parameter(key=key.code, area=county, by=by, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def enactment_consequences(key, county, decision) -> dict:
    """Return what the confirmation page shows beside the new value: which value it replaces, which replaces it in turn,
    and how far it reaches back."""
    rows = Parameter.objects.filter(area=county, key=key.code)
    start = decision["valid_from"]
    return {
        "decision": decision,
        "value": f"{decision['value']:f}",  # sent back by the form, so never in the language's number format
        "new_words": key.words(decision["value"]),
        "old": rows.filter(valid_from__lte=start).first(),
        "following": rows.filter(valid_from__gt=start).last(),
        "days_back": max((today() - start).days, 0),
    }
