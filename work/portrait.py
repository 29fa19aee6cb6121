"""The employment account, cash grants, trades, sales and projects on the portrait of a household."""

from django.db.models import Sum
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from core.dates import today
from core.listing import DAY, Column, Listing
from core.templatetags.pw import money
from households.models import Member
from households.registry.history import trace_model_changes
from households.registry.portrait import panel
from work.people.columns import since_words, wish_words, work_words

from .cash_grants.columns import HOUSEHOLD_CLAIMS_TABLE, HOUSEHOLD_MAY_HAVE_TABLE
from .cash_grants.counts import may_have_at_home
from .models import AccountEntry, CashGrantClaim, ProjectContract, SaleDelivery, Trade
from .projects.columns import HOUSEHOLD_CONTRACTS
from .sales.columns import HOUSEHOLD_SALES
from .sales.online import last_year_of_sales
from .trades.columns import CAME_IN_TABLE, HOUSEHOLD_TRADES_TABLE, PAST_TRADES_TABLE
from .trades.income import what_came_in

trace_model_changes(CashGrantClaim, "household", lambda row: gettext("of %(year)s") % {"year": row.year})
trace_model_changes(Trade, "household", lambda row: row.goods or row.get_kind_display())
trace_model_changes(SaleDelivery, "household", lambda row: gettext("%(yuan)s yuan") % {"yuan": money(row.yuan)})
trace_model_changes(ProjectContract, "household", lambda row: gettext("since %(day)s") % {"day": row.since})

SALES_SHOWN = 20
ACCOUNT_TABLE = Listing(
    "account-of-household",
    _("Where each person of working age stands"),
    (
        Column("name", _("Name"), value="member.name", url="get_absolute_url"),
        Column("state", _("State"), value="get_state_display", under=since_words),
        Column("work", _("Work now"), value=work_words),
        Column("wishes", _("Work they need"), value=wish_words, css="pw-words"),
        Column("confirmed", _("Last confirmed on"), value="confirmed_on", kind=DAY),
    ),
)


@panel("account", label=_("Employment account"), order=51)
def account_panel(request, household):
    """Show where the people of working age stand; the others are led to as well, for what they learned and worked."""
    entries = AccountEntry.objects.visible_to(request.user).filter(household=household)
    entries = list(entries.select_related("member", "spell").order_by("member"))
    here = Member.objects.visible_to(request.user).present(today()).filter(household=household)
    others = here.exclude(pk__in=[entry.pk for entry in entries]).order_by("pk")
    return {"entries": entries, "others": others, "table": ACCOUNT_TABLE}


@panel("cash_grants", label=_("Cash grants"), order=17)
def cash_grants_panel(request, household):
    """Show which grants this household and its people may have, and what became of those applied for."""
    claims = CashGrantClaim.objects.visible_to(request.user).filter(household=household)
    claims = list(claims.select_related("cash_grant", "member"))
    may_have = may_have_at_home(household, today()) if household.state == "active" else []
    if not claims and not may_have:
        return None
    return {
        "claims": claims,
        "claims_table": HOUSEHOLD_CLAIMS_TABLE,
        "may_have": may_have,
        "may_have_table": HOUSEHOLD_MAY_HAVE_TABLE,
    }


@panel("trades", label=_("Trades"), order=52)
def trades_panel(request, household):
    """Show what the household lives from beside wages, and what came in; whoever keeps it may note another."""
    trades = list(Trade.objects.visible_to(request.user).filter(household=household).select_related("buyer"))
    standing = [trade for trade in trades if trade.until is None]
    return {
        "trades": standing,
        "past": [trade for trade in trades if trade.until is not None],
        "came_in": what_came_in(household) if standing else [],
        "keeps": household.state == "active" and bool(may(request.user, Permission.WORK_KEEP, household.village)),
        "table": HOUSEHOLD_TRADES_TABLE,
        "past_table": PAST_TRADES_TABLE,
        "came_in_table": CAME_IN_TABLE,
    }


@panel("sales", label=pgettext_lazy("recorded", "Sales"), order=31)
def sales_panel(request, household):
    """Show what this household delivered to sales, the latest first, and the yuan of twelve months."""
    rows = SaleDelivery.objects.visible_to(request.user).standing().filter(household=household)
    deliveries = list(rows.select_related("sale").order_by("-sale__sold_on", "-pk")[:SALES_SHOWN])
    if not deliveries:
        return None
    lately = rows.filter(sale__sold_on__range=last_year_of_sales(today()))
    return {"deliveries": deliveries, "table": HOUSEHOLD_SALES, "yuan": lately.aggregate(sum=Sum("yuan"))["sum"] or 0}


@panel("projects", label=_("Projects"), order=32)
def projects_panel(request, household):
    """Show which projects this household joined, and what they paid."""
    contracts = ProjectContract.objects.visible_to(request.user).filter(household=household)
    contracts = list(contracts.with_paid(today()).select_related("project").order_by("-since", "-pk"))
    return {"contracts": contracts, "table": HOUSEHOLD_CONTRACTS} if contracts else None
