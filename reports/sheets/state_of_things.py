"""T12 to T14: guarantees and water, data quality, and meetings."""

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.checks import QUALITY_CHECKS
from households.models import GuaranteeCheck

from .declare import HOUSEHOLDS, PEOPLE, TIMES, SheetColumn, SheetRow, declare_sheet

capitalised = lazy(capfirst, str)
GUARANTEE_MOMENTS = {
    "found": _("Found in the month"),
    "solved": _("Solved in the month"),
    "open": _("Open at the end of the month"),
}
declare_sheet(
    "T12",
    _("Guarantees and water"),
    _("The two worries, the three guarantees and water: found, solved, still open."),
    rows=tuple(SheetRow(one, capitalised(GuaranteeCheck.label_of(one))) for one in GuaranteeCheck.GUARANTEES),
    columns=tuple(
        SheetColumn(f"{word}{end}", label, (f"guarantee.{{row}}.{word}",), basis, group=told)
        for word, told in GUARANTEE_MOMENTS.items()
        for end, label, basis in (("", _("Households"), HOUSEHOLDS), ("_people", _("People"), PEOPLE))
    ),
)
declare_sheet(
    "T13",
    _("Data quality"),
    _("Data that looks wrong, as of the day it was counted."),
    rows=tuple(SheetRow(code, check.what) for code, check in QUALITY_CHECKS.items()),
    columns=(
        SheetColumn("households", _("Households"), ("quality.{row}",)),
        SheetColumn("records", _("Records"), ("quality.{row}",), TIMES),
    ),
)
declare_sheet(
    "T14",
    pgettext_lazy("sheet", "Meetings and decisions"),
    _("What the monthly meeting discussed and decided."),
    empty=_("Meetings are not recorded in this system yet, so that this section stays empty."),
)
