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

from accounts.audit.log import record
from accounts.permissions import Permission, guard, must
from core.dates import today
from core.listing import asks_for_list
from households.models import Household
from households.registry.search import SealedField, seal
from visits.inbox.content import Unreadable
from visits.models import Outcome, VisitState
from visits.pages import visit_form
from visits.phone.bundle import own_households, to_visit
from visits.questionnaire.forms import VisitForm

from .day import done_today, due_today, grouped, sent_back

PER_PAGE = 50
ON_PAPER = 200  # households: nobody walks further


@never_cache
@require_GET
@guard(Permission.VISIT_RECORD)
def today_page(request):
    """Whom to visit, the most urgent first, by village group; or, after a search, whoever was searched for."""
    user, text = request.user, searched(request)
    rows = own_households(user).matching(text) if text else due_today(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    record(user, "day_opened", households=len(page))
    context = {"page": page, "groups": grouped(page, user), "day": today(), "text": text}
    context["due"] = due_today(user).count() if text else page.paginator.count
    context |= {"done": done_today(user), "sent_back": sent_back(user), "links": links(user)}
    return render(request, "visits/planning/_today.html" if asks_for_list(request) else "visits/planning/today.html", context)


def links(user) -> dict:
    """What the numbers of the day lead to."""
    mine = {"caseworker": user.pk}
    return {
        "due": reverse("visits:today"),
        "done": reverse("visits:list", query=mine | {"since": f"{today()}", "until": f"{today()}"}),
        "to_send": reverse("visits:phone", fragment="outbox"),
        "sent_back": reverse("visits:list", query=mine | {"state": VisitState.SENT_BACK.value}),
    }


def searched(request) -> str:
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
def search(request):
    """A household of one's own villages by number, name, ID number or phone."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("visits:today")
    record(request.user, "searched", found=own_households(request.user).matching(text).count())
    return redirect(reverse("visits:today", query={"text": seal(text, request.user)}))


@never_cache
@require_GET
@guard(Permission.VISIT_RECORD)
def route(request):
    """Today's households on paper, with room to tick."""
    rows = list(due_today(request.user)[: ON_PAPER + 1])
    record(request.user, "route_opened", households=len(rows[:ON_PAPER]))
    context = {"groups": grouped(rows[:ON_PAPER], request.user), "day": today(), "more": len(rows) > ON_PAPER}
    return render(request, "visits/planning/route.html", context | {"most": ON_PAPER})


@gzip_page  # on a village's line the page is a second or two sooner
@never_cache
@guard(Permission.VISIT_RECORD)
def new(request, household):
    """The form of a visit, filled with what is known; and the visit, when it comes back."""
    if request.method == "POST":
        shown = visit_form.shown_before(request.POST.get("shown", ""), request.user)
        if shown and shown.household == household:
            return finish(request, shown)
    family = get_object_or_404(Household.objects.visible_to(request.user).select_related("village"), pk=household)
    must(request.user, Permission.VISIT_RECORD, family.village)
    if family.state != "active":
        messages.warning(request, _("This household is no longer on file. Look for the one it belongs to now."))
        return redirect(family)
    record(request.user, "opened", family, area=family.village)
    shown = visit_form.show(to_visit(Household.objects.filter(pk=household), family.county).get(), request.user)
    if request.method == "POST":
        form = VisitForm(request.POST, people=shown.people, day=today())
        form.add_error(None, _("This form was drawn for somebody else. Please check the answers and send them again."))
        return form_page(request, shown, form, status=422)
    first = visit_form.first_answers(shown, request.GET.get("purpose"))
    return form_page(request, shown, VisitForm(initial=first, people=shown.people, day=today()))


def finish(request, shown):
    """Take the visit, or show the form again with everything typed and what is wrong."""
    form = VisitForm(request.POST, people=shown.people, day=today())
    taken, faults = visit_form.pictures(request.FILES.getlist("photos"))
    if not form.is_valid() or faults:
        return form_page(request, shown, form, faults=faults, photos_lost=bool(request.FILES), status=422)
    try:
        answer = visit_form.send(shown, form.answers, taken, by=request.user)
    except Unreadable:
        form.add_error(None, _("These answers are too long together. Please shorten the note."))
        return form_page(request, shown, form, photos_lost=bool(taken), status=422)
    if answer.delivery:
        return received(request, answer.delivery)
    for name, wrong in answer.body["errors"].items():
        form.add_error(name, wrong)
    return form_page(request, shown, form, photos_lost=bool(taken), status=422)


def received(request, delivery):
    """Where to go with the receipt."""
    number = {"number": delivery.number}
    if delivery.outcome == Outcome.FILED:
        messages.success(request, _("The visit was received as %(number)s.") % number)
        return redirect("visits:visit", delivery.visit_key)
    if delivery.outcome == Outcome.SECOND:
        words = _("Another version of this visit is here already. Both are kept; the township compares them. "
                  "This one was received as %(number)s.")  # fmt: skip
    else:
        words = _("The household or your right to visit it has changed meanwhile. Nothing is lost: the visit was "
                  "received as %(number)s, and the township assigns it.")  # fmt: skip
    messages.warning(request, words % number)
    return redirect("visits:today")


def form_page(request, shown, form, *, faults=(), photos_lost=False, status=200):
    """The form, whose answers hang on what `shown` says was known. On a first look a phone opens its app instead."""
    context = {
        "shown": shown, "form": form, "faults": faults, "photos_lost": photos_lost,
        "door": request.method == "GET" and "page" not in request.GET,
    }  # fmt: skip
    return render(request, "visits/pages/new.html", context, status=status)
