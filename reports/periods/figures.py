"""The figures of a period, from the lines of its frozen months.

What happened is added up: times and yuan line by line; a household that has lines in several months counts once under a
code in a village, as within one month, with its people once. What stood at the end of a month cannot be added: it is
told of the last month alone. A share divides two such sums and is never the mean of shares."""

from dataclasses import replace

from django.db.models import Max, Sum

from alerts.models import AlertChannel
from core import sql
from reports.counting import rows
from reports.models import ReportRow, ReportSum
from reports.sheets.alerts import SENT_CODES
from reports.sheets.table import NO_ROW, ReportFigures

STANDING_CODES = {f"alerts.{channel}.{word}" for channel in AlertChannel for word in ("open", "overdue")}
STANDING_STEMS = ("helpers.", "work.")
ONCE_SQL = (
    "SELECT code, path, count(household_id), sum(people)::bigint, sum(times)::bigint, sum(yuan) "
    "FROM ({lines}) AS once (code, path, household_id, people, times, yuan) GROUP BY 1, 2"
)


def is_standing(code) -> bool:
    """Return whether a code tells what stood at the end of a month."""
    return code in STANDING_CODES or code.startswith(STANDING_STEMS)


class PeriodFigures(ReportFigures):
    """The figures of a period in a territory, those of some `codes`. Households and people are counted for the codes
    `once` alone, because that takes every line of the months; times and yuan are kept as sums."""

    def __init__(self, period, areas, codes, once=None):
        self.once = set(codes if once is None else once)
        super().__init__(period, areas, codes)

    def read_sums(self, codes) -> dict:
        period, areas = self.report, self.areas
        added = {code for code in codes if not is_standing(code)}
        told = added_sums(period.reports, areas, added - self.once)
        told |= once_sums(period.reports, areas, added & self.once)
        if period.last and (standing := set(codes) - added):
            told |= rows.report_sums(period.last, areas, standing)
        return told

    def sums(self):
        return ReportSum.objects.filter(report__in=self.report.reports)

    def cell(self, column, area=None, row=NO_ROW):
        made = super().cell(column, area, row)
        return made if self.is_told(made.codes) else replace(made, value=None)

    def is_told(self, codes) -> bool:
        """Return whether the months that are kept say anything about these codes."""
        if any(map(is_standing, codes)) and self.report.last is None:
            return False
        is_sent = codes and set(codes) <= set(SENT_CODES)
        return bool(self.report.reports) and (not is_sent or self.has_counted(SENT_CODES))

    def months_without(self, codes) -> list:
        """Return the kept months that have no line under codes that were not always counted."""
        held = set(self.sums().filter(rows.under_codes(codes)).values_list("report", flat=True).distinct())
        return [one.month for one in self.report.reports if one.pk not in held]


def added_sums(reports, areas, codes) -> dict:
    """Return {(code, village path): (None, None, times, yuan)} of several months, from the sums of each."""
    if not codes or not reports:
        return {}
    found = ReportSum.objects.within(*areas).filter(rows.under_codes(codes), report__in=reports).order_by()
    added = found.values_list("code", "village__path").annotate(often=Sum("times"), cost=Sum("yuan"))
    return {(code, path): (None, None, often, cost) for code, path, often, cost in added}


def once_sums(reports, areas, codes) -> dict:
    """Return {(code, village path): (households, people, times, yuan)} of several months, from their lines."""
    if not codes or not reports:
        return {}
    lines = period_rows(reports, areas, codes).order_by().values_list("code", "village__path", "household")
    once = sql.queryset_sql(lines.annotate(most=Max("people"), often=Sum("times"), cost=Sum("yuan")))
    found = sql.fetch_rows(ONCE_SQL.format(lines=once.text), once.params)
    return {(code, path): tuple(numbers) for code, path, *numbers in found}


def period_rows(reports, areas, codes):
    """Return the lines of several months under these codes."""
    return ReportRow.objects.within(*areas).filter(rows.under_codes(codes), report__in=reports)


def rows_behind_period(period, codes, areas):
    """Return the lines that a figure of a period counts; what stood at the end has those of the last month alone."""
    last = [period.last] if period.last else []
    reports = last if any(map(is_standing, codes)) else period.reports
    found = period_rows(reports, areas, codes) if codes and reports else ReportRow.objects.none()
    return found.prefetch_related("report__county")  # shared, so that the names of then are asked once a month
