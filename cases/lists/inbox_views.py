"""The inbox of those who decide, and approving several cases after looking at each."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from cases.case import actions as case_actions
from cases.choices import CaseState
from cases.models import Case
from core.dates import today
from core.submitting import message_refused, parse_ticked
from households.registry.names import masked_labels

from .columns import INBOX_LISTING
from .inbox import DECISION_KINDS, annotate_looked_at, approving_step, waiting_decisions

LONGEST_OPINION = 300


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.HOUSEHOLD_VIEW)
def inbox_page(request):
    """Show what waits for this person's decision, the oldest deadline first, and approve the ticked cases."""
    if request.method == "POST":
        approve_ticked_cases(request)
        return redirect("cases:inbox")
    groups = waiting_decisions(request.user)
    shown = [case.household_id for group in groups for case in group["cases"]]
    if shown:
        record_access(request.user, "list_opened", shown=shown, list=INBOX_LISTING.code, rows=len(shown))
    return render(request, "cases/lists/inbox.html", {"groups": groups, "day": today()})


def approve_ticked_cases(request) -> None:
    """Approve every ticked case that this person has looked at since it came here, and say which moved, which did not
    and why. Each tick carries the state shown on the page; one opinion goes with all of them."""
    seen = parse_ticked(request.POST.getlist("case"), {kind.state for kind in DECISION_KINDS})
    if not seen:
        messages.warning(request, _("Nothing was changed: tick at least one case that you have looked at."))
        return
    chosen = Case.objects.visible_to(request.user).filter(pk__in=seen).order_by("pk")
    chosen = list(
        annotate_looked_at(chosen, request.user).select_related("household__county", "household__village__parent")
    )
    looked = [case for case in chosen if case.seen]
    said = {"by": request.user, "seen": seen, "reason": request.POST.get("opinion", "").strip()[:LONGEST_OPINION]}
    moved, refused = case_actions.CASE_STEPS.take_several(looked, approving_step, **said)
    refused += [(case, _("Look at it first.")) for case in chosen if not case.seen]
    show_approval_summary(request, moved, refused, missing=len(seen) - len(chosen))


def show_approval_summary(request, moved, refused, missing) -> None:
    """Show how many cases came to which state, and the refused ones by household, grouped by reason."""
    came = {}
    for case in moved:
        came.setdefault(CaseState(case.state).label, []).append(case.household.number)
    for state, numbers in came.items():
        words = ngettext("%(state)s: %(n)s case.", "%(state)s: %(n)s cases.", len(numbers))
        messages.success(request, words % {"state": state, "n": len(numbers)})
    message_refused(request, refused, masked_labels)
    if missing:
        words = ngettext(
            "%(n)s case is no longer in your territory.", "%(n)s cases are no longer in your territory.", missing
        )
        messages.warning(request, words % {"n": missing})
