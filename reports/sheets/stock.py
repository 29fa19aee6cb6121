"""T1 to T4: who stands under monitoring, and whose risk is cleared."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseType
from reports.indicators import MAIN_RISKS

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
sheet("T1", _("Overall"), _("The whole territory: stock, cleared, not yet cleared."), columns=STOCK, by="county")
sheet("T2", _("By township"), _("The same for every township."), columns=STOCK, by="township")
sheet("T3", _("By village"), _("The same for every village."), columns=STOCK, by="village")
sheet(
    "T4", pgettext_lazy("sheet", "Risk types"), _("Households by their main risk."),
    rows=tuple(Row(risk.value, risk.label) for risk in MAIN_RISKS),
    columns=(
        Column("stock", HEADS, ("risk.{row}.*",), group=_("Under monitoring")),
        Column("stock_people", SOULS, ("risk.{row}.*",), PEOPLE, group=_("Under monitoring")),
        Column("cleared", HEADS, ("risk.{row}.cleared",), group=_("Risk cleared")),
        Column("cleared_people", SOULS, ("risk.{row}.cleared",), PEOPLE, group=_("Risk cleared")),
        Column("uncleared", HEADS, ("risk.{row}.uncleared",), group=_("Not yet cleared")),
        Column("uncleared_people", SOULS, ("risk.{row}.uncleared",), PEOPLE, group=_("Not yet cleared")),
    ),
)  # fmt: skip
