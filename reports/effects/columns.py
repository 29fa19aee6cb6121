"""The tables of what became of incomes after measures, and the list of the households behind every figure."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core.listing import NUMBER, YUAN, Column, Listing
from core.templatetags import pw
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, household_column, township_column, village_column
from reports.models import EffectState

from .figures import spread_words


def left_out_words(one) -> str:
    """Return how many households are left out, and why: never as zero."""
    told = [
        (one.row["unknown"], gettext_lazy("%(n)s not known")),
        (one.row["not_over"], gettext_lazy("%(n)s not over")),
    ]
    return pw.listed(words % {"n": pw.number(n)} for n, words in told if n)


def people_words(one) -> str:
    people = one.row["persons"]
    return ngettext("%(n)s person", "%(n)s people", people) % {"n": pw.number(people)}


def change_words(one) -> str:
    """Return the spread of their changes; one household has none."""
    return spread_words(one.quarter("changes", 0), one.quarter("changes", 2)) if one.row["counted"] > 1 else ""


def peers_words(one) -> str:
    """Return the spread of the others, and how many they are; or that there are too few."""
    if not one.is_compared:
        return _("too few to compare")
    spread = spread_words(one.peers("avg_peers_low"), one.peers("avg_peers_high"))
    return _("%(spread)s, %(number)s households") % {"spread": spread, "number": pw.number(one.peers("avg_peers"))}


def file_number(code, label, value, kind=NUMBER) -> Column:
    return Column(code, label, value=value, kind=kind, on_page=False)


WHAT = Column("what", pgettext_lazy("effect", "What"), value="label", url="url")
FIGURE_COLUMNS = (
    WHAT,
    Column("households", gettext_lazy("Households with it"), value=lambda one: one.row["households"], kind=NUMBER,
           url=lambda one: one.list_url(), under=people_words),
    file_number("people", gettext_lazy("People"), lambda one: one.row["persons"]),
    Column("yuan", gettext_lazy("Cost (yuan)"), value=lambda one: one.row["cost"], kind=YUAN),
    Column("counted", gettext_lazy("Both years known"), value=lambda one: one.row["counted"], kind=NUMBER,
           url=lambda one: one.row["counted"] and one.list_url(EffectState.COUNTED.value), under=left_out_words),
    file_number("unknown", EffectState.UNKNOWN.label, lambda one: one.row["unknown"]),
    file_number("not_over", EffectState.NOT_OVER.label, lambda one: one.row["not_over"]),
    Column("before", gettext_lazy("Yuan a head before"), value=lambda one: one.middle("befores"), kind=NUMBER),
    Column("after", gettext_lazy("Yuan a head after"), value=lambda one: one.middle("afters"), kind=NUMBER),
    Column("change", gettext_lazy("Their change"), value=lambda one: one.middle("changes"), kind=NUMBER,
           under=change_words),
    file_number("change_low", gettext_lazy("A quarter changed by less than"), lambda one: one.quarter("changes", 0)),
    file_number("change_high", gettext_lazy("A quarter changed by more than"), lambda one: one.quarter("changes", 2)),
    Column("others", gettext_lazy("Change of the same kind without it"),
           value=lambda one: one.peers("avg_peers_middle"), kind=NUMBER, under=peers_words),
    file_number("others_low", gettext_lazy("A quarter of these changed by less than"),
                lambda one: one.peers("avg_peers_low")),
    file_number("others_high", gettext_lazy("A quarter of these changed by more than"),
                lambda one: one.peers("avg_peers_high")),
    file_number("others_number", gettext_lazy("Households compared with each"), lambda one: one.peers("avg_peers")),
    file_number("compared", gettext_lazy("Households compared"), lambda one: one.row["compared"]),
)  # fmt: skip


def figures_table(code, caption) -> Listing:
    return Listing(code, caption, FIGURE_COLUMNS, exported=True, is_plain=True)


GROUPS_TABLE = figures_table("effect-groups", gettext_lazy("By group of measures"))
KINDS_TABLE = figures_table("effect-kinds", gettext_lazy("By kind of offer"))
OFFERS_TABLE = figures_table("effect-offers", gettext_lazy("By offer"))


def size_of_comparison(effect) -> str:
    return _("of %(number)s households") % {"number": pw.number(effect.peers)} if effect.peers else ""


EFFECT_LISTING = Listing(
    "effects",
    gettext_lazy("Did it help? Household by household"),
    (
        household_column(sort="household__number", identifies=True),
        *HOUSEHOLD_FILE_COLUMNS,
        Column("measure", gettext_lazy("Measure"), value="measure.title", url="get_absolute_url",
               under=lambda effect: pw.month(effect.month)),
        file_number("month", gettext_lazy("Began in"), lambda effect: f"{effect.month:%Y-%m}", kind="text"),
        Column("group", pgettext_lazy("measure", "Group"), value="get_group_display", on_page=False),
        Column("people", gettext_lazy("People"), value="people", kind=NUMBER, on_page=False),
        Column("cost", gettext_lazy("Cost (yuan)"), value="yuan", kind=YUAN, on_page=False),
        Column("before", gettext_lazy("Yuan a head before"), value="before", kind=YUAN, sort=("before", "pk")),
        Column("after", gettext_lazy("Yuan a head after"), value="after", kind=YUAN, sort=("after", "pk")),
        Column("change", pgettext_lazy("income", "Change"), value="change", kind=YUAN, sort=("change", "pk")),
        Column("others", gettext_lazy("Change of the same kind without it"), value="peers_middle", kind=YUAN,
               under=size_of_comparison),
        Column("carried", gettext_lazy("Months after that are carried forward"), value="carried", kind=NUMBER,
               on_page=False),
        Column("state", gettext_lazy("State"), value="get_state_display"),
        village_column("household.village", sort=("household__village__path", "household__number", "pk")),
        township_column("household.village"),
    ),
    title=gettext_lazy("Did it help? Household by household"),
    lead=gettext_lazy("Income a head in the twelve full months before and after the month in which a measure began."),
    noun=gettext_lazy("households"),
    row="effect",
    sort="village",
    empty=gettext_lazy("Nothing was counted for your territory yet: it is counted each Sunday night."),
    no_match=gettext_lazy("No household matches these filters."),
    show_all=gettext_lazy("Show all households"),
    exported=True,
    printable=True,
)  # fmt: skip
