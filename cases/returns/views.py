"""The list of possible returns to poverty, and the page on which one household is examined."""

from functools import partial

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.areas.places import requested_county
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may
from cases.models import ReturnVerdict
from core.dates import today
from core.forms import form_helper
from core.listing import list_page
from core.submitting import submit_form
from households.models import Household
from households.registry.names import masked_label
from policy import parameters

from .actions import examine_return
from .candidates import ReturnState, unmet_in_words, with_return_state
from .columns import returns_listing
from .filters import ReturnFilter


class ExamineForm(forms.Form):
    """What was found, and why. Only who may confirm a return is offered it."""

    verdict = forms.ChoiceField(label=gettext_lazy("What was found"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=1_000, widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("What was looked at, by whom, and what it shows."),
    )  # fmt: skip

    def __init__(self, *args, confirms, **kwargs):
        super().__init__(*args, **kwargs)
        offered = ReturnVerdict.choices if confirms else [ReturnVerdict.choices[0]]
        self.fields["verdict"].choices = offered
        self.helper = form_helper(pgettext_lazy("examination", "Record"))


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def return_list(request):
    """Show the lifted households that may have returned to poverty, those examined this year, and those of which too
    little is known."""
    county, counties = requested_county(request, Permission.HOUSEHOLD_VIEW)
    p = parameters.parameters_on(today(), county)
    homes = with_return_state(Household.objects.visible_to(request.user).within(county), p)
    homes = homes.select_related("facts", "village__parent")
    return list_page(request, homes, ReturnFilter, returns_listing(p), as_of=today(), county=county, counties=counties)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.HOUSEHOLD_VIEW)
def return_page(request, household):
    """Show what speaks for a return of one household and how it was examined; with the form for those who examine."""
    seen = Household.objects.visible_to(request.user).select_related("village__parent", "county", "facts")
    home, status = get_object_or_404(seen, pk=household), 200
    form = ExamineForm(request.POST or None, confirms=bool(may(request.user, Permission.CASE_APPROVE, home.village)))
    if request.method == "POST":
        sent = submit_form(form, partial(examine_return, home, by=request.user))
        if sent.done:
            messages.success(request, _("Recorded."))
            return redirect(f"{reverse('cases:returns')}?state={ReturnState.TO_EXAMINE}")
        status = sent.status
    record_access(request.user, "opened", home)
    context = {"home": home, "form": form, "title": masked_label(home)} | about_return(home, request.user)
    context["crumbs"] = [{"label": _("Returns to poverty"), "url": reverse("cases:returns")}]
    return render(request, "cases/returns/return.html", context, status=status)


def about_return(home, user) -> dict:
    """Return what the page says of one household: what is not met, its state, and earlier examinations."""
    p = parameters.parameters_on(today(), home.county)
    state = with_return_state(Household.objects.filter(pk=home.pk), p).values_list("return_state", flat=True).first()
    facts = getattr(home, "facts", None)
    return {
        "state": ReturnState(state) if state else None,
        "unmet": unmet_in_words(facts, p),
        "income": getattr(facts, "per_capita", None),
        "line": p.values.get("line"),
        "examinations": home.return_examinations.select_related("by"),
        "examines": bool(state) and bool(may(user, Permission.RETURN_EXAMINE, home.village)),
    }
