"""T1 to T4: who stands under monitoring, and whose risk is cleared."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseType, ClearMethod
from reports.indicators.figures import MAIN_RISKS

from .declare import HOUSEHOLDS, PEOPLE, SHARE, Column, Row, sheet

HEADS, SOULS = _("Households"), _("People")
ALL, UNCLEARED, CLEARED = (
    ("stock.*",),
    tuple(f"stock.{one}.uncleared" for one in CaseType.values),
    tuple(f"stock.{one}.cleared" for one in CaseType.values),
)
STOCK = (
    Column("stock", HEADS, ALL, HOUSEHOLDS, group=_("Under monitoring")),
    Column("stock_people", SOULS, ALL, PEOPLE, group=_("Under monitoring")),
    Column("cleared", HEADS, CLEARED, HOUSEHOLDS, group=_("Risk cleared")),
    Column("cleared_people", SOULS, CLEARED, PEOPLE, group=_("Risk cleared")),
    Column("uncleared", HEADS, UNCLEARED, HOUSEHOLDS, group=_("Not yet cleared")),
    Column("uncleared_people", SOULS, UNCLEARED, PEOPLE, group=_("Not yet cleared")),
    *(
        Column(f"uncleared_{one}", one.label, (f"stock.{one}.uncleared",), group=_("Not yet cleared, by type"))
        for one in CaseType
    ),
    Column("share", _("by households"), CLEARED, SHARE, ALL, HOUSEHOLDS, group=_("Share cleared")),
    Column("share_people", _("by people"), CLEARED, SHARE, ALL, PEOPLE, group=_("Share cleared")),
)
MONTH, YEAR = _("In the month, or at its end"), _("Since January")


def stands(key, label, codes, out_of=()) -> Row:
    """A row of T1 that tells what stood at the end of the month."""
    return Row(key, label, {"month": codes}, out_of)


def happened(key, label, *names) -> Row:
    """A row of T1 that tells what happened in the month, and since January."""
    names = names or (key,)
    return Row(key, label, {"month": told("month", names), "year": told("year", names)})


def told(period, names) -> tuple:
    return tuple(f"{period}.{name}" for name in names)


OVERALL = (
    stands("stock", _("Under monitoring"), ALL),
    *(stands(one.value, one.label, (f"stock.{one}.*",)) for one in CaseType),
    stands("cleared", _("Risk cleared"), CLEARED),
    stands("uncleared", _("Not yet cleared"), UNCLEARED),
    *(
        stands(f"uncleared_{one}", format_lazy("{}: {}", _("Not yet cleared"), one.label), (f"stock.{one}.uncleared",))
        for one in CaseType
    ),
    stands("share", _("Share cleared"), CLEARED, ALL),
    happened("identified", _("Newly identified")),
    happened("remarked", _("Marked again")),
    happened("rolled_back", _("Rolled back")),
    happened("cleared_by_assistance", ClearMethod.ASSISTANCE.label),
    happened("cleared_naturally", ClearMethod.NATURAL.label),
    happened("cleared_way_unknown", _("Risk cleared, way not recorded")),
    happened("ended_active", _("Ended before the risk was cleared")),
    happened("ended_cleared", _("Ended after the risk was cleared")),
)
sheet(
    "T1", _("Overall"), _("The whole territory: what stood at the end of the month, and what happened."), rows=OVERALL,
    columns=(
        Column("month_households", HEADS, ("{month}",), group=MONTH),
        Column("month_people", SOULS, ("{month}",), PEOPLE, group=MONTH),
        Column("year_households", HEADS, ("{year}",), group=YEAR),
        Column("year_people", SOULS, ("{year}",), PEOPLE, group=YEAR),
    ),
)  # fmt: skip
sheet("T2", _("By township"), _("The same for every township."), columns=STOCK, by="township")
sheet("T3", _("By village"), _("The same for every village."), columns=STOCK, by="village")
sheet(
    "T4", pgettext_lazy("sheet", "Risk types"), _("Households by their main risk."),
    rows=(
        *(Row(risk.value, risk.label) for risk in MAIN_RISKS),
        Row("all", _("All"), {"row": tuple(risk.value for risk in MAIN_RISKS)}),
    ),
    columns=(
        Column("stock", HEADS, ("risk.{row}.*",), group=_("Under monitoring")),
        Column("stock_people", SOULS, ("risk.{row}.*",), PEOPLE, group=_("Under monitoring")),
        Column("cleared", HEADS, ("risk.{row}.cleared",), group=_("Risk cleared")),
        Column("cleared_people", SOULS, ("risk.{row}.cleared",), PEOPLE, group=_("Risk cleared")),
        Column("uncleared", HEADS, ("risk.{row}.uncleared",), group=_("Not yet cleared")),
        Column("uncleared_people", SOULS, ("risk.{row}.uncleared",), PEOPLE, group=_("Not yet cleared")),
    ),
)  # fmt: skip
