"""T12 to T15: guarantees and water, data quality, meetings, and kinds of places."""

from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AreaAttribute
from households.checks import QUALITY_CHECKS
from households.models import GuaranteeCheck

from .declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, SheetColumn, SheetRow, declare_sheet

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
PLACES = {
    AreaAttribute.Kind.LIFTED: _("Lifted villages"),
    AreaAttribute.Kind.MOUNTAIN: _("Mountain areas"),
    AreaAttribute.Kind.RESERVOIR: _("Reservoir areas"),
    AreaAttribute.Kind.OLD_BASE: _("Old revolutionary areas"),
    "resettled": _("Households resettled for a reservoir"),
}
IN_PLACES = {
    "stock": (_("Monitored"), ("place.{row}.cleared", "place.{row}.uncleared")),
    "cleared": (_("Risk cleared"), ("place.{row}.cleared",)),
    "uncleared": (_("Not yet cleared"), ("place.{row}.uncleared",)),
}
declare_sheet(
    "T15",
    _("Kinds of places"),
    _("Who is under monitoring by what the village is; a household counts in each row that fits it."),
    rows=tuple(SheetRow(str(kind), label) for kind, label in PLACES.items()),
    columns=(
        *(
            SheetColumn(f"{word}{end}", label, codes, basis, group=told, counted_among=("place.*",))
            for word, (told, codes) in IN_PLACES.items()
            for end, label, basis in (("", _("Households"), HOUSEHOLDS), ("_people", _("People"), PEOPLE))
        ),
        *(
            SheetColumn(
                f"share_{basis}",
                label,
                IN_PLACES["cleared"][1],
                SHARE,
                IN_PLACES["stock"][1],
                basis,
                group=_("Share cleared"),
                counted_among=("place.*",),
            )
            for basis, label in ((HOUSEHOLDS, _("by households")), (PEOPLE, _("by people")))
        ),
    ),
)
