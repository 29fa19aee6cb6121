"""The page of changes of areas: what was decided, what holds, and a form for the next one."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import AreaChange
from accounts.permissions import Permission, guard
from core.submitting import submit_form
from core.text import join_words
from core.workflow import ActionRefused

from . import changes
from .attributes import attributes_of
from .forms import AreaChangeForm

MOST_SHOWN = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.AREA_CHANGE)
def area_changes(request):
    """Show the changes of areas; enter one when the form is sent."""
    form = AreaChangeForm(request.POST or None, user=request.user)
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(enter_as_typed, request.user))
        if sent.done:
            held = _("It holds now.") if sent.result.applied_at else _("It will hold from that day.")
            messages.success(request, _("Saved. %(held)s") % {"held": held})
            remind_of_attributes(request, sent.result)
            return redirect("accounts:areas")
        status = sent.status
    rows = AreaChange.objects.visible_to(request.user).select_related("area__parent", "into", "by")[:MOST_SHOWN]
    return render(request, "accounts/areas/changes.html", {"form": form, "rows": rows}, status=status)


def remind_of_attributes(request, change) -> None:
    """Say what a merged village is and the one that goes on is not: nothing of it follows by itself."""
    if not change.into:
        return
    held = attributes_of(change.into, change.on).values("kind")
    lost = change.area.attributes.standing().on(change.on).exclude(kind__in=held)
    if words := join_words(one.in_words for one in lost):
        told = {"village": change.area, "what": words, "into": change.into}
        ask = _("%(village)s is: %(what)s. If that holds for %(into)s too, enter it on its page, under Places.")
        messages.warning(request, ask % told)


def enter_as_typed(by, /, area, kind, into, **said):
    """Enter what the form says; of the fields for other kinds nothing is kept."""
    asked = {"name": ("name", "official_name"), "code": ("code",), "merge": ()}[kind]
    values = {name: said[name].strip() for name in asked} | ({"into": into} if kind == "merge" else {})
    return changes.enter_area_change(area, kind, by=by, on=said["on"], document=said["document"], **values)


@require_POST
@guard(Permission.AREA_CHANGE)
def area_change_withdraw(request, pk):
    """Take a change back whose day has not come."""
    change = get_object_or_404(AreaChange.objects.visible_to(request.user).select_related("area"), pk=pk)
    try:
        changes.withdraw_area_change(change, by=request.user)
        messages.success(request, _("Taken back: it will not hold."))
    except ActionRefused as error:
        messages.error(request, str(error))
    return redirect("accounts:areas")
