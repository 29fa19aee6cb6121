"""Did it help? The figures of groups and offers, of single offers, and the households behind every figure."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.areas.places import area_by_code, requested_county
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from core.jobs.actions import ask_job
from core.listing import list_page
from core.listing.search import seal_search_text
from core.listing.tables import asked_table
from reports.models import MeasureEffect
from work.choices import OfferKind
from work.models import Offer
from work.people.counts import chosen_place, places_above, places_one_level_down

from .columns import EFFECT_LISTING, GROUPS_TABLE, KINDS_TABLE, OFFERS_TABLE
from .count import FEWEST
from .figures import group_figures, kind_figures, offer_figures
from .filters import EffectFilter

OFFERS_A_PAGE = 50


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def effects_page(request):
    """Show by group of measures and by kind of offer what became of incomes, beside households of the same kind."""
    place, effects, where = asked_effects(request)
    tables = [(GROUPS_TABLE, group_figures(effects, where)), (KINDS_TABLE, kind_figures(effects, where))]
    if file := asked_table(request, *tables):
        return file
    below = [area for area in places_one_level_down(request.user, place) if area != place]
    context = {
        "place": place, "tables": [one for one in tables if one[1]], "below": below, "fewest": FEWEST,
        "as_of": effects.aggregate(latest=Max("as_of"))["latest"],
        "above": places_above(request.user, place, "reports:effects"),
        "counties": requested_county(request, Permission.REPORT_KEEP)[1],
    }  # fmt: skip
    return render(request, "reports/effects/effects.html", context)


def asked_effects(request) -> tuple:
    """Return the place in ?area= (None for a territory of several), its effects, and what narrows a list to it."""
    place = chosen_place(request.user, request.GET.get("area"))
    effects = MeasureEffect.objects.visible_to(request.user)
    return place, effects.within(place) if place else effects, {"village": place.code} if place else {}


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def effects_offers(request):
    """Show the same for single offers, of one kind or one offer where it is asked for."""
    effects = MeasureEffect.objects.visible_to(request.user)
    if code := request.GET.get("village"):
        effects = effects.within(chosen_place(request.user, code))
    offers = asked_offers(request, effects).select_related("area").order_by("title", "pk")
    page = Paginator(offers, OFFERS_A_PAGE).get_page(request.GET.get("page"))
    where = {"village": code} if code else {}
    rows = offer_figures(effects, list(page), where)
    if file := asked_table(request, (OFFERS_TABLE, rows)):
        return file
    crumbs = [{"label": _("Did it help?"), "url": reverse("reports:effects")}, {"label": _("By offer")}]
    context = {"page": page, "rows": rows, "table": OFFERS_TABLE, "crumbs": crumbs, "fewest": FEWEST}
    return render(request, "reports/effects/offers.html", context)


def asked_offers(request, effects):
    """Return the offers that somebody took up, as far as the address names a kind or one of them."""
    offers = Offer.objects.visible_to(request.user).filter(pk__in=effects.order_by().values("offer"))
    kind, offer = request.GET.get("kind"), request.GET.get("offer", "")
    offers = offers.filter(kind=kind) if kind in OfferKind.values else offers
    return offers.filter(pk=int(offer)) if offer.isdecimal() and len(offer) < 10 else offers


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def effect_households(request):
    """Show the households behind a figure, each with its income before and after and the change of the others."""
    rows = MeasureEffect.objects.visible_to(request.user).select_related("household__village__parent", "measure")
    crumbs = [{"label": _("Did it help?"), "url": reverse("reports:effects")}, {"label": _("Household by household")}]
    search = reverse("reports:effect-search")
    return list_page(request, rows, EffectFilter, EFFECT_LISTING, search_url=search, crumbs=crumbs)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def effect_search(request):
    """Find a household of the list; what was typed is encrypted in the address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("reports:effect-households")
    record_access(request.user, "searched")
    return redirect(reverse("reports:effect-households", query={"text": seal_search_text(text, request.user)}))


@require_POST
@guard(Permission.REPORT_KEEP)
def effects_count(request):
    """Ask the worker to count a county now; while one counts, it is the same."""
    county = area_by_code(request.POST.get("county"), requested_county(request, Permission.REPORT_KEEP)[1])
    ask_job("count_effects_of_county", key=f"effects {county.code}", county=county.code, by=request.user)
    messages.success(request, _("It is being counted, which takes a few minutes. Open this page again then."))
    return redirect("reports:effects")
