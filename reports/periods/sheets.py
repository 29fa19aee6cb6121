"""The sheets of a period: what T5 to T11 tell of a month, told of several, and the most important of it at a glance."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reports.sheets import REPORT_SHEETS
from reports.sheets.alerts import alert_columns
from reports.sheets.assistance import MEASURE_BASES, VISIT_PURPOSE_CODES, VISITED_STATES
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, ReportSheet, SheetColumn
from reports.sheets.movements import CLEARING_LABELS, KNOWN_LABELS, MOVEMENT_BASES, RETURN_LABELS
from reports.sheets.table import NO_ROW
from visits.models import VisitPurpose

from .glance import GLANCE

VISITS_HEADING, HELPERS_HEADING = _("Visits"), _("Helpers at the end of the period")


def like_month(code, about, **more) -> ReportSheet:
    """Return the sheet of a period that tells what this sheet of a month does."""
    month = REPORT_SHEETS[code]
    more = {"by": month.by, "rows": month.rows, "codes": month.codes, "details": month.details} | more
    return ReportSheet(code, month.title, about, **more)


def movement_columns(names) -> tuple:
    return tuple(
        SheetColumn(f"{name}_{basis}", heading, (f"month.{name}",), basis, group=label)
        for name, label in names.items()
        for basis, heading in MOVEMENT_BASES.items()
    )


def known_columns(decision, label) -> tuple:
    return tuple(
        SheetColumn(f"income_{how}", heading, (f"income.{decision}.{how}",), group=label, counted_among=("income.*",))
        for how, heading in KNOWN_LABELS.items()
    )


MOVEMENT_SHEETS = (
    like_month(
        "T5", _("Households that came under monitoring in the period."),
        columns=(
            *movement_columns({"identified": _("Identified")}),
            *known_columns("identified", _("Income at identification, households")),
        ),
    ),
    like_month(
        "T6", _("Households whose risk was cleared in the period, how, and with what help."),
        columns=(*movement_columns(CLEARING_LABELS), *known_columns("cleared", _("Income at clearing, households"))),
    ),
    like_month(
        "T7", _("Households to which risk came back in the period, and why."), columns=movement_columns(RETURN_LABELS)
    ),
)  # fmt: skip
ALERT_SHEET = like_month(
    "T8",
    _("Alerts that came in the period, how they were answered, and those still open at its end."),
    columns=alert_columns(_("Answered in the period"), _("Open at the end of the period")),
)
MEASURE_SHEET = like_month(
    "T9",
    _("Measures of assistance delivered in the period, by group and by type of household."),
    columns=tuple(SheetColumn(basis, label, ("{month}",), basis) for basis, label in MEASURE_BASES.items()),
)


def visited_columns(state, label) -> tuple:
    """Return the columns for households of one kind. A household may be to be visited in several months: each of them
    counts, and the share is that of all."""
    visited, waiting = f"due.{state}.visited", f"due.{state}.waiting"
    return (
        SheetColumn(f"{state}_visited", pgettext_lazy("households", "Visited"), (f"visited.{state}",), group=label),
        SheetColumn(f"{state}_due", _("To be visited, times"), (visited, waiting), TIMES, group=label),
        SheetColumn(f"{state}_due_visited", _("Of these visited, times"), (visited,), TIMES, group=label),
        SheetColumn(f"{state}_share", _("Share visited"), (visited,), SHARE, (visited, waiting), TIMES, group=label),
        SheetColumn(f"{state}_waiting", _("Not visited in time, times"), (waiting,), TIMES, group=label),
    )


VISIT_SHEET = like_month(
    "T10",
    _("Visits of the period, how often households were to be visited, and who had a helper at its end."),
    columns=(
        SheetColumn("visits", VISITS_HEADING, VISIT_PURPOSE_CODES, TIMES, group=VISITS_HEADING),
        SheetColumn("in_person", _("In person"), ("visits.in_person",), TIMES, group=VISITS_HEADING),
        *(
            SheetColumn(one.value, one.label, (f"visits.{one}",), TIMES, group=_("Visits by purpose"))
            for one in VisitPurpose
        ),
        *(column for state, label in VISITED_STATES.items() for column in visited_columns(state, label)),
        SheetColumn("helped", _("With a helper"), ("helpers.assigned",), group=HELPERS_HEADING),
        SheetColumn("without_helper", pgettext_lazy("helper", "Without"), ("helpers.missing",), group=HELPERS_HEADING),
    ),
)
WORK_SHEET = like_month(
    "T11",
    format_lazy("{} {}", _("As at the end of the period's last month."), REPORT_SHEETS["T11"].about),
    columns=REPORT_SHEETS["T11"].columns,
)
PERIOD_SHEETS = {
    sheet.code: sheet for sheet in (GLANCE, *MOVEMENT_SHEETS, ALERT_SHEET, MEASURE_SHEET, VISIT_SHEET, WORK_SHEET)
}


def codes_of(sheet) -> set[str]:
    """Return every code that a sheet counts."""
    return counted_codes(sheet, sheet.columns)


def codes_once(sheet) -> set[str]:
    """Return the codes of which a sheet tells households or people."""
    bases = (one.of if one.basis == SHARE else one.basis for one in sheet.columns)
    told = zip(sheet.columns, bases, strict=True)
    return counted_codes(sheet, [one for one, basis in told if basis in (HOUSEHOLDS, PEOPLE)])


def counted_codes(sheet, columns) -> set[str]:
    """Return the codes of the cells in some columns, and those they are shares of."""
    rows = [(row, row.fill(column.codes), column.out_of) for column in columns for row in sheet.rows or (NO_ROW,)]
    return {code for row, codes, out_of in rows if codes for code in (*codes, *row.fill(out_of), *row.out_of)}
