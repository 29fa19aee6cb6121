"""What is still missing in a month, and what contradicts itself: each with the place to mend it."""

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

CHECKS = Catalogue("check of a month")


@dataclass(frozen=True)
class Finding:
    """`blocks`: the month cannot be marked as checked before it is mended; others are told and stay."""

    code: str
    words: str
    count: int
    url: str
    blocks: bool = False
    said: dict = field(default_factory=dict)  # what fills the words


@dataclass(frozen=True)
class Found:
    """How often, where it is mended, and what fills the words."""

    count: int
    url: str
    said: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    code: str
    words: str
    look: Callable
    blocks: bool

    def finding(self, report) -> Finding | None:
        found = self.look(report)
        return self.told(found.count, found.url, found.said) if found.count else None

    def told(self, count, url, said) -> Finding:
        words = str(self.words) % said if said else str(self.words)
        return Finding(self.code, words, count, url, self.blocks, said)


def check(code, words, *, blocks=False):
    """Declare a check: the function below it looks at a report and says what it `Found`."""

    def declare(look):
        CHECKS.add(code, Check(code, words, look, blocks))
        return look

    return declare


def findings(report) -> list[Finding]:
    """Everything that is incomplete or contradicts itself, the blocking ones first."""
    found = [finding for one in CHECKS.values() if (finding := one.finding(report))]
    return sorted(found, key=lambda one: not one.blocks)


def to_keep(report) -> list[dict]:
    """What is found now, as a frozen report keeps it."""
    return [{"code": one.code, "count": one.count, "said": one.said} for one in findings(report)]


def kept(report) -> list[Finding]:
    """What was known to be missing when a report was frozen; of a check that is gone since, nothing."""
    known = [one for one in report.findings if one["code"] in CHECKS]
    return [CHECKS[one["code"]].told(one["count"], "", one["said"]) for one in known]


def blocking(report) -> list[Finding]:
    found = (one.finding(report) for one in CHECKS.values() if one.blocks)
    return [one for one in found if one]


def page(name, report, **query) -> str:
    """A list of the county's households or alerts, narrowed down."""
    return reverse(name, query={"village": report.county.code, **query})


def of_month(name, report, *more) -> str:
    """A page of the month."""
    return reverse(f"reports:{name}", args=[report.county.code, f"{report.month:%Y-%m}", report.version, *more])


# -------------------------------------------------------------------------------------------------- what is incomplete


@check("unsettled", _("Visits that arrived but wait for a decision: they are not counted yet."), blocks=True)
def unsettled(report):
    until = dt.datetime.combine(report.as_of + dt.timedelta(days=1), dt.time(), get_current_timezone())
    waiting = Delivery.objects.within(report.county).waiting()
    waiting = waiting.annotate(made_at=Coalesce("device_at", "received_at")).filter(made_at__lt=until)
    return Found(waiting.count(), reverse("visits:unsettled"))


def nights(report):
    """The runs over the county since the day before the report's."""
    since = report.as_of - dt.timedelta(days=1)
    return RiskRun.objects.nights().filter(county=report.county, as_of__gte=since)


def runs(report) -> str:
    return reverse("alerts:runs", query={"county": report.county.code})


@check("run_missing", _("The nightly run is missing: red and amber households are not those of the day."))
def run_missing(report):
    return Found(0 if nights(report).exists() else 1, runs(report))


@check("run_failed", _("Nightly runs failed, and none has been completed since."))
def run_failed(report):
    completed = nights(report).completed().exists()
    return Found(0 if completed else nights(report).count(), runs(report))


@check("no_facts", _("Households that no nightly run has seen yet, as of today."))
def without_facts(report):
    found = Household.objects.within(report.county).active().filter(facts=None)
    return Found(found.count(), runs(report))


@check("unknown", _("Households about which something is unknown today, so that their risk cannot be told."))
def unknown(report):
    found = Household.objects.within(report.county).active().filter(facts__colour=Colour.UNKNOWN)
    return Found(found.count(), page("households:list", report, colour=Colour.UNKNOWN.value))


@check("overdue", _("Alerts past their deadline at the end of the month."))
def overdue(report):
    """As counted; the link leads to those that are late today."""
    found = report.lines.filter(code__startswith="alerts.", code__endswith=".overdue")
    return Found(found.count(), page("alerts:queue", report, time="overdue"))


@check("objections", _("Cases with an objection to a public notice that nobody has settled."))
def objections(report):
    found = Case.objects.within(report.county).objected()
    return Found(found.count(), page("cases:list", report, objection="open", state="any"))


@check("no_income", _("Households identified in the month without an income on record."))
def identified_without_income(report):
    in_month = (report.month, report.as_of)
    found = Case.objects.within(report.county).filter(identified_on__range=in_month, income_at_identification=None)
    return Found(found.count(), of_month("sheet", report, "T5"))


@check("quality", _("Households with records that look wrong."))
def quality(report):
    """As counted: the checks look at every record of the county, once a count and not once a page."""
    found = report.lines.filter(code__startswith="quality.").values("household").distinct()
    return Found(found.count(), of_month("sheet", report, "T13"))


# --------------------------------------------------------------------------------------------- what contradicts itself

INCREASE = ("month.identified", "month.remarked", "month.rolled_back")
DECREASE = (
    "month.cleared_by_assistance", "month.cleared_naturally", "month.cleared_way_unknown", "month.ended_active",
)  # fmt: skip


@check(
    "stock",
    _(
        "Last month left %(before)s households not yet cleared; with %(more)s more and %(less)s fewer there should be "
        "%(expected)s, but %(counted)s are counted. Steps of cases recorded after last month was frozen: %(late)s. "
        "Correct last month, or the day of the step."
    ),
    blocks=True,
)
def stock(report):
    """Uncleared at the end of last month, as it was frozen, and what happened since make those of this month."""
    before = last_month(report)
    if before is None:
        return Found(0, "")
    left, now = uncleared(households(before)), households(report)
    more, less = (sum(now.get(code, 0) for code in codes) for codes in (INCREASE, DECREASE))
    counted, expected = uncleared(now), left + more - less
    said = {"before": left, "more": more, "less": less, "expected": expected, "counted": counted}
    return Found(abs(counted - expected), before.get_absolute_url(), said | {"late": recorded_late(before)})


def last_month(report) -> MonthlyReport | None:
    """The month before, when it is frozen: its latest version."""
    month = add_months(report.month, -1)
    return MonthlyReport.objects.sealed().filter(county=report.county, month=month).order_by("-version").first()


def households(report) -> dict:
    """{word: how often a household stands under it} of the stock and of what happened in the month."""
    told = report.lines.filter(code__regex=r"^(stock|month)\.").order_by().values_list("code")
    return dict(told.annotate(Count("household")))


def uncleared(counts) -> int:
    return sum(number for code, number in counts.items() if code.endswith(".uncleared"))


def recorded_late(report) -> int:
    """Steps of cases that took effect by the end of a month and were recorded after it was counted; of a month that was
    frozen before its end, also those of its last days."""
    steps = CaseTransition.objects.filter(village__path__startswith=report.county.path)
    return steps.filter(effective_on__lte=last_of_month(report.month), at__gt=report.counted_at).count()
