"""T5 to T7: the households that came under monitoring, whose risk was cleared, and to whom risk came back."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import ClearMethod

from .declare import HOUSEHOLDS, PEOPLE, Column, sheet
from .details import AT_CLEARING, AT_ENTRY, HELPED, MONTHS, ON, REASON, RISKS, SINCE, TYPE, WHO, on, what

PERIODS = {"month": _("in the month"), "year": _("since January")}
BASES = {HOUSEHOLDS: _("Households"), PEOPLE: _("People")}
WAYS = {
    "cleared_by_assistance": ClearMethod.ASSISTANCE.label,
    "cleared_naturally": ClearMethod.NATURAL.label,
    "cleared_way_unknown": _("Way not recorded"),
}
BACK = {"rolled_back": _("Rolled back"), "remarked": _("Marked again")}


def month_and_year(name, label) -> tuple:
    """Households and people, in the month and since January."""
    return tuple(
        Column(f"{period}_{name}_{basis}", heading, (f"{period}.{name}",), basis,
               group=format_lazy("{}, {}", label, told))
        for period, told in PERIODS.items()
        for basis, heading in BASES.items()
    )  # fmt: skip


def columns(names) -> tuple:
    return tuple(column for name, label in names.items() for column in month_and_year(name, label))


sheet(
    "T5", _("Newly identified"), _("Households that came under monitoring in the month."), by="township",
    columns=month_and_year("identified", _("Identified")), codes=("month.identified",),
    details=(*WHO, on(_("Identified on")), TYPE, RISKS, *AT_ENTRY),
)  # fmt: skip
sheet(
    "T6", _("Risk cleared"), _("Households whose risk was cleared in the month, how, and with what help."),
    by="township", columns=columns(WAYS), codes=tuple(f"month.{way}" for way in WAYS),
    details=(
        *WHO, what("way", _("How cleared"), WAYS), TYPE, RISKS, SINCE, on(_("Cleared on")), MONTHS, HELPED,
        *AT_ENTRY, *AT_CLEARING,
    ),
)  # fmt: skip
sheet(
    "T7", _("Rolled back and marked again"), _("Households to which risk came back in the month, and why."),
    by="township", columns=columns(BACK), codes=tuple(f"month.{what}" for what in BACK),
    details=(*WHO, what("what", _("What happened"), BACK), ON, REASON, TYPE, RISKS, SINCE, *AT_ENTRY),
)  # fmt: skip
