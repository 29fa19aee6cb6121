"""Pages on which an alert is entered by hand: hotline, petition, another village, or a caseworker's report."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access, record_list_shown
from accounts.permissions import Permission, guard, must
from alerts.models import Alert
from core.listing.search import SealedField, seal_search_text
from core.submitting import submit_form
from households.models import Household
from households.registry.columns import prefetch_found

from . import actions
from .columns import FOUND_TABLE
from .forms import AlertEnterForm

FOUND_SHOWN = 20


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.ALERT_ENTER)
def alert_find_household(request):
    """Find the household by number, name, ID number or phone. What was typed is encrypted in the address."""
    if request.method == "POST":
        return find_enterable_household(request, request.POST.get("text", "").strip())
    text = unsealed_find_text(request)
    found = found_enterable_households(request, text)[:FOUND_SHOWN] if text else []
    if found:
        record_list_shown(request, FOUND_TABLE, found)
    context = {"text": text, "found": found, "most": FOUND_SHOWN, "listing": FOUND_TABLE}
    return render(request, "alerts/alert/find.html", context)


def enterable_households(request):
    """Return the households on file for which this person may enter alerts."""
    return Household.objects.active().within(*request.user.areas_where(Permission.ALERT_ENTER))


def found_enterable_households(request, text):
    """Return those that a search finds, each with the members through whom."""
    found = enterable_households(request).matching(text).prefetch_related(prefetch_found("", text))
    return found.with_head().select_related("village__parent")


def find_enterable_household(request, text):
    if not text:
        return redirect("alerts:find")
    found = list(enterable_households(request).matching(text)[:2])
    record_access(request.user, "searched", found=len(found), shown=[home.pk for home in found])
    if len(found) == 1:
        return redirect("alerts:enter", found[0].pk)
    return redirect(reverse("alerts:find", query={"text": seal_search_text(text, request.user)}))


def unsealed_find_text(request) -> str:
    field = SealedField(required=False)
    field.reader = request.user
    try:
        return field.clean(request.GET.get("text", ""))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return ""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.ALERT_ENTER)
def alert_enter(request, household):
    """Enter what was reported about a household. It joins the household's open alert, or opens one."""
    visible = Household.objects.visible_to(request.user).with_head().select_related("village__parent", "county")
    family = get_object_or_404(visible, pk=household)
    must(request.user, Permission.ALERT_ENTER, family.village)
    form = AlertEnterForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(actions.enter_alert, family, by=request.user))
        if sent.done:
            messages.success(request, _("The alert was entered. It waits for the township now."))
            return redirect(sent.result)
        status = sent.status
    record_access(request.user, "opened", family, area=family.village)
    standing = Alert.objects.open().filter(household=family).first()
    context = {"household": family, "form": form, "standing": standing}
    return render(request, "alerts/alert/enter.html", context, status=status)
