"""The list of a person's own exports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import MOMENT, NUMBER, Column, Listing
from core.listing.declare import list_name
from core.templatetags.pw import month


def export_kind(export) -> str:
    """Return the kind of file, and its sheet when it holds only one."""
    return " · ".join(str(part) for part in (export.get_kind_display(), export.sheet) if part)


def export_subject(export):
    """Return which month, or which list, the file is made of."""
    if export.is_table:
        return str(export.home)
    return list_name(export.listing) if export.is_list else f"{export.report.county} {month(export.report.month)}"


EXPORT_LISTING = Listing(
    "exports",
    _("My exports"),
    (
        Column("kind", _("Kind"), value=export_kind, url="get_absolute_url"),
        Column("month", _("Month or list"), value=export_subject),
        Column("state", _("State"), value="get_state_display"),
        Column("asked", _("Asked"), value="asked_at", kind=MOMENT),
        Column("until", pgettext_lazy("export", "Until"), value="expires_at", kind=MOMENT),
        Column("rows", _("Rows about people"), value="rows", kind=NUMBER),
        Column("next", pgettext_lazy("export", "Next"), template="reports/exports/_cell_next.html"),
    ),
    title=_("My exports"),
    lead=_(
        "Files you asked for from monthly reports and long lists. Only you can fetch them, for seven "
        "days, and each time is kept in the access log."
    ),
    noun=pgettext_lazy("counted", "exports"),
    row="export",
    sort="newest",
    sorts={"newest": "-asked_at"},
    empty=_("No exports yet. Open a monthly report or a list and choose the file to make."),
)
