"""Pages on which the township settles stranded visits, second versions of a visit, and differing answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access, record_list_shown
from accounts.permissions import Permission, guard
from core.dates import SHANGHAI
from core.workflow import ActionRefused, StaleState
from households.models import Household, IncomeQuestion
from households.registry.columns import prefetch_found
from households.registry.names import masked_label, masked_labels
from visits import actions
from visits.inbox import content
from visits.models import (
    Delivery,
    DeliveryOutcome,
    DeliverySettlement,
    Observation,
    ObservationDecision,
    ObservationStanding,
    StrandingReason,
    Visit,
)
from visits.pages import visit_page, visit_words
from visits.pages.views import VisitReasonForm

from .columns import DELIVERY_LISTING

PER_PAGE = 20
MAX_HOUSEHOLDS_FOUND = 10
STRANDED, SECOND, DIFFERING = "stranded", "second", "differing"
UNSETTLED_LABELS = {
    STRANDED: gettext_lazy("Stranded visits"),
    SECOND: gettext_lazy("Second versions"),
    DIFFERING: gettext_lazy("Differing answers"),
}
SETTLEMENT_BY_SLUG = {
    "put-aside": DeliverySettlement.PUT_ASIDE,
    "keep-first": DeliverySettlement.KEPT_FIRST,
    "take-second": DeliverySettlement.TOOK_SECOND,
}


@never_cache
@require_GET
@guard(Permission.VISIT_REVIEW)
def unsettled_list(request):
    """Show the three lists of what waits for a decision, one at a time, the oldest first."""
    waiting = unsettled_by_kind(request.user)
    chosen = request.GET.get("what", "")
    if chosen not in waiting:
        chosen = next((name for name, rows in waiting.items() if rows.exists()), STRANDED)
    page = Paginator(waiting[chosen], PER_PAGE).get_page(request.GET.get("page"))
    tabs = [{"what": name, "label": UNSETTLED_LABELS[name], "count": rows.count()} for name, rows in waiting.items()]
    context = {"page": page, "tabs": tabs, "what": chosen, "label": UNSETTLED_LABELS[chosen]}
    context["listing"] = DELIVERY_LISTING if chosen == STRANDED else DELIVERY_LISTING.without("why")
    asked = IncomeQuestion.objects.visible_to(request.user).open().filter(household__state="active")
    context["questions"] = asked.order_by().values("household").distinct().count()
    if chosen == DIFFERING:
        context["differences"] = difference_rows(page, request.user)
    record_list_shown(request, DELIVERY_LISTING, list(page))
    return render(request, "visits/inbox/unsettled.html", context)


def unsettled_by_kind(user) -> dict:
    """Return {kind: what waits} in one's territory."""
    deliveries = Delivery.objects.visible_to(user).waiting().select_related("by", "area").order_by("pk")
    differing = Observation.objects.visible_to(user).differing()
    related = ("household__village", "visit__visited_by")
    return {
        STRANDED: deliveries.filter(outcome=DeliveryOutcome.STRANDED),
        SECOND: deliveries.filter(outcome=DeliveryOutcome.SECOND),
        DIFFERING: differing.select_related(*related).order_by("observed_at", "pk"),
    }


def difference_rows(rows, user) -> list[dict]:
    """Return both answers in words, and who gave which. An answer that a later visit replaced can only be noted."""
    people, rows = visit_words.members_in_observations(rows, user), list(rows)
    shown = [visit_page.observation_row(row, people, in_full=user.holds(Permission.HOUSEHOLD_SECRET)) for row in rows]
    named = masked_labels([row.household for row in rows])
    return [
        one
        | {
            "later_visit": one["observation"].standing == ObservationStanding.OUTDONE,
            "whose": named[one["observation"].household_id],
        }
        for one in shown
    ]


@require_POST
@guard(Permission.VISIT_REVIEW)
def difference_decide(request, pk):
    """Decide between two answers that differ."""
    observation = get_object_or_404(
        Observation.objects.visible_to(request.user).select_related("household__village"), pk=pk
    )
    decision = request.POST.get("decision")
    if decision not in (ObservationDecision.VISIT, ObservationDecision.ON_FILE) or (
        decision == ObservationDecision.VISIT and observation.standing == ObservationStanding.OUTDONE
    ):
        raise Http404
    try:
        actions.decide_difference(observation, decision, by=request.user)
        messages.success(request, _("Decided."))
    except (StaleState, ActionRefused) as error:
        messages.error(request, str(error))
    return redirect(reverse("visits:unsettled", query={"what": DIFFERING}))


@never_cache
@guard(Permission.VISIT_REVIEW)
def delivery_page(request, pk):
    """Show one stranded visit or second version, with what it says and what can be done; a POST searches for a
    household."""
    found = visible_delivery(request, pk)
    if request.method != "POST":
        record_access(request.user, "opened", found, area=found.area)
        return render_delivery_page(request, found, suggested=living_household(found, request.user))
    text = request.POST.get("text", "").strip()
    mine = Household.objects.within(*request.user.areas_where(Permission.VISIT_REVIEW)).active()
    matching = mine.matching(text).prefetch_related(prefetch_found("", text)).with_head().select_related("village")
    matches = list(matching[:MAX_HOUSEHOLDS_FOUND]) if text else []
    record_access(request.user, "searched", found=len(matches), shown=[home.pk for home in matches])
    return render_delivery_page(request, found, text=text, matches=matches, searched=True)


def living_household(found, user) -> Household | None:
    """Return the household into which the one of a stranded visit was merged, where one may assign it."""
    if found.stranding != StrandingReason.MERGED:
        return None
    merged = content.read_visit_content(found.content.encode()).household
    mine = Household.objects.within(*user.areas_where(Permission.VISIT_REVIEW)).active()
    return mine.filter(merged=merged).with_head().select_related("village").first()


def visible_delivery(request, pk):
    """Return a delivery that could not be filed, settled or not; none whose household was made anonymous."""
    deliveries = Delivery.objects.visible_to(request.user).exclude(outcome=DeliveryOutcome.FILED)
    found = get_object_or_404(deliveries.select_related("by", "area", "settled_by"), pk=pk)
    if not found.content:
        raise Http404
    return found


def render_delivery_page(request, found, *, status=200, **more):
    versions = Visit.objects.visible_to(request.user).filter(delivery__visit_key=found.visit_key)
    filed = versions.select_related("delivery").counted().first() or versions.select_related("delivery").first()
    others = Delivery.objects.filter(visit_key=found.visit_key).exclude(pk=found.pk)
    first = filed.delivery if filed else others.exclude(outcome=DeliveryOutcome.SECOND).first()
    context = {
        "delivery": found,
        "second": found.outcome == DeliveryOutcome.SECOND,
        "first": first,
        "correction": content.read_visit_content(found.content.encode()).correction,
        "filed": filed,
        "rows": version_answer_rows(found, first if found.outcome == DeliveryOutcome.SECOND else None, request.user),
        "visit": Visit.objects.visible_to(request.user).filter(delivery=found).first(),
    }
    return render(request, "visits/inbox/delivery.html", context | more, status=status)


def version_answer_rows(found, first, user) -> list[dict]:
    """Return question by question what this version says, and the first one, when there is one to compare with."""
    told = [content.read_visit_content(one.content.encode()) for one in (found, first) if one]
    people = visit_words.member_names(set().union(*map(visit_words.members_named_in_content, told)), user)
    mine, other = [visit_words.visit_content_in_words(one, delivery_day(one, found), people) for one in told] + [{}] * (
        2 - len(told)
    )
    rows = [
        {
            "label": (mine.get(name) or other[name])[0],
            "second": mine.get(name, ("", ""))[1],
            "first": other.get(name, ("", ""))[1],
        }
        for name in {**other, **mine}
    ]
    return [row | {"differs": row["first"] != row["second"]} for row in rows]


def delivery_day(told, found):
    return told.observed_at(found.clock_offset, found.received_at).astimezone(SHANGHAI).date()


@require_POST
@guard(Permission.VISIT_REVIEW)
def delivery_assign(request, pk):
    """File a stranded visit under a household of one's own territory."""
    found = visible_delivery(request, pk)
    mine = Household.objects.within(*request.user.areas_where(Permission.VISIT_REVIEW)).select_related("village")
    household = get_object_or_404(mine, pk=parse_household_pk(request.POST.get("household")))
    try:
        visit = actions.assign_delivery(found, household, by=request.user)
    except (StaleState, ActionRefused) as error:
        messages.error(request, str(error))
        return render_delivery_page(request, visible_delivery(request, pk), status=422)
    messages.success(request, _("The visit now belongs to %(household)s.") % {"household": masked_label(household)})
    return redirect(visit)


def parse_household_pk(text) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_POST
@guard(Permission.VISIT_REVIEW)
def delivery_settle(request, pk, how):
    """Put a delivery aside, keep the first version, or take the second."""
    found = visible_delivery(request, pk)
    if how not in SETTLEMENT_BY_SLUG or (how != "put-aside" and found.outcome != DeliveryOutcome.SECOND):
        raise Http404
    form = VisitReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise ActionRefused(_("The reason is too long: at most 300 characters."))
        settle_as_asked(found, how, form.cleaned_data["reason"], by=request.user)
    except (StaleState, ActionRefused) as error:
        messages.error(request, str(error))
        typed = request.POST.get("reason", "")
        return render_delivery_page(request, visible_delivery(request, pk), typed=typed, status=422)
    messages.success(request, _("Settled: %(how)s.") % {"how": SETTLEMENT_BY_SLUG[how].label})
    return redirect(reverse("visits:unsettled", query={"what": found.outcome}))


def settle_as_asked(found, how, reason, *, by):
    if how == "take-second":
        return actions.take_second_version(found, by=by)
    return actions.settle_delivery(found, SETTLEMENT_BY_SLUG[how], by=by, reason=reason)
