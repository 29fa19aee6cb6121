"""T5 to T7: the households that came under monitoring, whose risk was cleared, and to whom risk came back."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import ClearMethod

from .declare import HOUSEHOLDS, PEOPLE, SheetColumn, declare_sheet
from .details import (
    CLEARING_COLUMNS,
    DATE_COLUMN,
    ENTRY_COLUMNS,
    HELPED_COLUMN,
    MONTHS_COLUMN,
    REASON_COLUMN,
    RISKS_COLUMN,
    SINCE_COLUMN,
    TYPE_COLUMN,
    WHO_COLUMNS,
    date_column,
    kind_column,
)

MOVEMENT_PERIODS = {"month": _("in the month"), "year": _("since January")}
MOVEMENT_BASES = {HOUSEHOLDS: _("Households"), PEOPLE: _("People")}
CLEARING_LABELS = {
    "cleared_by_assistance": ClearMethod.ASSISTANCE.label,
    "cleared_naturally": ClearMethod.NATURAL.label,
    "cleared_way_unknown": _("Way not recorded"),
}
RETURN_LABELS = {"rolled_back": _("Rolled back"), "remarked": _("Marked again")}


def month_and_year_columns(name, label) -> tuple:
    """Return the columns for households and people, in the month and since January."""
    return tuple(
        SheetColumn(f"{period}_{name}_{basis}", heading, (f"{period}.{name}",), basis,
               group=format_lazy("{}, {}", label, told))
        for period, told in MOVEMENT_PERIODS.items()
        for basis, heading in MOVEMENT_BASES.items()
    )  # fmt: skip


def movement_columns(names) -> tuple:
    return tuple(column for name, label in names.items() for column in month_and_year_columns(name, label))


KNOWN_LABELS = {
    "known": _("Known in full"),
    "carried": _("Partly carried forward"),
    "unknown": pgettext_lazy("income", "Not known"),
}


def known_columns(decision, label) -> tuple:
    """Return the columns for how well the income was known at a decision; of those that say so."""
    return tuple(
        SheetColumn(f"income_{how}", heading, (f"income.{decision}.{how}",), group=label, counted_among=("income.*",))
        for how, heading in KNOWN_LABELS.items()
    )


declare_sheet(
    "T5", _("Newly identified"), _("Households that came under monitoring in the month."), by="township",
    columns=(
        *month_and_year_columns("identified", _("Identified")),
        *known_columns("identified", _("Income at identification, households of the month")),
    ),
    codes=("month.identified",),
    details=(*WHO_COLUMNS, date_column(_("Identified on")), TYPE_COLUMN, RISKS_COLUMN, *ENTRY_COLUMNS),
)  # fmt: skip
declare_sheet(
    "T6", _("Risk cleared"), _("Households whose risk was cleared in the month, how, and with what help."),
    by="township",
    columns=(
        *movement_columns(CLEARING_LABELS),
        *known_columns("cleared", _("Income at clearing, households of the month")),
    ),
    codes=tuple(f"month.{way}" for way in CLEARING_LABELS),
    details=(
        *WHO_COLUMNS, kind_column("way", _("How cleared"), CLEARING_LABELS), TYPE_COLUMN, RISKS_COLUMN, SINCE_COLUMN,
                                  date_column(_("Cleared on")), MONTHS_COLUMN, HELPED_COLUMN,
        *ENTRY_COLUMNS, *CLEARING_COLUMNS,
    ),
)  # fmt: skip
declare_sheet(
    "T7", _("Rolled back and marked again"), _("Households to which risk came back in the month, and why."),
    by="township", columns=movement_columns(RETURN_LABELS), codes=tuple(f"month.{what}" for what in RETURN_LABELS),
    details=(*WHO_COLUMNS, kind_column("what", _("What happened"), RETURN_LABELS), DATE_COLUMN, REASON_COLUMN,
             TYPE_COLUMN, RISKS_COLUMN, SINCE_COLUMN, *ENTRY_COLUMNS),
)  # fmt: skip
