"""What a correction changed: the figures that differ from the version before, and the households behind them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.log import record_access
from accounts.models import Area
from core import masks
from core.text import join_words, written_number
from households.models import Household
from households.registry.columns import head_name, prefetch_heads
from reports.counting.places_then import named_then
from reports.models import MonthlyReport
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import NO_ROW, ReportFigures, fill_sheet_row, matching_codes

from .columns import CHANGED_FIGURES_TABLE, CHANGED_HOUSEHOLDS_TABLE

MAX_CHANGED_ROWS = 100  # rows shown; the rest is counted
COMPARED_FIELDS = ("code", "village", "household", "people", "times", "yuan", "on", "details")


def correction_context(report, figures, place) -> dict:
    """Return `changes`, the figures that differ (None for a first version), and `changed`, the households, for those
    who may see them."""
    versions = MonthlyReport.objects.filter(county=report.county, month=report.month)
    before = versions.filter(version=report.version - 1).first()
    if before is None:
        return {"changes": None}
    told = changed_households(before, report, place)
    shown = [one["household"].pk for one in told["changed"] if one["household"]]
    if shown:
        record_access(place.user, "report_listed", report, area=report.county, shown=shown, rows=len(shown))
    return {
        "changes": changed_figures(ReportFigures(before, place.areas), figures),
        **told,
        "figures_table": CHANGED_FIGURES_TABLE,
        "households_table": CHANGED_HOUSEHOLDS_TABLE,
    }


def changed_figures(old, new) -> list[dict]:
    """Return each figure that differs, at its first place."""
    told = {}
    for sheet in REPORT_SHEETS.values():
        for one in changed_sheet_figures(sheet, old, new):
            then, now = one["before"], one["after"]
            told.setdefault((now.codes, now.basis, then.value, now.value), one)
    return list(told.values())


def changed_sheet_figures(sheet, old, new) -> list[dict]:
    """Return the figures of a sheet that differ, for the whole place."""
    rows = [
        (row, fill_sheet_row(old, sheet, "", row=row), fill_sheet_row(new, sheet, "", row=row))
        for row in sheet.rows or [NO_ROW]
    ]
    return [
        {"sheet": sheet, "row": row, "column": column, "before": then, "after": now}
        for row, was, is_now in rows
        for column, then, now in zip(sheet.columns, was.cells, is_now.cells, strict=True)
        if then.value != now.value
    ]


# Households: totals may be the same where one came and another went


def changed_households(before, report, place) -> dict:
    """Return the rows that only one of the two versions has, household by household."""
    old, new = (one.rows.within(*place.listed).order_by().values(*COMPARED_FIELDS) for one in (before, report))
    gone, come = old.difference(new), new.difference(old)
    pairs = {}
    for side, found in (("before", gone), ("after", come)):
        for one in found.order_by("household", "code")[:MAX_CHANGED_ROWS]:
            pairs.setdefault((one["household"], one["village"], one["code"]), {})[side] = one
    return {
        "changed": changed_households_in_words(report, pairs),
        "more": max(gone.count(), come.count()) > MAX_CHANGED_ROWS,
    }


def changed_households_in_words(report, pairs) -> list[dict]:
    """Return a row of words for each pair: who, in which village as it was called then, and what each version says."""
    asked = {home for home, _village, _code in pairs} - {None}
    homes = Household.objects.prefetch_related(prefetch_heads("")).in_bulk(asked)
    found = Area.objects.filter(pk__in={village for _home, village, _code in pairs}).select_related("parent")
    places = {place.pk: place for place in named_then(report, found)}
    return [
        {
            "household": homes.get(home),
            "name": household_name(homes.get(home)),
            "village": places[village],
            "counted": first_figure_title(code),
            "before": report_row_in_words(sides.get("before")),
            "after": report_row_in_words(sides.get("after")),
        }
        for (home, village, code), sides in pairs.items()
    ]


def household_name(household) -> str:
    """Return the head's masked name; a figure may count what belongs to no household."""
    if household is None:
        return _("No household")
    return masks.name(head_name(household) or "") or _("No head recorded")


def report_row_in_words(one) -> str:
    """Return what a row counts: people, how many times, yuan."""
    if one is None:
        return "–"
    told = [ngettext("%(number)s person", "%(number)s people", one["people"]) % {"number": one["people"]}]
    if one["times"] > 1:
        told.append(_("%(times)s times") % {"times": one["times"]})
    if one["yuan"]:
        told.append(_("%(yuan)s yuan") % {"yuan": written_number(one["yuan"], 2)})
    return join_words(told)


def first_figure_title(code) -> str:
    """Return where a code is counted first, such as T1 Overall · Monitored."""
    for sheet in REPORT_SHEETS.values():
        for row in sheet.rows or [NO_ROW]:
            for column in sheet.columns:
                if matching_codes({code: ()}, row.fill(column.codes)):
                    return " · ".join(filter(None, (f"{sheet.code} {sheet.title}", str(row.label or column.group))))
    return code
