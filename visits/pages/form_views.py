"""The visit form on a page: prefilled with what is known, and shown again when something is wrong."""

from dataclasses import replace

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from households.models import Household
from visits.inbox import content
from visits.inbox.content import UnreadableVisit
from visits.models import DeliveryOutcome
from visits.pages import visit_form
from visits.planning.households import with_visit_brief
from visits.questionnaire.questions import questionnaire_data


@never_cache
@guard(Permission.VISIT_LOG)
def visit_new(request, household):
    """Show the visit form, prefilled with what is known, and receive the visit when it is sent."""
    if request.method == "POST":
        shown = visit_form.read_shown_form(request.POST.get("shown", ""), request.user)
        if shown and shown.household == household:
            return finish_visit_form(request, shown)
    family = get_object_or_404(Household.objects.visible_to(request.user).select_related("village"), pk=household)
    must(request.user, Permission.VISIT_LOG, family.village)
    if family.state != "active":
        messages.warning(request, _("This household is no longer on file. Look for the one it belongs to now."))
        return redirect(family)
    record_access(request.user, "opened", family, area=family.village)
    shown = visit_form.show_visit_form(
        with_visit_brief(Household.objects.filter(pk=household), family.county).get(), request.user
    )
    if request.method == "POST":
        form = visit_form.build_visit_form(shown, request.POST)
        form.add_error(None, _("This form was opened by somebody else. Please check the answers and send them again."))
        return render_visit_form(request, shown, form, status=422)
    first = visit_form.initial_answers(shown, request.GET.get("purpose"))
    return render_visit_form(request, shown, visit_form.build_visit_form(shown, initial=first))


def finish_visit_form(request, shown):
    """Receive the visit, or show the form again with everything typed and what is wrong."""
    shown, moved = visit_form.with_amounts_of_period(shown, request.POST)
    if moved or "follow" in request.POST:
        return show_other_period(request, shown, moved or request.POST)
    form = visit_form.build_visit_form(shown, request.POST)
    if shown.corrects:
        shown = with_reason(request, shown, form)
    caption = request.POST.get("caption", "").strip()[: content.MAX_CAPTION]
    taken, faults = visit_form.read_uploaded_photos(request.FILES.getlist("photos"))
    if not form.is_valid() or faults:
        return render_visit_form(request, shown, form, faults=faults, photos_lost=bool(request.FILES), status=422)
    try:
        answer = visit_form.deliver_form_visit(shown, form.answers, taken, by=request.user, caption=caption)
    except UnreadableVisit:
        form.add_error(None, _("These answers are too long in total. Please shorten the note."))
        return render_visit_form(request, shown, form, photos_lost=bool(taken), status=422)
    if answer.delivery:
        return redirect_to_receipt(request, answer.delivery)
    for name, wrong in answer.body["errors"].items():
        form.add_error(name, wrong)
    return render_visit_form(request, shown, form, photos_lost=bool(taken), status=422)


def with_reason(request, shown, form):
    """Return the form with the reason of the correction in it; without one the form is shown again."""
    reason = request.POST.get("correction", "").strip()[: content.MAX_REASON]
    if not reason:
        form.add_error(None, _("Please say why the visit is corrected: the township reads it."))
    return replace(shown, corrects={**shown.corrects, "correction": reason})


def show_other_period(request, shown, typed):
    """Show the form again with the amounts of the month or the year that was chosen, and everything typed."""
    form = visit_form.build_visit_form(shown)
    form.initial = visit_form.typed_answers(form, typed)
    words = _("The amounts below are those of the month or year that you chose. Look at them, then finish the visit.")
    lost = bool(request.FILES)
    return render_visit_form(request, shown, form, changes=[words], photos_lost=lost, status=422)


def redirect_to_receipt(request, delivery):
    """Redirect to the page that shows the receipt."""
    number = {"number": delivery.number}
    if delivery.outcome == DeliveryOutcome.FILED:
        messages.success(request, _("The visit was received as %(number)s.") % number)
        return redirect("visits:visit", delivery.visit_key)
    if delivery.outcome == DeliveryOutcome.SECOND:
        words = _(
            "Another version of this visit is here already. Both are kept; the township compares them. "
            "This one was received as %(number)s."
        )
        if content.read_visit_content(delivery.content.encode()).correction:
            words = _(
                "The correction was received as %(number)s. The township compares it with the visit as it was sent."
            )
    else:
        words = _(
            "The household or your right to visit it has changed meanwhile. Nothing is lost: the visit was "
            "received as %(number)s, and the township assigns it."
        )
    messages.warning(request, words % number)
    return redirect("visits:today")


def render_visit_form(request, shown, form, *, faults=(), changes=(), photos_lost=False, status=200):
    """Draw the form, whose answers depend on what `shown` says was known. `changes` say what the site changed in
    it."""
    context = {
        "shown": shown,
        "form": form,
        "faults": faults,
        "changes": changes,
        "photos_lost": photos_lost,
        "questions": questionnaire_data(),
        "seen_now": {"seen": shown.seen, "income": shown.income, "people": shown.names},
        "caption": request.POST.get("caption", ""),
        "reason": request.POST.get("correction", ""),
    }
    return render(request, "visits/pages/new.html", context, status=status)
