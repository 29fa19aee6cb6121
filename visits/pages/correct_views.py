"""Correcting a visit that was sent: its caseworker opens it again with everything in it, and proposes a new version
with a reason. The township sees both versions side by side and takes one (visits/settling/)."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may
from households.models import Household
from visits.inbox import content
from visits.models import Delivery, DeliveryOutcome, Visit
from visits.planning.households import with_visit_brief

from . import form_views, visit_form


@never_cache
@guard(Permission.VISIT_LOG)
def visit_correct(request, pk):
    """Show the form of one of one's own visits with what was sent, and receive the correction."""
    visible = Visit.objects.visible_to(request.user).select_related("household__village", "delivery")
    found = get_object_or_404(visible, pk=pk)
    if hindrance := correction_hindrance(found, request.user):
        messages.warning(request, hindrance)
        return redirect(found)
    if request.method == "POST":
        shown = visit_form.read_shown_form(request.POST.get("shown", ""), request.user)
        if shown and shown.corrects and shown.id == str(found.delivery.visit_key):
            return form_views.finish_visit_form(request, shown)
    record_access(request.user, "opened", found, area=found.household.village)
    shown, answers = show_sent_form(found, request.user)
    return form_views.render_visit_form(request, shown, visit_form.build_visit_form(shown, initial=answers))


def correction_hindrance(visit, user) -> str:
    """Return why a person cannot correct this visit; empty when they can."""
    if visit.delivery is None or visit.visited_by_id != user.pk:
        return _("Only the caseworker who sent a visit can correct it.")
    if not visit.is_counted:
        return _("This visit does not count any more. Log a new one.")
    if visit.household.state != "active" or not may(user, Permission.VISIT_LOG, visit.household.village):
        return _("This household is no longer among yours. Please tell your township what must be corrected.")
    waiting = waiting_correction(visit)
    if waiting:
        words = _("A correction of this visit waits for the township already, as %(number)s.")
        return words % {"number": waiting.number}
    return ""


def waiting_correction(visit) -> Delivery | None:
    """Return another version of a visit that waits for the township."""
    versions = Delivery.objects.waiting().filter(outcome=DeliveryOutcome.SECOND)
    return versions.filter(visit_key=visit.delivery.visit_key).first() if visit.delivery else None


def show_sent_form(visit, user) -> tuple:
    """Return the form of a visit as it was shown then, and the answers that were sent."""
    sent = content.read_visit_content(visit.delivery.content.encode())
    household = with_visit_brief(Household.objects.filter(pk=visit.household_id), visit.household.county).get()
    named = {int(name[1:].partition("-")[0]) for name in sent.answers if content.MEMBER_ANSWER.match(name)}
    here = {person.pk for person in household.here}
    left = visit.household.members.filter(pk__in=named - here)
    shown = visit_form.show_visit_form(household, user, id=str(visit.delivery.visit_key))
    corrects = {
        "made_at": visit.observed_at.isoformat(),
        "photos": json.loads(visit.delivery.content).get("photos", []),
        "position": sent.position,
    }
    shown = visit_form.as_it_was_sent(shown, sent, left, corrects)
    return shown, {**sent.answers, "visited_on": f"{visit.visited_on}"}
