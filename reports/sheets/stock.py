"""T1 to T4: who is under monitoring, and whose risk is cleared."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseType, ClearMethod
from reports.indicators.figures import MAIN_RISKS

from .declare import HOUSEHOLDS, PEOPLE, SHARE, SheetColumn, SheetRow, declare_sheet

HOUSEHOLDS_LABEL, PEOPLE_LABEL = _("Households"), _("People")
STOCK_CODES, UNCLEARED_CODES, CLEARED_CODES = (
    ("stock.*",),
    tuple(f"stock.{one}.uncleared" for one in CaseType.values),
    tuple(f"stock.{one}.cleared" for one in CaseType.values),
)
STOCK_COLUMNS = (
    SheetColumn("stock", HOUSEHOLDS_LABEL, STOCK_CODES, HOUSEHOLDS, group=_("Monitored")),
    SheetColumn("stock_people", PEOPLE_LABEL, STOCK_CODES, PEOPLE, group=_("Monitored")),
    SheetColumn("cleared", HOUSEHOLDS_LABEL, CLEARED_CODES, HOUSEHOLDS, group=_("Risk cleared")),
    SheetColumn("cleared_people", PEOPLE_LABEL, CLEARED_CODES, PEOPLE, group=_("Risk cleared")),
    SheetColumn("share", _("by households"), CLEARED_CODES, SHARE, STOCK_CODES, HOUSEHOLDS, group=_("Share cleared")),
    SheetColumn("share_people", _("by people"), CLEARED_CODES, SHARE, STOCK_CODES, PEOPLE, group=_("Share cleared")),
    SheetColumn("uncleared", HOUSEHOLDS_LABEL, UNCLEARED_CODES, HOUSEHOLDS, group=_("Not yet cleared")),
    SheetColumn("uncleared_people", PEOPLE_LABEL, UNCLEARED_CODES, PEOPLE, group=_("Not yet cleared")),
    *(
        SheetColumn(f"uncleared_{one}", one.label, (f"stock.{one}.uncleared",), group=_("Not yet cleared, by type"))
        for one in CaseType
    ),
)
MONTH_HEADING, YEAR_HEADING = _("In the month, or at its end"), _("Since January")


def stock_sheet_row(key, label, codes, out_of=()) -> SheetRow:
    """Return a row of T1 about the stock at the end of the month."""
    return SheetRow(key, label, {"month": codes}, out_of)


def change_sheet_row(key, label, *names) -> SheetRow:
    """Return a row of T1 about changes in the month, and since January."""
    names = names or (key,)
    return SheetRow(key, label, {"month": period_codes("month", names), "year": period_codes("year", names)})


def period_codes(period, names) -> tuple:
    return tuple(f"{period}.{name}" for name in names)


OVERALL_ROWS = (
    stock_sheet_row("stock", _("Monitored"), STOCK_CODES),
    *(stock_sheet_row(one.value, one.label, (f"stock.{one}.*",)) for one in CaseType),
    stock_sheet_row("cleared", _("Risk cleared"), CLEARED_CODES),
    stock_sheet_row("share", _("Share cleared"), CLEARED_CODES, STOCK_CODES),
    stock_sheet_row("uncleared", _("Not yet cleared"), UNCLEARED_CODES),
    *(
        stock_sheet_row(
            f"uncleared_{one}", format_lazy("{}: {}", _("Not yet cleared"), one.label), (f"stock.{one}.uncleared",)
        )
        for one in CaseType
    ),
    change_sheet_row("identified", _("Newly identified")),
    change_sheet_row("remarked", _("Marked again")),
    change_sheet_row("rolled_back", _("Rolled back")),
    change_sheet_row("cleared_by_assistance", ClearMethod.ASSISTANCE.label),
    change_sheet_row("cleared_naturally", ClearMethod.NATURAL.label),
    change_sheet_row("cleared_way_unknown", _("Risk cleared, way not recorded")),
    change_sheet_row("ended_active", _("Ended before the risk was cleared")),
    change_sheet_row("ended_cleared", _("Ended after the risk was cleared")),
)
declare_sheet(
    "T1",
    _("Overall"),
    _("The whole territory: what stood at the end of the month, and what happened."),
    rows=OVERALL_ROWS,
    columns=(
        SheetColumn("month_households", HOUSEHOLDS_LABEL, ("{month}",), group=MONTH_HEADING),
        SheetColumn("month_people", PEOPLE_LABEL, ("{month}",), PEOPLE, group=MONTH_HEADING),
        SheetColumn("year_households", HOUSEHOLDS_LABEL, ("{year}",), group=YEAR_HEADING),
        SheetColumn("year_people", PEOPLE_LABEL, ("{year}",), PEOPLE, group=YEAR_HEADING),
    ),
)
declare_sheet("T2", _("By township"), _("The same for every township."), columns=STOCK_COLUMNS, by="township")
declare_sheet("T3", _("By village"), _("The same for every village."), columns=STOCK_COLUMNS, by="village")
declare_sheet(
    "T4",
    pgettext_lazy("sheet", "Risk types"),
    _("Households by their main risk."),
    rows=(
        *(SheetRow(risk.value, risk.label) for risk in MAIN_RISKS),
        SheetRow("all", _("All"), {"row": tuple(risk.value for risk in MAIN_RISKS)}),
    ),
    columns=(
        SheetColumn("stock", HOUSEHOLDS_LABEL, ("risk.{row}.*",), group=_("Monitored")),
        SheetColumn("stock_people", PEOPLE_LABEL, ("risk.{row}.*",), PEOPLE, group=_("Monitored")),
        SheetColumn("cleared", HOUSEHOLDS_LABEL, ("risk.{row}.cleared",), group=_("Risk cleared")),
        SheetColumn("cleared_people", PEOPLE_LABEL, ("risk.{row}.cleared",), PEOPLE, group=_("Risk cleared")),
        SheetColumn("uncleared", HOUSEHOLDS_LABEL, ("risk.{row}.uncleared",), group=_("Not yet cleared")),
        SheetColumn("uncleared_people", PEOPLE_LABEL, ("risk.{row}.uncleared",), PEOPLE, group=_("Not yet cleared")),
    ),
)
