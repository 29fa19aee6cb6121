"""What waits of the monthly report: it is prepared, frozen and handed in by the 5th of the next month."""

from django.db.models import DateField, Exists, Func, OuterRef, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core.dates import SHANGHAI, add_months, first_of_month
from households.models import Household

from .models import Export, ExportState, MonthlyReport, ReportState

HAND_IN_DAY = 5  # of the month after; source: the monthly report is due by the 5th


class MonthAfter(Func):
    """The day of the month after a month on which its report is due."""

    template = f"(%(expressions)s + INTERVAL '1 month' + INTERVAL '{HAND_IN_DAY - 1} days')::date"
    output_field = DateField()


class ReportShown:
    """A month of a county."""

    def related(self, rows):
        return rows.select_related("county")

    def row(self, report) -> WaitingRow:
        month = lazy(date_format, str)(report.month, "YEAR_MONTH_FORMAT")  # an e-mail has its reader's language
        place, state, url = report.county.name, ReportState(report.state).label, report.get_absolute_url()
        return WaitingRow(month, "", place, report.waits_since, report.waits_until, url, state)


class CountyShown:
    """A county whose last month nobody has opened."""

    def related(self, rows):
        return rows

    def row(self, county) -> WaitingRow:
        url = reverse("reports:months", query={"county": county.code})
        return WaitingRow(county.name, "", county.name, county.waits_since, county.waits_until, url)


class ExportShown:
    """A file with many ID numbers that somebody asks for."""

    def related(self, rows):
        return rows.select_related("report__county", "county", "user")

    def row(self, export) -> WaitingRow:
        place, url = export.home.name, reverse("reports:export-confirm", args=[export.pk])
        return WaitingRow(
            str(export.user), "", place, export.waits_since, export.waits_until, url, export.get_kind_display()
        )


@waiting_kind(
    "exports-to-allow", order=79, label=_("Files with many ID numbers to allow or refuse"),
    permission=Permission.EXPORT_CONFIRM, shown=ExportShown(), place="report__county__path",
    since=TruncDate("asked_at", tzinfo=SHANGHAI), not_for="user",
)  # fmt: skip
def exports_to_allow(county, day):
    """Return the files that wait for a second person; nobody allows their own."""
    return Export.objects.filter(state=ExportState.ASKED, report__county=county)


@waiting_kind(
    "tables-to-allow", order=79, label=_("Monthly tables with many ID numbers to allow or refuse"),
    permission=Permission.EXPORT_CONFIRM, shown=ExportShown(), place="county__path",
    since=TruncDate("asked_at", tzinfo=SHANGHAI), not_for="user",
)  # fmt: skip
def tables_to_allow(county, day):
    """Return the monthly tables that wait for a second person."""
    return Export.objects.filter(state=ExportState.ASKED, county=county)


REPORT = {"shown": ReportShown(), "place": "county__path", "until": MonthAfter("month")}


def latest_reports():
    """Return each report that no later version of its month replaces."""
    later = MonthlyReport.objects.filter(county=OuterRef("county"), month=OuterRef("month"))
    return MonthlyReport.objects.filter(~Exists(later.filter(version__gt=OuterRef("version"))))


@waiting_kind(
    "reports-open", order=80, label=_("Monthly reports to begin"), permission=Permission.REPORT_KEEP,
    shown=CountyShown(), place="path", until="hand_in_on",
)  # fmt: skip
def months_to_open(county, day):
    """Return the county when it has households and nobody has opened last month yet."""
    month = add_months(day, -1)
    opened = MonthlyReport.objects.filter(county=OuterRef("pk"), month=month)
    kept = Household.objects.filter(county=OuterRef("pk"))
    due = Value(first_of_month(day).replace(day=HAND_IN_DAY), output_field=DateField())
    return Area.objects.counties().filter(~Exists(opened), Exists(kept)).annotate(hand_in_on=due)


@waiting_kind(
    "reports-freeze", order=81, label=_("Monthly reports to check and freeze"), permission=Permission.REPORT_KEEP,
    **REPORT,
)  # fmt: skip
def months_to_freeze(county, day):
    """Return the open reports of months that are over."""
    open_states = (ReportState.DRAFT, ReportState.CHECKED)
    return latest_reports().filter(state__in=open_states, month__lt=first_of_month(day))


@waiting_kind(
    "reports-submit", order=82, label=_("Monthly reports to hand in"), permission=Permission.REPORT_SUBMIT, **REPORT
)
def months_to_submit(county, day):
    return latest_reports().filter(state=ReportState.FROZEN)
