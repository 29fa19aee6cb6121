"""What is missing in a month or contradicts itself, each with the place to correct it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext_lazy as _

from alerts.levels import Colour
from alerts.models import RiskRun
from cases.models import Case, CaseTransition
from core.catalogue import Catalogue
from core.dates import add_months, last_of_month
from households.models import Household
from reports.models import MonthlyReport
from visits.models import Delivery

REPORT_CHECKS = Catalogue("check of a month")


@dataclass(frozen=True)
class ReportFinding:
    """One finding. One that `blocks` must be corrected before the month can be marked as checked; others are only
    shown."""

    code: str
    words: str
    count: int
    url: str
    blocks: bool = False
    said: dict = field(default_factory=dict)  # values for the placeholders


@dataclass(frozen=True)
class CheckResult:
    """How often something was found, where it is corrected, and the values for the placeholders."""

    count: int
    url: str
    said: dict = field(default_factory=dict)


@dataclass(frozen=True)
class ReportCheck:
    code: str
    words: str
    look: Callable
    blocks: bool

    def finding(self, report) -> ReportFinding | None:
        found = self.look(report)
        return self.told(found.count, found.url, found.said) if found.count else None

    def told(self, count, url, said) -> ReportFinding:
        words = str(self.words) % said if said else str(self.words)
        return ReportFinding(self.code, words, count, url, self.blocks, said)


def report_check(code, words, *, blocks=False):
    """Declare a check: the function takes a report and returns a CheckResult."""

    def declare(look):
        REPORT_CHECKS.add(code, ReportCheck(code, words, look, blocks))
        return look

    return declare


def report_findings(report) -> list[ReportFinding]:
    """Return everything that is incomplete or contradicts itself, the blocking findings first."""
    found = [finding for one in REPORT_CHECKS.values() if (finding := one.finding(report))]
    return sorted(found, key=lambda one: not one.blocks)


def findings_to_keep(report) -> list[dict]:
    """Return the present findings in the form stored with a frozen report."""
    return [{"code": one.code, "count": one.count, "said": one.said} for one in report_findings(report)]


def kept_findings(report) -> list[ReportFinding]:
    """Return the findings stored when a report was frozen, without checks that no longer exist."""
    known = [one for one in report.findings if one["code"] in REPORT_CHECKS]
    return [REPORT_CHECKS[one["code"]].told(one["count"], "", one["said"]) for one in known]


def blocking_findings(report) -> list[ReportFinding]:
    found = (one.finding(report) for one in REPORT_CHECKS.values() if one.blocks)
    return [one for one in found if one]


def county_list_url(name, report, **query) -> str:
    """Return the address of a list of the county's households or alerts, with filters."""
    return reverse(name, query={"village": report.county.code, **query})


def month_page_url(name, report, *more) -> str:
    """Return the address of a page of the month."""
    return reverse(f"reports:{name}", args=[report.county.code, f"{report.month:%Y-%m}", report.version, *more])


# -------------------------------------------------------------------------------------------------- what is incomplete


@report_check(
    "unsettled", _("Visits that arrived but still wait for a decision: they are not counted yet."), blocks=True
)
def find_unsettled_visits(report):
    until = dt.datetime.combine(report.as_of + dt.timedelta(days=1), dt.time(), get_current_timezone())
    waiting = Delivery.objects.within(report.county).waiting()
    waiting = waiting.annotate(made_at=Coalesce("device_at", "received_at")).filter(made_at__lt=until)
    return CheckResult(waiting.count(), reverse("visits:unsettled"))


def nightly_runs_for_report(report):
    """Return the runs over the county since the day before the report's."""
    since = report.as_of - dt.timedelta(days=1)
    return RiskRun.objects.nights().filter(county=report.county, as_of__gte=since)


def run_list_url(report) -> str:
    return reverse("alerts:runs", query={"county": report.county.code})


@report_check("run_missing", _("The nightly run is missing: red and amber households are not those of the day."))
def find_missing_run(report):
    return CheckResult(0 if nightly_runs_for_report(report).exists() else 1, run_list_url(report))


@report_check("run_failed", _("Nightly runs failed, and none has been completed since."))
def find_failed_runs(report):
    completed = nightly_runs_for_report(report).completed().exists()
    return CheckResult(0 if completed else nightly_runs_for_report(report).count(), run_list_url(report))


@report_check("no_facts", _("Households that no nightly run has seen yet, as of today."))
def find_households_without_facts(report):
    found = Household.objects.within(report.county).active().filter(facts=None)
    return CheckResult(found.count(), run_list_url(report))


@report_check("unknown", _("Households about which something is unknown today, so that their risk is not known."))
def find_unknown_households(report):
    found = Household.objects.within(report.county).active().filter(facts__colour=Colour.UNKNOWN)
    return CheckResult(found.count(), county_list_url("households:list", report, colour=Colour.UNKNOWN.value))


@report_check("overdue", _("Alerts past their deadline at the end of the month."))
def find_overdue_alerts(report):
    """Return the overdue alerts as counted; the link leads to those overdue today."""
    found = report.rows.filter(code__startswith="alerts.", code__endswith=".overdue")
    return CheckResult(found.count(), county_list_url("alerts:queue", report, time="overdue"))


@report_check("objections", _("Cases with an objection to a public notice that nobody has settled."))
def find_open_objections(report):
    found = Case.objects.within(report.county).objected()
    return CheckResult(found.count(), county_list_url("cases:list", report, objection="open", state="any"))


@report_check("no_income", _("Households identified in the month without an income on record."))
def find_identified_without_income(report):
    in_month = (report.month, report.as_of)
    found = Case.objects.within(report.county).filter(identified_on__range=in_month, income_at_identification=None)
    return CheckResult(found.count(), month_page_url("sheet", report, "T5"))


@report_check("quality", _("Households with data that looks wrong."))
def find_quality_problems(report):
    """Return the data-quality problems as counted: the checks read every household of the county, so they run once a
    count and not once a page."""
    found = report.rows.filter(code__startswith="quality.").values("household").distinct()
    return CheckResult(found.count(), month_page_url("sheet", report, "T13"))


# --------------------------------------------------------------------------------------------- what contradicts itself

STOCK_INCREASE_CODES = ("month.identified", "month.remarked", "month.rolled_back")
STOCK_DECREASE_CODES = (
    "month.cleared_by_assistance",
    "month.cleared_naturally",
    "month.cleared_way_unknown",
    "month.ended_active",
)


@report_check(
    "stock",
    _(
        "Last month left %(before)s households not yet cleared; with %(more)s more and %(less)s fewer there should be "
        "%(expected)s, but %(counted)s are counted. Steps of cases recorded after last month was frozen: %(late)s. "
        "Correct last month, or the day of the step."
    ),
    blocks=True,
)
def find_stock_mismatch(report):
    """Return a finding unless last month's frozen uncleared stock plus the month's changes equals this month's
    stock."""
    before = frozen_previous_report(report)
    if before is None:
        return CheckResult(0, "")
    left, now = count_uncleared_households(count_households_by_code(before)), count_households_by_code(report)
    more, less = (sum(now.get(code, 0) for code in codes) for codes in (STOCK_INCREASE_CODES, STOCK_DECREASE_CODES))
    counted, expected = count_uncleared_households(now), left + more - less
    said = {"before": left, "more": more, "less": less, "expected": expected, "counted": counted}
    return CheckResult(
        abs(counted - expected), before.get_absolute_url(), said | {"late": count_late_recorded_steps(before)}
    )


def frozen_previous_report(report) -> MonthlyReport | None:
    """Return the latest frozen version of the month before."""
    month = add_months(report.month, -1)
    return MonthlyReport.objects.sealed().filter(county=report.county, month=month).order_by("-version").first()


def count_households_by_code(report) -> dict:
    """Return {code: number of rows} of the stock and of the month's changes."""
    told = report.rows.filter(code__regex=r"^(stock|month)\.").order_by().values_list("code")
    return dict(told.annotate(Count("household")))


def count_uncleared_households(counts) -> int:
    return sum(number for code, number in counts.items() if code.endswith(".uncleared"))


def count_late_recorded_steps(report) -> int:
    """Count the steps of cases that took effect by the end of a month and were recorded after it was counted; for a
    month frozen before its end, also those of its last days."""
    steps = CaseTransition.objects.filter(village__path__startswith=report.county.path)
    return steps.filter(effective_on__lte=last_of_month(report.month), at__gt=report.counted_at).count()
