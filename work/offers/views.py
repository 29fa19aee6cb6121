"""Offers: the list, one of them, and the forms that keep them."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text, unseal_search_text
from core.submitting import submit_form
from households.models import Member
from households.registry.views import place_crumbs
from work.choices import OfferKind
from work.models import Offer, Placement
from work.payments.panel import payments_of
from work.versions import seen_field, version_now, version_of

from .actions import TERMS, change_offer, close_offer, make_offer
from .columns import OFFER_LISTING, PLACEMENT_ROWS, PROPOSAL_ROWS, PROPOSED_OFFERS, offer_state
from .filters import OfferFilter
from .forms import CloseForm, OfferForm
from .matching import PEOPLE_SHOWN
from .places import ACROSS, with_free_places
from .reasons import Proposal, looked_for, offers_for_person, people_for_offer
from .search import leave_search

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
RELATED = ("area__parent", "enterprise", "county")


@never_cache
@guard(Permission.HOUSEHOLD_VIEW, across=ACROSS)
def offer_list(request):
    """Show the offers of one's territory and of the places it lies in."""
    rows = Offer.objects.visible_to(request.user).with_taken_places().select_related(*RELATED)
    more = {
        "search_url": reverse("work:offers-search"),
        "search_label": _("Part of what it is, the skill or the enterprise"),
    }
    if request.user.holds(Permission.WORK_KEEP):
        more |= {"action": _("New offer"), "action_url": reverse("work:offer-new")}
    return list_page(request, rows, OfferFilter, OFFER_LISTING, **more)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def offer_search(request):
    """Find offers by what they are, the skill or the enterprise; what was typed is encrypted in the address."""
    return leave_search(request, "work:offers")


def visible_offer(request, pk) -> Offer:
    return get_object_or_404(Offer.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def offer_page(request, pk):
    """Show an offer: all its terms, who has it, whom it is proposed to, and why not to somebody who was looked for."""
    visible_offer(request, pk)
    [offer] = with_free_places(Offer.objects.filter(pk=pk).select_related(*RELATED))
    placements = Placement.objects.visible_to(request.user).filter(offer=offer)
    placements = list(placements.select_related("member__household", "measure"))
    proposed, found = people_for_offer(offer, request.user, today()), people_looked_for(request, offer)
    told = [*placements, *proposed, *found]
    record_access(request.user, "opened", offer, area=offer.area, shown={one.member.household_id for one in told})
    context = {
        "proposed": proposed,
        "found": found,
        "proposal_rows": PROPOSAL_ROWS,
        "search_url": reverse("work:offer-person", args=[pk]),
        "search_label": _("Name, ID number or phone of somebody"),
        "found_caption": _("Who was looked for"),
        "was_asked": "text" in request.GET,
        "offer": offer,
        "state": offer_state(offer),
        "placements": placements,
        "placement_rows": PLACEMENT_ROWS,
        "keeps": bool(may(request.user, Permission.WORK_KEEP, offer.area)) and offer.closed_on is None,
        "payments": payments_of(offer, request.user),
        "crumbs": offer_crumbs(offer.title),
    }
    return render(request, "work/offers/offer.html", context)


def people_looked_for(request, offer) -> list[Proposal]:
    """Return who was searched for on the page of an offer, each with what speaks against it."""
    try:
        text = unseal_search_text(request.GET.get("text", ""), request.user)
    except ValueError:  # nobody was, or the address is somebody else's
        return []
    members = Member.objects.visible_to(request.user).found_by(text).order_by("pk")
    found = list(members.select_related("household__village__parent")[:PEOPLE_SHOWN])
    return looked_for(offer, found, request.user, today())


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def offer_person(request, pk):
    """Look for somebody on the page of an offer; what was typed is encrypted in the address."""
    offer, text = visible_offer(request, pk), request.POST.get("text", "").strip()
    if not text:
        return redirect(offer)
    record_access(request.user, "searched")
    return redirect(f"{offer.get_absolute_url()}?{urlencode({'text': seal_search_text(text, request.user)})}#people")


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def person_offers(request, pk):
    """Show which offers fit a person, the nearest first, and why."""
    wanted = ("household__county", "household__village__parent")
    member = get_object_or_404(Member.objects.visible_to(request.user).select_related(*wanted), pk=pk)
    record_access(request.user, "opened", member, area=member.household.village)
    context = {
        "member": member,
        "offers_for_person": offers_for_person(member, request.user, today()),
        "proposed_offers": PROPOSED_OFFERS,
        "crumbs": [*place_crumbs(member.household), person_crumb(member), {"label": PROPOSED_OFFERS.caption}],
    }
    return render(request, "work/offers/person.html", context)


def person_crumb(member) -> dict:
    return {"label": member.name, "url": reverse("work:person", args=[member.pk])}


def offer_crumbs(title) -> list[dict]:
    return [{"label": _("Offers"), "url": reverse("work:offers")}, {"label": title}]


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def offer_new(request):
    """Make an offer; ?kind= says of which kind, ?enterprise= by whom."""
    kind = request.GET.get("kind")
    kind = OfferKind(kind) if kind in OfferKind.values else OfferKind.POST
    form = OfferForm(request.POST or None, kind=kind, user=request.user, initial=asked_enterprise(request))
    act, title = partial(make_offer, kind, by=request.user), _("New offer")
    return render_offer_form(request, form, act, title=title, done=_("The offer was made."), kind=kind, kinds=OfferKind)


def asked_enterprise(request) -> dict:
    asked = request.GET.get("enterprise", "")
    return {"enterprise": int(asked)} if asked.isdecimal() and len(asked) < 10 else {}


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def offer_change(request, pk):
    """Change the terms of an offer."""
    offer = kept_offer(request, pk)
    initial = {field: getattr(offer, field) for field in TERMS} | {"seen": version_of(offer, TERMS)}
    form = OfferForm(request.POST or None, kind=OfferKind(offer.kind), user=request.user, initial=initial)
    form.fields["seen"] = seen_field()
    act, now = partial(change_offer, offer, by=request.user), partial(version_now, offer, TERMS, form)
    return render_offer_form(request, form, act, now, title=offer.title, done=_("The offer was changed."))


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def offer_close(request, pk):
    """Offer no further places."""
    offer = kept_offer(request, pk)
    form, act = CloseForm(request.POST or None), partial(close_offer, offer, by=request.user)
    title = pgettext("offer", "Close “%(title)s”") % {"title": offer.title}
    return render_offer_form(request, form, act, title=title, done=_("The offer was closed."))


def kept_offer(request, pk) -> Offer:
    """Return an offer that this person keeps."""
    offer = visible_offer(request, pk)
    must(request.user, Permission.WORK_KEEP, offer.area)
    return offer


def render_offer_form(request, form, act, now=None, *, title, done, **context):
    """Show a form of an offer, or do what it asks for and lead to the offer."""
    sent = submit_form(form, act, now) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, done)
        return redirect(sent.result)
    context |= {"form": form, "title": title, "crumbs": offer_crumbs(title)}
    return render(request, "work/form.html", context, status=sent.status if sent else 200)
