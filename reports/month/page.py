"""What the page of a month shows: how far it has come, what may be done with it, its figures."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from core.dates import add_months, last_of_month, today
from reports.indicators.figures import BASES, share
from reports.models import MonthlyReport, ReportLine, ReportOrder, ReportState
from reports.sheets import SHEETS
from reports.sheets.stock import ALL, CLEARED, UNCLEARED
from reports.sheets.table import Figures

from . import actions, changes, checks, cover
from .actions import REPORT
from .place import address_of, title
from .words import DONE

QUESTIONS = {
    "freeze": gettext_lazy("The month is counted once more and frozen: nobody can change its figures after that."),
    "submit": gettext_lazy("The month counts as handed in to the level above. This cannot be taken back."),
}


def about(user, report, place, *, typed=None) -> dict:
    """Everything on the page. `typed`: the reason of a correction that was refused."""
    figures = Figures(report, place.areas)
    keeps = may(user, Permission.REPORT_KEEP, report.county)
    waiting = list(orders(report.county, month=report.month)) if keeps else []
    return {
        "report": report, "place": place, "title": _("Monthly report: %(month)s") % {"month": title(report)},
        "crumbs": place.crumbs("reports:month"), "below": place.below("reports:month"),
        "way": way(report), "events": events(report), "keeps": keeps, "tiles": tiles(figures),
        "orders": waiting, "steps": [] if waiting else steps(user, report, place), "findings": findings(user, report),
        "may_count": keeps and not waiting and not report.is_sealed, "typed": typed,
        "may_correct": keeps and not waiting and report.is_sealed and not actions.later(report).exists(),
        "may_discard": keeps and not waiting and not report.is_sealed, **versions(report),
        "tells_all": place.is_whole, "paragraphs": cover.paragraphs(report, place.areas),
        "sheets": sheets(place), "movements": place.address("reports:movements"),
        **changes.about(report, figures, place),
    }  # fmt: skip


def versions(report) -> dict:
    """The frozen version that replaces this one, the correction that is being prepared, and the version before."""
    later = actions.later(report).select_related("county")
    before = MonthlyReport.objects.filter(county=report.county, month=report.month, version=report.version - 1)
    return {
        "newer": later.sealed().order_by("version").last(), "correction": later.exclude(digest__gt="").first(),
        "before": before.select_related("county").first(),
    }  # fmt: skip


def way(report) -> list[dict]:
    """Draft, checked, frozen, submitted: which it has been since it was last reopened, and which one it is."""
    been, states = {ReportState.DRAFT}, list(ReportState)
    for step, target in report.transitions.order_by("pk").values_list("step", "target"):
        been = {ReportState.DRAFT} if step == "reopen" else been | {target}
    now = states.index(report.state)
    return [
        {"label": state.label, "done": state in been and index < now, "current": index == now}
        for index, state in enumerate(states)
    ]


def events(report) -> list[dict]:
    """Who did what when, newest first, as the timeline shows it."""
    return [
        {
            "on": localtime(one.at).date(), "title": DONE.get(one.step, one.step), "text": one.reason,
            "by": f"{localtime(one.at):%H:%M} · {one.by or _('by the clock')}",
        }
        for one in report.transitions.select_related("by").order_by("-pk")
    ]  # fmt: skip


def last_taken(report):
    """The step that somebody else was quicker with."""
    return report.transitions.select_related("by").order_by("-pk").first()


def steps(user, report, place) -> list[dict]:
    """The buttons: exactly what this person may do with the month now, with the question that some ask first."""
    able = REPORT.available(report, lambda permission: may(user, permission, report.county))
    return [
        {
            "name": step.name, "label": step.label, "question": question(report, step.name),
            "url": place.address("reports:month-step", step.name),
        }
        for step in able
    ]  # fmt: skip


def question(report, name) -> str:
    """What is asked before a step that cannot be taken back."""
    told = [str(QUESTIONS[name])] if name in QUESTIONS else []
    if name == "freeze" and last_of_month(report.month) >= today():
        told.append(_("The month is not over: what comes later would need a correction."))
    if name == "freeze" and report.state == ReportState.DRAFT:
        told.append(_("Nobody has marked it as checked yet."))
    if name == "freeze" and (report.cover_en or report.cover_zh):
        told.append(_("The cover was written by hand: its numbers stay as they were typed. Look at it first."))
    return " ".join(told)


def findings(user, report) -> list:
    """What is missing or contradicts itself in the whole county, for those who mend it while it can be mended; of a
    frozen month what was known then."""
    if not may(user, Permission.REPORT_KEEP, report.county):
        return []
    return checks.kept(report) if report.is_sealed else checks.findings(report)


def tiles(figures) -> dict:
    """The figures that matter most, on both bases."""
    told = {name: both(figures, codes) for name, codes in (("all", ALL), ("left", UNCLEARED), ("cleared", CLEARED))}
    return told | {"share": {basis: share(told["cleared"][basis], told["all"][basis]) for basis in BASES}}


def both(figures, codes) -> dict:
    return {basis: figures.count(codes, basis) for basis in BASES}


def sheets(place) -> list[dict]:
    return [{"sheet": one, "url": place.address("reports:sheet", one.code)} for one in SHEETS.values()]


# The list of months


def in_list(reports, areas) -> list[dict]:
    """A row for each report of a page of the list, with the stock of the territory `areas` and who froze it."""
    found = ReportLine.objects.within(*areas).filter(report__in=[one.pk for one in reports], code__startswith="stock.")
    cleared = Q(code__endswith=".cleared")
    counted = found.order_by().values("report").annotate(
        stock=Count("pk"), stock_people=Sum("people"), cleared=Count("pk", filter=cleared),
        cleared_people=Sum("people", filter=cleared, default=0),
    )  # fmt: skip
    held = {row["report"]: row for row in counted}
    return [in_row(report, held.get(report.pk, {})) for report in reports]


def in_row(report, held) -> dict:
    frozen = next((one for one in report.transitions.all() if one.step == "freeze"), None)
    pairs = (("cleared", "stock"), ("cleared_people", "stock_people"))
    return {
        "report": report, "title": title(report), "url": reverse("reports:month", args=address_of(report)),
        "stock": held.get("stock", 0), "frozen": frozen,
        "shares": [share(held.get(part, 0), held.get(whole, 0)) for part, whole in pairs],
    }  # fmt: skip


def to_open(county, day) -> list[date]:
    """The months that nobody opened yet: this one, and the last one until it is closed."""
    this, last = add_months(day, 0), add_months(day, -1)
    held = set(MonthlyReport.objects.filter(county=county, month__in=(this, last)).values_list("month", flat=True))
    asked = {order.month for order in orders(county)}
    return [month for month in (this, last) if month not in held | asked]


def orders(county, **which):
    """What the worker is asked to do with months of the county and has not done yet."""
    return ReportOrder.objects.waiting().filter(county=county, **which)
