"""Tables about months: the months of a county, and what a correction changed."""

from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.listing import NUMBER, SHARE, Column, Listing
from core.templatetags import pw
from reports.sheets.writing import write_figure


def still_as_of(row) -> str:
    """Return the day of the figures of a month that can still change."""
    report = row["report"]
    return "" if report.is_sealed else gettext("as of %(day)s") % {"day": pw.day(report.as_of)}


def frozen_at(row):
    return f"{localtime(row['frozen'].at):%Y-%m-%d %H:%M}" if row["frozen"] else None


def frozen_by(row) -> str:
    return (row["frozen"].by or gettext("automatically")) if row["frozen"] else ""


MONTH_LISTING = Listing(
    "months",
    _("Monthly report"),
    (
        Column("month", _("Month"), value="title", url="url"),
        Column("state", _("State"), value="report.get_state_display", under=still_as_of),
        Column("stock", _("Monitored"), value="stock", kind=NUMBER),
        Column("share", _("Share, households"), value="shares.0", kind=SHARE, under="parts.0"),
        Column("share_people", _("Share, people"), value="shares.1", kind=SHARE, under="parts.1"),
        Column("frozen", pgettext_lazy("report", "Frozen"), value=frozen_at, under=frozen_by),
        Column("digest", _("Digest"), template="reports/month/_cell_digest.html"),
    ),
)


def changed_figure(one) -> str:
    """Return the name of a figure: its row, the heading above its column, and its column."""
    return " · ".join(str(part) for part in (one["row"].label, one["column"].group, one["column"].label) if part)


def side_figure(side):
    return lambda one: write_figure(one[side].value, one[side].basis)


CHANGED_FIGURES_TABLE = Listing(
    "changed-figures",
    _("Figures that differ from the version before"),
    (
        Column("figure", _("Figure"), value=changed_figure),
        Column(
            "sheet", pgettext_lazy("report", "Sheet"), value=lambda one: f"{one['sheet'].code} {one['sheet'].title}"
        ),
        Column("before", pgettext_lazy("figure", "Before"), value=side_figure("before"), css="pw-number"),
        Column("after", pgettext_lazy("figure", "After"), value=side_figure("after"), css="pw-number"),
    ),
)
CHANGED_HOUSEHOLDS_TABLE = Listing(
    "changed-households",
    _("The households behind it: rows that only one of the two versions has"),
    (
        Column("household", _("Household"), value="name", url="household.get_absolute_url", under="household.number"),
        Column("village", _("Village"), value="village.name", under="village.parent.name"),
        Column("counted", pgettext_lazy("figure", "Counted as"), value="counted"),
        Column("before", pgettext_lazy("figure", "Before"), value="before"),
        Column("after", pgettext_lazy("figure", "After"), value="after"),
    ),
)
