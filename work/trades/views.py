"""Trades: the list, counted by kind, one of them, and the forms that note, change and end one."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.listing.filters import active_filters
from core.listing.search import seal_search_text
from core.listing.tables import asked_table
from core.submitting import submit_form
from core.text import labelled
from households.models import Household
from households.registry.names import masked_label
from households.registry.views import place_crumbs
from work.models import Trade

from .actions import change_trade, end_trade, note_trade, trade_version
from .columns import (
    CAME_IN_TABLE,
    KINDS_TABLE,
    TRADE_LISTING,
    buyer_words,
    months_of,
    price_words,
    size_words,
    yield_words,
)
from .counts import count_kinds
from .filters import TradeFilter
from .forms import TradeEndForm, TradeForm
from .income import what_came_in

ALLOW_FORM_METHODS = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = (
    "kind", "goods", "size", "size_unit", "yield_amount", "yield_unit", "months", "buyer_kind", "buyer", "price",
    "yuan_a_year", "since",
)  # fmt: skip


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def trade_list(request):
    """Show the trades of one's territory, filtered, sorted and counted by the database."""
    rows = Trade.objects.visible_to(request.user).select_related("household__village__parent", "buyer")
    more = {"search_url": reverse("work:trades-search"), "action": _("By kind")}
    more["action_url"] = reverse("work:trade-kinds", query=asked_filters(request) or None)
    return list_page(request, rows, TradeFilter, TRADE_LISTING, **more)


def asked_filters(request) -> dict:
    """Return the filters that the address names, so that the list and the counts lead to one another."""
    return {name: value for name, value in request.GET.items() if value and name in TradeFilter.base_filters}


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def trade_search(request):
    """Find the trades of a household by its number, name, ID number or phone; what was typed is encrypted in the
    address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("work:trades")
    record_access(request.user, "searched")
    return redirect(reverse("work:trades", query={"text": seal_search_text(text, request.user)}))


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def trade_kinds(request):
    """Show the same trades counted by kind; each number opens the list of those it counts."""
    found = TradeFilter(request.GET, queryset=Trade.objects.visible_to(request.user), request=request)
    asked = asked_filters(request)
    rows = count_kinds(found.qs, asked)
    if file := asked_table(request, (KINDS_TABLE, rows)):
        return file
    crumbs = [{"label": _("Trades"), "url": reverse("work:trades")}, {"label": _("By kind")}]
    context = {"rows": rows, "table": KINDS_TABLE, "crumbs": crumbs}
    context["found"] = active_filters(found.form, request.GET)
    context["list_url"] = reverse("work:trades", query=asked or None)
    return render(request, "work/trades/kinds.html", context)


def visible_trade(request, pk) -> Trade:
    wanted = ("household__county", "household__village__parent", "buyer", "by")
    return get_object_or_404(Trade.objects.visible_to(request.user).select_related(*wanted), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def trade_page(request, pk):
    """Show one trade: what is noted of it, and beside it what came in."""
    trade = visible_trade(request, pk)
    record_access(request.user, "opened", trade, area=trade.household.village)
    keeps = bool(may(request.user, Permission.WORK_KEEP, trade.household.village))
    context = {
        "trade": trade, "noted": noted_of(trade), "came_in": what_came_in(trade.household),
        "came_in_table": CAME_IN_TABLE, "keeps": keeps and trade.until is None,
        "whose": masked_label(trade.household), "crumbs": trade_crumbs(trade.household, str(trade)),
    }  # fmt: skip
    return render(request, "work/trades/trade.html", context)


def noted_of(trade) -> list[tuple]:
    """Return (label, words) of what is known of a trade, in order."""
    told = [
        (_("Area or number"), size_words(trade)), (_("Expected yield a year"), yield_words(trade)),
        (_("Months in which it comes"), months_of(trade)), (_("Buyer"), buyer_words(trade)),
        (_("Price (yuan)"), price_words(trade)),
    ]  # fmt: skip
    return [(label, words) for label, words in told if words]


def trade_crumbs(household, title) -> list[dict]:
    home = {"label": household.number, "url": f"{household.get_absolute_url()}#trades"}
    return [*place_crumbs(household), home, {"label": title}]


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def trade_new(request, household):
    """Note what a household lives from."""
    found = Household.objects.visible_to(request.user).select_related("county", "village__parent")
    home = get_object_or_404(found, pk=household)
    must(request.user, Permission.WORK_KEEP, home.village)
    form = TradeForm(request.POST or None, user=request.user)
    return trade_form(request, home, form, partial(add_noted, home, by=request.user), title=_("A trade"))


def add_noted(household, *, by, seen, **said):
    """Note a trade from its form: nothing stood before that could have changed."""
    return note_trade(household, by=by, **said)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def trade_change(request, pk):
    """Change what is noted of a trade."""
    trade = kept_trade(request, pk)
    initial = {field: getattr(trade, field) for field in FIELDS} | {"seen": trade_version(trade)}
    form = TradeForm(request.POST or None, user=request.user, initial=initial)
    act = partial(change_trade, trade, by=request.user)
    return trade_form(request, trade.household, form, act, title=str(trade), trade=trade)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def trade_end(request, pk):
    """Note that a household does not live from it any more."""
    trade = kept_trade(request, pk)
    form = TradeEndForm(request.POST or None, initial={"seen": trade_version(trade)})
    title = labelled(str(trade), pgettext("trade", "the end"))
    act = partial(end_trade, trade, by=request.user)
    return trade_form(request, trade.household, form, act, title=title, trade=trade)


def kept_trade(request, pk) -> Trade:
    """Return a trade that this person keeps."""
    trade = visible_trade(request, pk)
    must(request.user, Permission.WORK_KEEP, trade.household.village)
    return trade


def trade_form(request, household, form, act, *, title, trade=None):
    """Show a form of a trade, or do what it asks for and lead to the trade; when somebody else was quicker it says what
    stands now."""
    status = 200
    if request.method == "POST":
        sent = submit_form(form, act, trade and partial(trade_now, trade))
        if sent.done:
            messages.success(request, _("Saved."))
            return redirect(sent.result)
        status = sent.status
    record_access(request.user, "opened", household, area=household.village)
    context = {"form": form, "title": title, "lead": masked_label(household), "crumbs": trade_crumbs(household, title)}
    return render(request, "work/trades/form.html", context, status=status)


def trade_now(trade) -> tuple[str, str]:
    """Return the version of a trade, and what is noted of it now."""
    now = Trade.objects.select_related("by", "buyer").get(pk=trade.pk)
    told = "; ".join(f"{label} {words}" for label, words in noted_of(now))
    words = {"who": now.by or "", "trade": now, "told": told or _("nothing more")}
    return trade_version(now), _("%(who)s noted of “%(trade)s”: %(told)s.") % words
