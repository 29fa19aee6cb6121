"""The page on which an office above urges a place to act."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.areas.places import area_by_code
from accounts.models import Area
from accounts.permissions import Permission, guard
from accounts.urging.actions import counts_in_words, urge_place
from core.dates import today
from core.forms import form_helper
from core.submitting import submit_form

from .acting import ACT_COLUMNS, DECISIONS, ToActOn
from .page import Dashboard


class UrgeForm(forms.Form):
    """What is said beside the counts."""

    note = forms.CharField(
        label=gettext_lazy("Note"), max_length=300, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What the place should do and by when. No names of families."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = form_helper(gettext_lazy("Urge"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.PLACE_URGE)
def place_urge(request):
    """Urge the place in ?area= to act on what is counted there today."""
    area = area_by_code(request.GET.get("area"), Area.objects.visible_to(request.user))
    acting = ToActOn(Dashboard(request.user, [area], today()))
    counts = {one.code: acting.counts[""][one.code] for one in ACT_COLUMNS if one is not DECISIONS}
    form, status = UrgeForm(request.POST or None), 200
    if request.method == "POST":
        sent = submit_form(form, partial(urge_place, area, by=request.user, counts=counts))
        if sent.done:
            messages.success(
                request, _("Urged. The place sees it among what waits; its answer stands on the dashboard.")
            )
            return redirect("reports:dashboard")
        status = sent.status
    context = {"form": form, "area": area, "about": counts_in_words(counts)}
    return render(request, "reports/dashboard/urge.html", context, status=status)
