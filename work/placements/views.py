"""A place of an offer that somebody has: offered, its page, its steps, the machine that comes back."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from cases.assistance.sections import MEASURE_STEPS_DONE, measure_buttons, measure_events, reads_measure_in_full
from cases.assistance.views import measure_step_hindrance
from cases.case.workflow import MEASURE_WORKFLOW
from core import masks
from core.dates import today
from core.submitting import submit_form
from core.text import labelled
from core.workflow import state_now
from households.models import Member
from work.models import Offer, Placement
from work.offers.columns import offer_state
from work.offers.places import with_free_places
from work.offers.reasons import why_not

from .actions import give_back, offer_place, take_placement_step
from .forms import GiveBackForm, OfferPlaceForm, PlacementStepForm

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
RELATED = (
    "offer__area__parent", "offer__enterprise", "member__household__village", "member__household__county", "training",
    "measure__case", "measure__household__village", "measure__by", "by",
)  # fmt: skip


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def placement_new(request, pk, member):
    """Offer a place to somebody of one's territory; what speaks against it is said before."""
    visible = Offer.objects.visible_to(request.user).filter(pk=pk).select_related("area__parent", "enterprise")
    who = get_object_or_404(Member.objects.visible_to(request.user).select_related("household__village"), pk=member)
    must(request.user, Permission.WORK_KEEP, who.household.village)
    offer = next(iter(with_free_places(visible)), None)
    if offer is None:
        raise Http404
    form, act = OfferPlaceForm(request.POST or None), partial(offer_place, offer, who, by=request.user)
    crumbs = [{"label": offer.title, "url": offer.get_absolute_url()}, {"label": masks.name(who.name)}]
    context = {
        "offer": offer,
        "state": offer_state(offer),
        "who": who,
        "against": why_not(offer, [who], today())[who.pk],
    }
    shown = {"title": labelled(offer.title, masks.name(who.name)), "crumbs": crumbs, **context}
    return render_placement_form(request, form, act, who, done=_("The place was offered."), **shown)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def placement_page(request, pk):
    """Show who has a place, on which terms, what was lent, and what is to be done next."""
    placement = visible_placement(request, pk)
    measure, user, home = placement.measure, request.user, placement.member.household
    record_access(user, "opened", placement, area=home.village)
    context = {
        "placement": placement,
        "offer": placement.offer,
        "steps": measure_buttons(measure, user),
        "events": measure_events(measure, reads_measure_in_full(user, measure)),
        "comes_back": placement.is_out and may(user, Permission.WORK_KEEP, home.village),
        "title": labelled(placement.offer.title, masks.name(placement.member.name)),
        "crumbs": placement_crumbs(placement)[:-1],
    }
    return render(request, "work/placements/placement.html", context)


def visible_placement(request, pk) -> Placement:
    return get_object_or_404(Placement.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


def placement_crumbs(placement) -> list[dict]:
    return [
        {"label": _("Offers"), "url": reverse("work:offers")},
        {"label": placement.offer.title, "url": placement.offer.get_absolute_url()},
        {"label": masks.name(placement.member.name), "url": placement.get_absolute_url()},
    ]


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.HOUSEHOLD_VIEW)
def placement_step(request, pk, step):
    """Take one step: approve, start, deliver, record the effect, end, or cancel because it was declined."""
    if step not in MEASURE_WORKFLOW.by_name:
        raise Http404
    placement, one = visible_placement(request, pk), MEASURE_WORKFLOW[step]
    measure, home = placement.measure, placement.member.household
    must(request.user, one.permission, home.village)
    form = PlacementStepForm(request.POST or None, step=one, placement=placement)
    act = partial(take_placement_step, placement, step, by=request.user)
    shown = {
        "title": labelled(placement.offer.title, one.label),
        "why": measure_step_hindrance(measure, one, request.user),
    }
    crumbs = [*placement_crumbs(placement), {"label": one.label}]
    now, done = partial(state_now, measure), MEASURE_STEPS_DONE[step]
    return render_placement_form(request, form, act, placement.member, done=done, now=now, crumbs=crumbs, **shown)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def placement_return(request, pk):
    """Record that the machine came back."""
    placement = visible_placement(request, pk)
    must(request.user, Permission.WORK_KEEP, placement.member.household.village)
    form, title = GiveBackForm(request.POST or None), _("The machine came back")
    act = partial(return_machine, placement, request.user)
    crumbs = [*placement_crumbs(placement), {"label": title}]
    return render_placement_form(request, form, act, placement.member, done=_("Recorded."), title=title, crumbs=crumbs)


def return_machine(placement, by, on) -> Placement:
    give_back(placement, by=by, on=on)
    return placement


def render_placement_form(request, form, act, member, *, done, now=None, **context):
    """Show a form about a placement, or do what it asks for and lead to the placement."""
    sent = submit_form(form, act, now) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, str(done))
        return redirect(sent.result)
    record_access(request.user, "opened", member, area=member.household.village)
    context |= {"form": form}
    return render(request, "work/placements/form.html", context, status=sent.status if sent else 200)
