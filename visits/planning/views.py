"""The caseworker's day: whom to visit, the search, and the route on paper."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from core.dates import accounting_year, today
from core.listing import is_partial_request
from core.listing.search import SealedField, seal_search_text
from households.models import Household, IncomeQuestion
from households.registry.columns import prefetch_found
from visits.models import VisitState
from visits.planning.households import own_village_households

from .annual_update import count_annual_update
from .columns import TODAY_TABLE
from .day import count_visits_sent_back, count_visits_today, group_by_village_group, households_due_today

PER_PAGE = 50
MAX_ROUTE_HOUSEHOLDS = 200  # more than anybody visits in a day


@never_cache
@require_GET
@guard(Permission.VISIT_LOG)
def today_page(request):
    """Show whom to visit, the most urgent first, by village group; after a search, the households found."""
    user, text = request.user, searched_text(request)
    rows = found_households(user, text) if text else households_due_today(user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    record_access(user, "day_opened", households=len(page), shown=[home.pk for home in page])
    context = {
        "listing": TODAY_TABLE,
        "page": page,
        "groups": group_by_village_group(page, user),
        "day": today(),
        "text": text,
    }
    context["due"] = households_due_today(user).count() if text else page.paginator.count
    context |= {"done": count_visits_today(user), "sent_back": count_visits_sent_back(user), "links": today_links(user)}
    own = Household.objects.within(*user.areas_where(Permission.VISIT_LOG))
    context |= {"update": count_annual_update(own), "year": accounting_year(today())}
    context["questions"] = own.active().filter(pk__in=IncomeQuestion.objects.open().values("household")).count()
    return render(
        request, "visits/planning/_today.html" if is_partial_request(request) else "visits/planning/today.html", context
    )


def found_households(user, text):
    """Return the households of one's own villages that a search finds, each with the members through whom."""
    return own_village_households(user).matching(text).prefetch_related(prefetch_found("", text))


def today_links(user) -> dict:
    """Return the addresses that the numbers of the day link to."""
    mine = {"caseworker": user.pk}
    return {
        "due": reverse("visits:today"),
        "done": reverse("visits:list", query=mine | {"since": f"{today()}", "until": f"{today()}", "result": "met"}),
        "to_send": reverse("visits:phone", fragment="outbox"),
        "sent_back": reverse("visits:list", query=mine | {"state": VisitState.SENT_BACK.value}),
    }


def searched_text(request) -> str:
    """Return what this person searched for; it is encrypted in the address."""
    field = SealedField(required=False)
    field.reader = request.user
    try:
        return field.clean(request.GET.get("text", ""))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return ""


@require_POST
@guard(Permission.VISIT_LOG)
def household_search(request):
    """Search the households of one's own villages by number, name, ID number or phone."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("visits:today")
    record_access(request.user, "searched", found=own_village_households(request.user).matching(text).count())
    return redirect(reverse("visits:today", query={"text": seal_search_text(text, request.user)}))


@never_cache
@require_GET
@guard(Permission.VISIT_LOG)
def route_page(request):
    """Show today's households on paper, with room to tick."""
    rows = list(households_due_today(request.user)[: MAX_ROUTE_HOUSEHOLDS + 1])
    shown = rows[:MAX_ROUTE_HOUSEHOLDS]
    record_access(request.user, "route_opened", households=len(shown), shown=[home.pk for home in shown])
    context = {
        "groups": group_by_village_group(shown, request.user),
        "day": today(),
        "more": len(rows) > MAX_ROUTE_HOUSEHOLDS,
    }
    return render(request, "visits/planning/route.html", context | {"most": MAX_ROUTE_HOUSEHOLDS})
