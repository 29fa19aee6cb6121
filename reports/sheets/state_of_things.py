"""T12 to T14: guarantees and water, data quality, and meetings."""

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.checks import CHECKS
from households.models import GuaranteeCheck

from .declare import PEOPLE, TIMES, Column, Row, sheet

capitalised = lazy(capfirst, str)
MOMENTS = {
    "found": _("Found in the month"),
    "solved": _("Solved in the month"),
    "open": _("Open at the end of the month"),
}
sheet(
    "T12", _("Guarantees and water"), _("The two worries, the three guarantees and water: found, solved, still open."),
    rows=tuple(
        Row(one, capitalised(GuaranteeCheck._meta.get_field(one).verbose_name)) for one in GuaranteeCheck.GUARANTEES
    ),
    columns=tuple(
        Column(f"{word}_{basis}" if basis else word, label, (f"guarantee.{{row}}.{word}",), group=told, **more)
        for word, told in MOMENTS.items()
        for basis, label, more in (("", _("Households"), {}), ("people", _("People"), {"basis": PEOPLE}))
    ),
)  # fmt: skip
sheet(
    "T13", _("Data quality"), _("Records that look wrong, as they stood on the day on which they were counted."),
    rows=tuple(Row(code, check.what) for code, check in CHECKS.items()),
    columns=(
        Column("households", _("Households"), ("quality.{row}",)),
        Column("records", _("Records"), ("quality.{row}",), TIMES),
    ),
)  # fmt: skip
sheet(
    "T14", pgettext_lazy("sheet", "Meetings and decisions"), _("What the monthly meeting discussed and decided."),
    empty=_("Meetings are not recorded in this system yet, so that this section stays empty."),
)  # fmt: skip
