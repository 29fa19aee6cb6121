"""Lists of the nightly run: the runs, the rules and values of one run, and households with something unknown."""

from dataclasses import replace
from functools import partial

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.levels import Colour
from alerts.models import AlertOutcome
from core.listing import DAY, NUMBER, Column, Listing
from core.listing.declare import LISTING_NAMES
from core.text import join_words, labelled
from households.registry.columns import household_column
from households.registry.filters import household_listing
from policy.reference import document_in_words

from .changes import CHANGE_LABELS, FLAG_CHANGES
from .gaps import GAPS
from .yields import since_day


def gap_names(facts) -> str:
    """Return the names of what is missing in a row annotated by `annotate_gaps`."""
    return join_words(entry.name for code, entry in GAPS.items() if getattr(facts, f"gap_{code}"))


UNKNOWN_LISTING = Listing(
    "unknown",
    _("Households with unknown facts"),
    (
        household_column(sort="household__number"),
        Column("village", _("Village"), value="household.village.name", sort="household__village__path"),
        Column(
            "level",
            _("Level"),
            value=lambda facts: Colour(facts.colour).label if facts.colour else None,
            template="alerts/engine/_cell_level.html",
        ),
        Column(
            "missing",
            _("What is missing, and what to do"),
            value=gap_names,
            template="alerts/engine/_cell_missing.html",
        ),
    ),
    title=_("Facts unknown"),
    lead=_(
        "Households in which something is missing or contradictory. Unknown is not “no risk”: "
        "they stay here until the data is corrected and the next run has read it."
    ),
    noun=_("households"),
    row="facts",
    sort="village",
    empty=_("Nothing is unknown here: the data of every household is complete."),
    exported=True,
    printable=True,
)
RUN_LISTING = Listing(
    "runs",
    _("Runs, newest first"),
    (
        Column("day", _("As of"), value="as_of", kind=DAY, url=lambda run: reverse("alerts:run", args=[run.pk])),
        Column("county", _("County"), value="county.name"),
        Column("state", _("State"), value="get_state_display"),
        Column("started", _("Started"), value=lambda run: f"{localtime(run.started_at):%H:%M:%S}"),
        Column("households", _("Households"), value="counts.households", kind=NUMBER),
        Column("raised", _("Flags raised"), value="counts.flags.raised", kind=NUMBER),
        Column("cleared", _("Flags cleared"), value="counts.flags.cleared", kind=NUMBER),
        Column("seconds", _("Seconds"), value="total_seconds", kind=NUMBER, decimals=1),
    ),
    title=_("Nightly runs"),
    lead=_(
        "Every night at 01:30 facts and flags of every household are recomputed. Running a night twice changes nothing."
    ),
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("No run yet. The first one comes tonight at 01:30, or when somebody starts it by hand."),
)
OPEN_FLAGS_TABLE = Listing(
    "open-flags",
    _("Open flags by rule"),
    (
        Column("rule", _("Rule"), value=lambda row: f"{row[1]} {row[0].name if row[0] else ''}"),
        Column("red", _("Red"), value="2", kind=NUMBER),
        Column("amber", _("Amber"), value="3", kind=NUMBER),
    ),
    cards=False,
)
JUDGED_BY_TABLE = Listing(
    "judged-by",
    _("Parameters it judged by"),
    (
        Column("label", _("Parameter"), value="0"),
        Column("value", _("Value"), value="1"),
        Column("since", _("Since"), value="2", kind=DAY),
        Column("document", _("Document"), value=lambda row: document_in_words(row[3])),
    ),
)


def code_and_state(one) -> str:
    """Return the code of a rule, and that it is switched off while a value it needs is not in force."""
    return one.rule.code if one.is_judged else join_words((one.rule.code, gettext("switched off")))


def standing_words(one) -> str:
    """Return how many households stand at each level under a rule; nothing where it is not known or nobody does."""
    return gettext("%(red)s red, %(amber)s amber") % one.counts if one.counts["households"] else ""


def yielded_alerts(count, label, **asked) -> Column:
    """Declare a column of alerts of the last months, each number linked to them."""

    def listed(one):
        query = {"rule": one.rule.code, "state": "any", "opened_after": f"{since_day()}"} | asked
        return one.counts[count] and reverse("alerts:queue", query=query)

    return Column(count, label, value=f"counts.{count}", kind=NUMBER, url=listed)


RULE_YIELDS_TABLE = Listing(
    "rule-yields",
    _("Households, alerts and answers by rule"),
    (
        Column("rule", _("Rule"), value="rule.name", url=lambda one: f"#{one.rule.code}", under=code_and_state),
        Column(
            "households",
            _("Households now"),
            value="counts.households",
            kind=NUMBER,
            url=lambda one: one.counts["households"] and reverse("households:list", query={"rule": one.rule.code}),
            under=standing_words,
        ),
        yielded_alerts("alerts", _("Alerts")),
        yielded_alerts("no_risk", _("No risk"), outcome=AlertOutcome.NO_RISK.value),
        yielded_alerts("monitored", _("Already monitored"), outcome=AlertOutcome.MONITORED.value),
        yielded_alerts("identified", _("To be identified"), outcome="identification"),
        Column("unanswered", _("Not answered yet"), value="counts.unanswered", kind=NUMBER),
    ),
    exported=True,
    is_plain=True,
)


CHANGE_COLUMNS = {
    "opened_red": _("Open, red"),
    "opened_amber": _("Open, amber"),
    "closed_red": _("Close, red"),
    "closed_amber": _("Close, amber"),
    "households": _("Households"),
}
LISTING_NAMES["what-if"] = CHANGED_HOUSEHOLDS = _("Households that other values would change")


def changes_tables(listed) -> dict[str, Listing]:
    """Declare the tables of what other values would change, by rule and by place; `listed` is the address of the
    households."""
    by_place = partial(changes_table, listed, name="area.name", narrowed=lambda row: {"village": row["area"].code})
    return {
        "rules": changes_table(
            listed, "by-rule", _("By rule"), _("Rule"),
            name=lambda row: f"{row['rule'].code} {row['rule'].name}", narrowed=lambda row: {"rule": row["rule"].code},
        ),
        "townships": by_place("by-township", _("By township"), _("Township")),
        "villages": by_place("by-village", _("By village"), _("Village")),
    }  # fmt: skip


def changes_table(listed, code, caption, first, *, name, narrowed) -> Listing:
    """Declare one of them. `name` fills the first column, headed `first`; `narrowed(row)` are the filters of a row."""
    columns = [
        Column(change, label, value=change, kind=NUMBER, url=partial(change_url, listed, change, narrowed))
        for change, label in CHANGE_COLUMNS.items()
    ]
    return Listing(code, caption, (Column("name", first, value=name), *columns))


def change_url(listed, change, narrowed, row) -> str:
    """Return the address of the households that a number counts; none where it is nought, or counts flags of several
    rules, of which one household may have two."""
    if not row[change] or (change in FLAG_CHANGES and "rule" not in row):
        return ""
    kind = {} if change == "households" else {"change": change}
    return f"{listed}?{urlencode(narrowed(row) | kind)}".rstrip("?")


def change_tiles(listed, difference) -> list[tuple]:
    """Return (label, number, address) of the sums over the whole territory."""
    sums, labels = difference.total | difference.colours, CHANGE_LABELS | {"households": _("Households touched")}
    return [(label, sums[one], change_url(listed, one, lambda _sums: {}, sums)) for one, label in labels.items()]


def what_if_listing(tried_values) -> Listing:
    """Declare the list of the households that other values would change, with the columns of all households."""
    values = [labelled(label, f"{now} → {tried}") for label, now, tried, _url in tried_values]
    return replace(
        household_listing(),
        code="what-if",
        caption=CHANGED_HOUSEHOLDS,
        title=CHANGED_HOUSEHOLDS,
        lead=join_words(values),
        empty=_("No household of your territory would change in this way."),
        no_match=_("No household of your territory would change in this way."),
    )
