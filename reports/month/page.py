"""What the page of a month shows: how far it has come, what may be done with it, its figures."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from core.dates import add_months, last_of_month, today
from reports.indicators.figures import INDICATOR_BASES, exact_share
from reports.models import MonthlyReport, ReportOrder, ReportProof, ReportRow, ReportState
from reports.past_day.page import month_beside_dashboard
from reports.sheets import REPORT_SHEETS
from reports.sheets.stock import CLEARED_CODES, STOCK_CODES, UNCLEARED_CODES
from reports.sheets.table import ReportFigures

from . import actions, changes, checks, cover
from .place import report_title, report_url_args
from .spans import span_title, spans_around
from .words import REPORT_STEP_DONE

REPORT_STEP_QUESTIONS = {
    "freeze": gettext_lazy("The month is counted once more and frozen: nobody can change its figures after that."),
    "submit": gettext_lazy("The month counts as handed in to the level above. This cannot be taken back."),
}


def report_page_context(user, report, place, *, typed=None) -> dict:
    """Return the context of the page. `typed` is the reason of a refused correction."""
    figures = ReportFigures(report, place.areas)
    keeps = may(user, Permission.REPORT_KEEP, report.county)
    waiting = list(waiting_report_orders(report.county, month=report.month)) if keeps else []
    return {
        "report": report,
        "place": place,
        "title": _("Monthly report: %(month)s") % {"month": report_title(report)},
        "crumbs": place.crumbs("reports:month"),
        "below": place.below("reports:month"),
        "way": report_progress_steps(report),
        "events": report_events(report),
        "proof": ReportProof.objects.filter(report=report).first(),
        "keeps": keeps,
        "tiles": report_tiles(figures),
        "past_day": month_beside_dashboard(report, figures, place.areas),
        "orders": waiting,
        "steps": [] if waiting else report_step_buttons(user, report, place),
        "findings": findings_for_user(user, report),
        "may_count": keeps and not waiting and not report.is_sealed,
        "typed": typed,
        "may_correct": keeps
        and not waiting
        and report.is_sealed
        and not actions.later_report_versions(report).exists(),
        "may_discard": keeps and not waiting and not report.is_sealed and not report.transitions.exists(),
        **neighbouring_versions(report),
        "tells_all": place.is_whole,
        "paragraphs": cover.cover_paragraphs(report, place.areas),
        "sheets": report_sheet_links(place),
        "movements": place.address("reports:movements"),
        "periods": period_links(report, place),
        **changes.correction_context(report, figures, place),
    }


def neighbouring_versions(report) -> dict:
    """Return the frozen version that replaces this one, the correction in preparation, and the version before."""
    later = actions.later_report_versions(report).select_related("county")
    before = MonthlyReport.objects.filter(county=report.county, month=report.month, version=report.version - 1)
    return {
        "newer": later.sealed().order_by("version").last(),
        "correction": later.exclude(digest__gt="").first(),
        "before": before.select_related("county").first(),
    }


def report_progress_steps(report) -> list[dict]:
    """Return draft, checked, frozen, submitted: which were reached since it was last reopened, and which one it is
    now."""
    been, states = {ReportState.DRAFT}, list(ReportState)
    for step, target in report.transitions.order_by("pk").values_list("step", "target"):
        been = {ReportState.DRAFT} if step == "reopen" else been | {target}
    now = states.index(report.state)
    return [
        {"label": state.label, "done": state in been and index < now, "current": index == now}
        for index, state in enumerate(states)
    ]


def report_events(report) -> list[dict]:
    """Return who did what and when, newest first, for the timeline."""
    return [
        {
            "on": localtime(one.at).date(),
            "title": REPORT_STEP_DONE.get(one.step, one.step),
            "text": one.reason,
            "by": f"{localtime(one.at):%H:%M} · {one.by or _('automatically')}",
        }
        for one in report.transitions.select_related("by").order_by("-pk")
    ]


def last_report_step(report):
    """Return the step that somebody else took first."""
    return report.transitions.select_related("by").order_by("-pk").first()


def report_step_buttons(user, report, place) -> list[dict]:
    """Return the buttons for what this person may do with the month now, some with a question to confirm."""
    return [
        {
            "name": step.name,
            "label": step.label,
            "question": report_step_question(report, step.name),
            "url": place.address("reports:month-step", step.name),
        }
        for step in actions.available_report_steps(report, user)
    ]


def report_step_question(report, name) -> str:
    """Return the question asked before a step that cannot be undone."""
    told = [str(REPORT_STEP_QUESTIONS[name])] if name in REPORT_STEP_QUESTIONS else []
    if name == "freeze" and last_of_month(report.month) >= today():
        told.append(_("The month is not over: what comes later would need a correction."))
    if name == "freeze" and report.state == ReportState.DRAFT:
        told.append(_("Nobody has marked it as checked yet."))
    if name == "freeze" and (report.cover_en or report.cover_zh):
        told.append(_("The cover was written by hand: its numbers stay as they were typed. Look at it first."))
    return " ".join(told)


def findings_for_user(user, report) -> list:
    """Return the findings of the whole county for those who can correct them; for a frozen month those stored with
    it."""
    if not may(user, Permission.REPORT_KEEP, report.county):
        return []
    return checks.kept_findings(report) if report.is_sealed else checks.report_findings(report)


def report_tiles(figures) -> dict:
    """Return the most important figures, in households and people."""
    told = {
        name: tile_counts(figures, codes)
        for name, codes in (("all", STOCK_CODES), ("left", UNCLEARED_CODES), ("cleared", CLEARED_CODES))
    }
    return told | {
        "share": {basis: exact_share(told["cleared"][basis], told["all"][basis]) for basis in INDICATOR_BASES}
    }


def tile_counts(figures, codes) -> dict:
    return {basis: figures.count(codes, basis) for basis in INDICATOR_BASES}


def report_sheet_links(place) -> list[dict]:
    return [{"sheet": one, "url": place.address("reports:sheet", one.code)} for one in REPORT_SHEETS.values()]


def period_links(report, place) -> list[dict]:
    """Return the quarter, half-year and year of a month, and its year so far, at the same place."""
    area = {"area": place.asked.code} if place.asked else {}
    return [
        {"label": span_title(one), "url": reverse("reports:period", args=[report.county.code, one.word], query=area)}
        for one in spans_around(report.month)
    ]


# The list of months


def report_list_rows(reports, areas) -> list[dict]:
    """Return a row for each report of a page of the list, with the stock of the territory `areas` and who froze it."""
    found = ReportRow.objects.within(*areas).filter(report__in=[one.pk for one in reports], code__startswith="stock.")
    cleared = Q(code__endswith=".cleared")
    counted = (
        found.order_by()
        .values("report")
        .annotate(
            stock=Count("pk"),
            stock_people=Sum("people"),
            cleared=Count("pk", filter=cleared),
            cleared_people=Sum("people", filter=cleared, default=0),
        )
    )
    held = {row["report"]: row for row in counted}
    return [report_list_row(report, held.get(report.pk, {})) for report in reports]


def report_list_row(report, held) -> dict:
    frozen = next((one for one in report.transitions.all() if one.step == "freeze"), None)
    pairs = (("cleared", "stock"), ("cleared_people", "stock_people"))
    return {
        "report": report,
        "title": report_title(report),
        "url": reverse("reports:month", args=report_url_args(report)),
        "stock": held.get("stock", 0),
        "frozen": frozen,
        "shares": [exact_share(held.get(part, 0), held.get(whole, 0)) for part, whole in pairs],
        "parts": [f"{held.get(part, 0):,} / {held.get(whole, 0):,}" for part, whole in pairs],
    }


def months_to_open(county, day) -> list[date]:
    """Return the months that can be opened: this one, and the last one until it is closed."""
    this, last = add_months(day, 0), add_months(day, -1)
    held = set(MonthlyReport.objects.filter(county=county, month__in=(this, last)).values_list("month", flat=True))
    asked = {order.month for order in waiting_report_orders(county)}
    return [month for month in (this, last) if month not in held | asked]


def waiting_report_orders(county, month=None):
    """Return the open orders for months of the county."""
    orders = ReportOrder.objects.open().filter(county=county.code)
    return orders.filter(args__month=month.isoformat()) if month else orders
