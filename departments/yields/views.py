"""The page of what feeds led to."""

import datetime as dt

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission, guard
from core.dates import add_months, first_of_month, today
from core.listing import NUMBER, Column, Listing

from .figures import feed_yields

YIELD_TABLE = Listing(
    "feed-yields",
    gettext_lazy("What feeds led to"),
    (
        Column("feed", gettext_lazy("Feed"), value="feed.title"),
        Column("rule", gettext_lazy("Rule"), value="rule.name", under="rule.code"),
        Column("rows", gettext_lazy("Records"), value="rows", kind=NUMBER),
        Column("matched", gettext_lazy("In the registry"), value="matched", kind=NUMBER),
        Column("warnings", pgettext_lazy("yield", "Warnings"), value="warnings", kind=NUMBER),
        Column("answered", gettext_lazy("Answered"), value="answered", kind=NUMBER),
        Column("confirmed", gettext_lazy("Confirmed"), value="confirmed", kind=NUMBER),
        Column("identified", gettext_lazy("Led to identification"), value="identified", kind=NUMBER),
        Column("days", gettext_lazy("Days (median)"), value="days", kind=NUMBER),
    ),
)


class SpanForm(forms.Form):
    """The first and the last day of the span."""

    since = forms.DateField(label=gettext_lazy("From"), widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=gettext_lazy("Until"), widget=forms.DateInput(attrs={"type": "date"}))

    def clean(self):
        said = super().clean()
        if said.get("since") and said.get("until") and said["since"] > said["until"]:
            raise forms.ValidationError(_("The last day lies before the first. Change one of the two."))
        return said


def usual_span() -> dict:
    """Return the last twelve months."""
    return {"since": f"{add_months(first_of_month(today()), -12)}", "until": f"{today()}"}


@never_cache
@require_GET
@guard(Permission.FEED_VIEW)
def yield_page(request):
    """Show what each feed led to: records, warnings, answers and days; so that a rule that leads nowhere is seen."""
    form = SpanForm({**usual_span(), **{name: request.GET[name] for name in usual_span() if request.GET.get(name)}})
    rows, status = [], 422
    if form.is_valid():
        rows, status = feed_yields(request.user, **span(form)), 200
    context = {"table": YIELD_TABLE, "rows": rows, "form": form, "may_try": request.user.holds(Permission.WHAT_IF)}
    return render(request, "departments/yields/page.html", context, status=status)


def span(form) -> dict[str, dt.date]:
    return {"since": form.cleaned_data["since"], "until": form.cleaned_data["until"]}
