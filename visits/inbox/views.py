"""What the township settles: visits that stranded, second versions of a visit, and answers that differ."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record
from accounts.permissions import Permission, guard
from core.dates import SHANGHAI
from households.models import Household
from visits import actions
from visits.models import Decision, Delivery, Outcome, Settlement, Standing, Statement, Visit
from visits.pages import visit_page, visit_words
from visits.pages.views import ReasonForm

from . import content

PER_PAGE = 20
MOST_FOUND = 10
STRANDED, SECOND, DIFFERING = "stranded", "second", "differing"
LABELS = {
    STRANDED: gettext_lazy("Stranded visits"),
    SECOND: gettext_lazy("Second versions"),
    DIFFERING: gettext_lazy("Differing answers"),
}
WAYS = {"put-aside": Settlement.PUT_ASIDE, "keep-first": Settlement.KEPT_FIRST, "take-second": Settlement.TOOK_SECOND}


@never_cache
@require_GET
@guard(Permission.VISIT_REVIEW)
def unsettled(request):
    """The three lists of what waits for a decision, one at a time, the oldest first."""
    waiting = everything(request.user)
    chosen = request.GET.get("what", "")
    if chosen not in waiting:
        chosen = next((name for name, rows in waiting.items() if rows.exists()), STRANDED)
    page = Paginator(waiting[chosen], PER_PAGE).get_page(request.GET.get("page"))
    tabs = [{"what": name, "label": LABELS[name], "count": rows.count()} for name, rows in waiting.items()]
    context = {"page": page, "tabs": tabs, "what": chosen, "label": LABELS[chosen]}
    if chosen == DIFFERING:
        context["differences"] = differences(page, request.user)
    return render(request, "visits/inbox/unsettled.html", context)


def everything(user) -> dict:
    """{what: what waits} in one's territory."""
    deliveries = Delivery.objects.visible_to(user).waiting().select_related("by", "area").order_by("pk")
    differing = Statement.objects.visible_to(user).differing()
    related = ("household__village", "visit__visited_by")
    return {
        STRANDED: deliveries.filter(outcome=Outcome.STRANDED),
        SECOND: deliveries.filter(outcome=Outcome.SECOND),
        DIFFERING: differing.select_related(*related).order_by("observed_at", "pk"),
    }


def differences(rows, user) -> list[dict]:
    """Both answers in words, and who gave which. An answer that a later visit replaced can only be noted."""
    people, rows = visit_words.people_in(rows, user), list(rows)
    shown = [visit_page.in_row(row, people, in_full=user.holds(Permission.HOUSEHOLD_SECRET)) for row in rows]
    return [one | {"later_visit": one["statement"].standing == Standing.OUTDONE} for one in shown]


@require_POST
@guard(Permission.VISIT_REVIEW)
def decide(request, pk):
    """Settle two answers that differ."""
    statement = get_object_or_404(
        Statement.objects.visible_to(request.user).select_related("household__village"), pk=pk
    )
    decision = request.POST.get("decision")
    if decision not in Decision.values or (decision == Decision.VISIT and statement.standing == Standing.OUTDONE):
        raise Http404
    try:
        actions.decide(statement, decision, by=request.user)
        messages.success(request, _("Decided."))
    except (actions.Overtaken, actions.Refused) as error:
        messages.error(request, str(error))
    return redirect(reverse("visits:unsettled", query={"what": DIFFERING}))


@never_cache
@guard(Permission.VISIT_REVIEW)
def delivery(request, pk):
    """One stranded visit or second version, with what it says and what can be done; a POST looks for a household."""
    found = visible_delivery(request, pk)
    if request.method != "POST":
        record(request.user, "opened", found, area=found.area)
        return delivery_page(request, found)
    text = request.POST.get("text", "").strip()
    mine = Household.objects.within(*request.user.areas_where(Permission.VISIT_REVIEW)).active()
    matches = list(mine.matching(text).with_head().select_related("village")[:MOST_FOUND]) if text else []
    record(request.user, "searched", found=len(matches))
    return delivery_page(request, found, text=text, matches=matches, searched=True)


def visible_delivery(request, pk):
    """Whatever did not file, settled or not."""
    deliveries = Delivery.objects.visible_to(request.user).exclude(outcome=Outcome.FILED)
    return get_object_or_404(deliveries.select_related("by", "area", "settled_by"), pk=pk)


def delivery_page(request, found, *, status=200, **more):
    first = Delivery.objects.filter(visit_key=found.visit_key).exclude(outcome=Outcome.SECOND).first()
    filed = Visit.objects.visible_to(request.user).filter(pk=found.visit_key).first()
    context = {
        "delivery": found,
        "second": found.outcome == Outcome.SECOND,
        "first": first,
        "filed": filed,
        "rows": said(found, first if found.outcome == Outcome.SECOND else None, request.user),
        "visit": Visit.objects.visible_to(request.user).filter(delivery=found).first(),
    }
    return render(request, "visits/inbox/delivery.html", context | more, status=status)


def said(found, first, user) -> list[dict]:
    """Question by question what this version says, and the first one, when there is one to compare with."""
    told = [content.read(one.content.encode()) for one in (found, first) if one]
    people = visit_words.names_of(set().union(*map(visit_words.members_named, told)), user)
    mine, other = [visit_words.content(one, day_of(one, found), people) for one in told] + [{}] * (2 - len(told))
    rows = [
        {"label": (mine.get(name) or other[name])[0], "second": mine.get(name, ("", ""))[1],
         "first": other.get(name, ("", ""))[1]}
        for name in {**other, **mine}
    ]  # fmt: skip
    return [row | {"differs": row["first"] != row["second"]} for row in rows]


def day_of(told, found):
    return told.observed_at(found.clock_offset, found.received_at).astimezone(SHANGHAI).date()


@require_POST
@guard(Permission.VISIT_REVIEW)
def assign(request, pk):
    """File it under a household of one's own territory."""
    found = visible_delivery(request, pk)
    mine = Household.objects.within(*request.user.areas_where(Permission.VISIT_REVIEW)).select_related("village")
    household = get_object_or_404(mine, pk=whole(request.POST.get("household")))
    try:
        visit = actions.assign(found, household, by=request.user)
    except (actions.Overtaken, actions.Refused) as error:
        messages.error(request, str(error))
        return delivery_page(request, visible_delivery(request, pk), status=422)
    messages.success(request, _("The visit now belongs to household %(number)s.") % {"number": household.number})
    return redirect(visit)


def whole(text) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_POST
@guard(Permission.VISIT_REVIEW)
def settle(request, pk, how):
    """Put aside, keep the first version, or take the second."""
    found = visible_delivery(request, pk)
    if how not in WAYS or (how != "put-aside" and found.outcome != Outcome.SECOND):
        raise Http404
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(_("The reason is too long: at most 300 characters."))
        settled(found, how, form.cleaned_data["reason"], by=request.user)
    except (actions.Overtaken, actions.Refused) as error:
        messages.error(request, str(error))
        typed = request.POST.get("reason", "")
        return delivery_page(request, visible_delivery(request, pk), typed=typed, status=422)
    messages.success(request, _("Settled: %(how)s.") % {"how": WAYS[how].label})
    return redirect(reverse("visits:unsettled", query={"what": found.outcome}))


def settled(found, how, reason, *, by):
    if how == "take-second":
        return actions.take_second(found, by=by)
    return actions.settle(found, WAYS[how], by=by, reason=reason)
