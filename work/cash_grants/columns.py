"""The list of cash grants, the clerk's list of one grant, and the tables of a household."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core import masks
from core.dates import today
from core.listing import DAY, NUMBER, YUAN, Column, Listing
from core.listing.columns import read_value
from households.registry.columns import head_name, prefetch_heads, township_column, village_column
from work.choices import ClaimState

from .fitting import MAY_HAVE


def grant_url(row, **query) -> str:
    return reverse("work:cash-grant", args=[row["grant"].pk, row["year"]], query=query or None)


def counted(code, label, state) -> Column:
    """Declare a column of numbers that open the list of those they count."""
    return Column(
        code, label, value=code, kind=NUMBER, url=lambda row: row[code] and grant_url(row, state=state)
    )  # fmt: skip


def condition_words(grant) -> str:
    """Return on which condition a grant is given, with the months of work it asks for."""
    if grant.least_months is None:
        return grant.get_condition_display()
    months = ngettext("at least %(n)s month", "at least %(n)s months", grant.least_months) % {"n": grant.least_months}
    return gettext("%(condition)s, %(months)s") % {"condition": grant.get_condition_display(), "months": months}


GRANTS_TABLE = Listing(
    "cash-grants",
    _("Cash grants"),
    (
        Column("grant", _("Cash grant"), value="grant.name", url=grant_url, under="grant.paper"),
        Column("condition", pgettext_lazy("cash grant", "Condition"), value=lambda row: condition_words(row["grant"]),
               under="grant.get_for_whom_display"),
        Column("each", _("Amount (yuan)"), value="grant.yuan", kind=YUAN),
        Column("until", _("Until"), value="grant.valid_until", kind=DAY),
        counted("may_have", _("May have it, not applied"), MAY_HAVE),
        counted("applied", _("Applied, not paid"), ClaimState.APPLIED),
        counted("paid", pgettext_lazy("claims", "Paid"), ClaimState.PAID),
        Column("yuan", _("Paid (yuan)"), value="yuan", kind=YUAN),
    ),
    exported=True,
    is_plain=True,
)  # fmt: skip


def state_words(row):
    """Return how the claim of a person or household stands, or that there is none."""
    return ClaimState(row.claim_state).label if row.claim_state else _("May have it, not applied")


def claim_url(row) -> str:
    return reverse("work:claim", args=[row.claim_id]) if row.claim_id else ""


def waiting_words(state, applied_on) -> str:
    """Return for how long a claim has waited to be paid; nothing for the others."""
    if state != ClaimState.APPLIED:
        return ""
    days = (today() - applied_on).days
    return ngettext("not paid for %(n)s day", "not paid for %(n)s days", days) % {"n": days}


CLAIM_COLUMNS = (
    Column("state", _("State"), value=state_words, url=claim_url,
           under=lambda row: waiting_words(row.claim_state, row.claim_applied_on)),
    Column("applied", _("Applied for on"), value="claim_applied_on", kind=DAY, sort="claim_applied_on"),
    Column("paid", _("Paid on"), value="claim_paid_on", kind=DAY, sort="claim_paid_on"),
    Column("yuan", _("Paid (yuan)"), value="claim_yuan", kind=YUAN),
)  # fmt: skip
SUBJECT: dict[str, Any] = {"mask": "name", "template": "work/cash_grants/_cell_subject.html"}


def grant_listing(code, subject, home, more=()) -> Listing:
    """Declare the clerk's list of one grant; `home` leads from a row to its household."""
    lookup = home.replace(".", "__")
    number = Column(
        "number", _("Household number"), value=f"{home}number", on_page=False, identifies=True
    )  # fmt: skip
    village = village_column(f"{home}village", sort=(f"{lookup}village__path", f"{lookup}number", "pk"))
    return Listing(
        code,
        _("Who may have a cash grant, and who applied"),
        (subject, number, *more, *CLAIM_COLUMNS, village, township_column(f"{home}village")),
        noun=pgettext_lazy("counted", "rows"),
        row="row",
        sort="village",
        empty=_("Nobody in your territory meets the conditions of this grant by what is on file."),
        no_match=_("Nobody matches these filters."),
        show_all=_("Show all"),
        exported=True,
        printable=True,
    )


HEAD = Column("head", _("Head"), value=lambda row: head_name(read_value(row, "household")), mask="name",
              on_page=False, identifies=True, prefetch=(prefetch_heads("household"),))  # fmt: skip
PEOPLE_LISTING = grant_listing(
    "cash-grant-people", Column("name", _("Name"), value="name", **SUBJECT), "household.", (HEAD,)
)
HOUSEHOLDS_LISTING = grant_listing(
    "cash-grant-households",
    Column("name", _("Household"), value=head_name, prefetch=(prefetch_heads(""),), **SUBJECT),
    "",
)


def who_words(name):
    """Return the masked name of who has a grant, or that the whole household has it."""
    return masks.name(name) if name else _("The household")


HOUSEHOLD_CLAIMS_TABLE = Listing(
    "household-claims",
    _("Cash grants applied for, the latest first"),
    (
        Column("grant", _("Cash grant"), value="cash_grant.name", url="get_absolute_url",
               under=lambda claim: str(claim.year)),
        Column("who", _("For"), value=lambda claim: who_words(claim.member and claim.member.name)),
        Column("state", _("State"), value="get_state_display",
               under=lambda claim: waiting_words(claim.state, claim.applied_on)),
        Column("applied", _("Applied for on"), value="applied_on", kind=DAY),
        Column("paid", _("Paid on"), value="paid_on", kind=DAY),
        Column("yuan", _("Paid (yuan)"), value="yuan", kind=YUAN),
    ),
)  # fmt: skip
HOUSEHOLD_MAY_HAVE_TABLE = Listing(
    "household-may-have",
    _("Cash grants that may be applied for"),
    (
        Column("grant", _("Cash grant"), value="grant.name", url="grant.get_absolute_url", under="grant.paper"),
        Column("who", _("For"), value=lambda row: who_words(row["name"])),
        Column("condition", pgettext_lazy("cash grant", "Condition"), value=lambda row: condition_words(row["grant"])),
        Column("each", _("Amount (yuan)"), value="grant.yuan", kind=YUAN),
    ),
)
