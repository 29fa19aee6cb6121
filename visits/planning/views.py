"""The caseworker's day: whom to visit, the route on paper, and the form of a visit."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from core.dates import today
from core.listing import is_partial_request
from households.models import Household
from households.registry.search import SealedField, seal_search_text
from visits.inbox.content import UnreadableVisit
from visits.models import DeliveryOutcome, VisitState
from visits.pages import visit_form
from visits.phone.bundle import own_village_households, with_visit_brief
from visits.questionnaire.forms import VisitForm

from .day import count_visits_sent_back, count_visits_today, group_by_village_group, households_due_today

PER_PAGE = 50
MAX_ROUTE_HOUSEHOLDS = 200  # households: nobody walks further


@never_cache
@require_GET
@guard(Permission.VISIT_RECORD)
def today_page(request):
    """Whom to visit, the most urgent first, by village group; or, after a search, whoever was searched for."""
    user, text = request.user, searched_text(request)
    rows = own_village_households(user).matching(text) if text else households_due_today(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    record_access(user, "day_opened", households=len(page))
    context = {"page": page, "groups": group_by_village_group(page, user), "day": today(), "text": text}
    context["due"] = households_due_today(user).count() if text else page.paginator.count
    context |= {"done": count_visits_today(user), "sent_back": count_visits_sent_back(user), "links": today_links(user)}
    return render(
        request, "visits/planning/_today.html" if is_partial_request(request) else "visits/planning/today.html", context
    )


def today_links(user) -> dict:
    """What the numbers of the day lead to."""
    mine = {"caseworker": user.pk}
    return {
        "due": reverse("visits:today"),
        "done": reverse("visits:list", query=mine | {"since": f"{today()}", "until": f"{today()}"}),
        "to_send": reverse("visits:phone", fragment="outbox"),
        "sent_back": reverse("visits:list", query=mine | {"state": VisitState.SENT_BACK.value}),
    }


def searched_text(request) -> str:
    """What this person looked for; it stands sealed in the address."""
    field = SealedField(required=False)
    field.reader = request.user
    try:
        return field.clean(request.GET.get("text", ""))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return ""


@require_POST
@guard(Permission.VISIT_RECORD)
def household_search(request):
    """A household of one's own villages by number, name, ID number or phone."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("visits:today")
    record_access(request.user, "searched", found=own_village_households(request.user).matching(text).count())
    return redirect(reverse("visits:today", query={"text": seal_search_text(text, request.user)}))


@never_cache
@require_GET
@guard(Permission.VISIT_RECORD)
def route_page(request):
    """Today's households on paper, with room to tick."""
    rows = list(households_due_today(request.user)[: MAX_ROUTE_HOUSEHOLDS + 1])
    record_access(request.user, "route_opened", households=len(rows[:MAX_ROUTE_HOUSEHOLDS]))
    context = {
        "groups": group_by_village_group(rows[:MAX_ROUTE_HOUSEHOLDS], request.user),
        "day": today(),
        "more": len(rows) > MAX_ROUTE_HOUSEHOLDS,
    }
    return render(request, "visits/planning/route.html", context | {"most": MAX_ROUTE_HOUSEHOLDS})


@gzip_page  # on a village's line the page is a second or two sooner
@never_cache
@guard(Permission.VISIT_RECORD)
def visit_new(request, household):
    """The form of a visit, filled with what is known; and the visit, when it comes back."""
    if request.method == "POST":
        shown = visit_form.read_shown_form(request.POST.get("shown", ""), request.user)
        if shown and shown.household == household:
            return finish_visit_form(request, shown)
    family = get_object_or_404(Household.objects.visible_to(request.user).select_related("village"), pk=household)
    must(request.user, Permission.VISIT_RECORD, family.village)
    if family.state != "active":
        messages.warning(request, _("This household is no longer on file. Look for the one it belongs to now."))
        return redirect(family)
    record_access(request.user, "opened", family, area=family.village)
    shown = visit_form.show_visit_form(
        with_visit_brief(Household.objects.filter(pk=household), family.county).get(), request.user
    )
    if request.method == "POST":
        form = VisitForm(request.POST, people=shown.people, day=today())
        form.add_error(None, _("This form was drawn for somebody else. Please check the answers and send them again."))
        return render_visit_form(request, shown, form, status=422)
    first = visit_form.initial_answers(shown, request.GET.get("purpose"))
    return render_visit_form(request, shown, VisitForm(initial=first, people=shown.people, day=today()))


def finish_visit_form(request, shown):
    """Take the visit, or show the form again with everything typed and what is wrong."""
    form = VisitForm(request.POST, people=shown.people, day=today())
    taken, faults = visit_form.read_uploaded_photos(request.FILES.getlist("photos"))
    if not form.is_valid() or faults:
        return render_visit_form(request, shown, form, faults=faults, photos_lost=bool(request.FILES), status=422)
    try:
        answer = visit_form.deliver_form_visit(shown, form.answers, taken, by=request.user)
    except UnreadableVisit:
        form.add_error(None, _("These answers are too long together. Please shorten the note."))
        return render_visit_form(request, shown, form, photos_lost=bool(taken), status=422)
    if answer.delivery:
        return redirect_to_receipt(request, answer.delivery)
    for name, wrong in answer.body["errors"].items():
        form.add_error(name, wrong)
    return render_visit_form(request, shown, form, photos_lost=bool(taken), status=422)


def redirect_to_receipt(request, delivery):
    """Where to go with the receipt."""
    number = {"number": delivery.number}
    if delivery.outcome == DeliveryOutcome.FILED:
        messages.success(request, _("The visit was received as %(number)s.") % number)
        return redirect("visits:visit", delivery.visit_key)
    if delivery.outcome == DeliveryOutcome.SECOND:
        words = _(
            "Another version of this visit is here already. Both are kept; the township compares them. "
            "This one was received as %(number)s."
        )
    else:
        words = _(
            "The household or your right to visit it has changed meanwhile. Nothing is lost: the visit was "
            "received as %(number)s, and the township assigns it."
        )
    messages.warning(request, words % number)
    return redirect("visits:today")


def render_visit_form(request, shown, form, *, faults=(), photos_lost=False, status=200):
    """The form, whose answers hang on what `shown` says was known. On a first look a phone opens its app instead."""
    context = {
        "shown": shown,
        "form": form,
        "faults": faults,
        "photos_lost": photos_lost,
        "door": request.method == "GET" and "page" not in request.GET,
    }
    return render(request, "visits/pages/new.html", context, status=status)
