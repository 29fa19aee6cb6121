"""What changed since the month before: who came in, who left and why; and a month beside another."""

from collections import Counter, defaultdict

import django_filters
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.choices import ClearMethod
from core.dates import add_months
from households.choices import RiskType
from reports.indicators.stock import village_inside
from reports.models import MonthlyReport, ReportRow
from reports.month.forms import OtherMonthForm
from reports.month.place import report_title
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import HOUSEHOLDS, PEOPLE
from reports.sheets.details import (
    DATE_COLUMN,
    HELPED_COLUMN,
    REASON_COLUMN,
    RISKS_COLUMN,
    WHO_COLUMNS,
    kind_column,
    label_of_code,
)
from reports.sheets.stock import UNCLEARED_CODES
from reports.sheets.table import ReportFigures, fill_sheet_row, rows_behind_figure

CAME_IN = {
    "identified": gettext_lazy("Newly identified"),
    "remarked": gettext_lazy("Marked again after clearing"),
    "rolled_back": gettext_lazy("Clearing rolled back"),
}
WENT_OUT = {
    "cleared_by_assistance": ClearMethod.ASSISTANCE.label,
    "cleared_naturally": ClearMethod.NATURAL.label,
    "cleared_way_unknown": gettext_lazy("Risk cleared, way not recorded"),
    "ended_active": gettext_lazy("Ended before the risk was cleared"),
}
LEFT_REGISTER = {"ended_cleared": gettext_lazy("Ended after the risk was cleared")}
MOVEMENT_KINDS = CAME_IN | WENT_OUT | LEFT_REGISTER
MOVEMENT_CODES = tuple(f"month.{kind}" for kind in MOVEMENT_KINDS)
MOVEMENT_COLUMNS = (
    *WHO_COLUMNS,
    kind_column("what", gettext_lazy("What happened"), MOVEMENT_KINDS),
    DATE_COLUMN,
    REASON_COLUMN,
    RISKS_COLUMN,
    HELPED_COLUMN,
)
ENDED_KINDS = ("ended_active", "ended_cleared")
MAX_NAMED_REASONS = 3  # reasons named; the rest stands in the list


class MovementKindFilter(django_filters.FilterSet):
    """A filter of households by what happened to them."""

    code = django_filters.ChoiceFilter(
        label=gettext_lazy("What happened"),
        choices=[(f"month.{kind}", label) for kind, label in MOVEMENT_KINDS.items()],
    )

    class Meta:
        model = ReportRow
        fields = ("code",)


def movement_rows(report, areas):
    return rows_behind_figure(report, MOVEMENT_CODES, areas)


def movement_context(request, report, place) -> dict:
    """Return the context of the page, without its list of households."""
    figures, page = ReportFigures(report, place.areas), "reports:movements"
    others = MonthlyReport.objects.visible_to(request.user).filter(county=report.county).exclude(pk=report.pk)
    form, other = chosen_comparison(request, report, others.select_related("county"))
    pair = sort_reports_by_month(report, other) if other else []
    return {
        "report": report,
        "place": place,
        "month": report_title(report),
        "crumbs": place.crumbs(page),
        "below": place.below(page),
        "kinds": movement_groups(report, figures, place),
        "balance": uncleared_balance(report, figures, others),
        "form": form,
        "pair": [report_title(one) for one in pair],
        "compared": compare_overall_figures(
            *(figures if one == report else ReportFigures(one, place.areas) for one in pair)
        ),
    }


# Who came in and who went out


def movement_groups(report, figures, place) -> list[dict]:
    """Return three groups of changes, each change with its households, people and most frequent reasons."""
    reasons = movement_reasons(report, place)
    named = {"in": _("Came in"), "out": _("Went out"), "beside": _("Left the register")}
    return [
        {
            "name": named[name],
            "rows": [movement_kind_row(figures, kind, label, reasons, place) for kind, label in held.items()],
        }
        for name, held in (("in", CAME_IN), ("out", WENT_OUT), ("beside", LEFT_REGISTER))
    ]


def movement_kind_row(figures, kind, label, reasons, place) -> dict:
    code = f"month.{kind}"
    households, people = (figures.count((code,), basis) for basis in (HOUSEHOLDS, PEOPLE))
    may_open = households and place.may_list(None)
    url = f"{place.address('reports:movements', code=code)}#list" if may_open else ""
    named = [f"{words} ({n})" for words, n in reasons[code].most_common(MAX_NAMED_REASONS)]
    return {"label": label, "households": households, "people": people, "why": named, "url": url}


def movement_reasons(report, place) -> dict:
    """Return {code: households by reason}: the main risk for those who came in or were cleared; for the others the
    written reason, only for those who may open households."""
    found = movement_rows(report, place.areas).order_by().values_list("code", "details__risks__0", "details__reason")
    told = defaultdict(Counter)
    for code, risk, reason, n in found.annotate(n=Count("household", distinct=True)):
        by_risk = code.removeprefix("month.") not in ENDED_KINDS
        words = label_of_code(RiskType, (risk or "")[:2]) if by_risk else reason if place.may_list(None) else ""
        told[code].update({words: n} if words else {})
    return told


def uncleared_balance(report, figures, others) -> dict | None:
    """Return the uncleared households at the end of the month before, what was added and removed, and the number now.
    `late` is what this does not explain. None when the month before was never counted."""
    before = others.filter(month=add_months(report.month, -1)).order_by("-version").first()
    if before is None:
        return None
    start = ReportFigures(before, figures.areas).count(UNCLEARED_CODES, HOUSEHOLDS)
    came, went = (figures.count([f"month.{kind}" for kind in held], HOUSEHOLDS) for held in (CAME_IN, WENT_OUT))
    now, moved = figures.count(UNCLEARED_CODES, HOUSEHOLDS), net_moved_in(report, figures.areas)
    late = now - (start + came - went + moved)
    return {"start": start, "came": came, "went": went, "moved": moved, "late": late, "now": now}


def net_moved_in(report, areas) -> int:
    """Return the uncleared households that moved here from elsewhere in the county, less those that moved away."""
    here, left = village_inside(areas), Q()
    for area in areas:
        left |= Q(details__left__startswith=area.path)
    found = report.rows.filter(code="month.moved")
    counted = found.aggregate(came=Count("pk", filter=here & ~left), went=Count("pk", filter=left & ~here))
    return counted["came"] - counted["went"]


# A month beside another


def chosen_comparison(request, report, others):
    """Return the form and the month chosen; by default the last one before this. None where none is earlier: a later
    month is shown only when it is chosen."""
    if not others.exists():
        return None, None
    before = others.filter(month__lt=report.month).first()
    asked = request.GET.get("other") or (before and before.pk)
    form = OtherMonthForm({"other": asked} if asked else None, others=others)
    form.fields["other"].label_from_instance = report_title
    return form, form.cleaned_data["other"] if form.is_valid() else before


def sort_reports_by_month(*reports) -> list:
    """Return the two reports, the older one first."""
    return sorted(reports, key=lambda one: (one.month, one.version))


def compare_overall_figures(*figures) -> list[dict]:
    """Return the rows of the overall sheet, households and people: in the older month, in the newer one, and the
    difference. Empty when there is nothing to compare with."""
    overall = REPORT_SHEETS["T1"]
    return [
        {
            "label": row.label,
            "cells": [figure_cell_difference(*pair) for pair in paired_figure_cells(row, overall, figures)],
        }
        for row in (overall.rows if figures else ())
    ]


def paired_figure_cells(row, sheet, figures):
    """Return (cell before, cell now) of the first two columns, households and people; figures since January cannot be
    compared between months."""
    then, now = (fill_sheet_row(each, sheet, row.label, row=row).cells[:2] for each in figures)
    return zip(then, now, strict=True)


def figure_cell_difference(then, now) -> dict:
    """Return two cells and their difference."""
    known = then.value is not None and now.value is not None
    difference = now.value - then.value if known else None
    return {"then": then.value, "now": now.value, "basis": now.basis, "difference": difference}
