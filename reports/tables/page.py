"""A sheet of the monthly report as a page: headings, rows, and the list that each figure opens."""

from dataclasses import dataclass
from itertools import groupby

from django.http import Http404

from reports.month.place import report_title
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import FIGURE_BASES, ReportSheet, SheetColumn, SheetRow
from reports.sheets.table import NO_ROW


def sheet_context(report, place, sheet) -> dict:
    """Return what surrounds the figures of a sheet."""
    page = ("reports:sheet", sheet.code)
    return {
        "report": report,
        "place": place,
        "sheet": sheet,
        "month": report_title(report),
        "groups": column_group_headings(sheet.columns),
        "crumbs": place.crumbs(*page),
        "below": place.below(*page),
        "back": place.address(*page),
        **neighbouring_sheets(place, sheet),
    }


def neighbouring_sheets(place, sheet) -> dict:
    """Return the sheets before and after this one."""
    codes = list(REPORT_SHEETS)
    at = codes.index(sheet.code)
    found = {"before": codes[at - 1 : at], "after": codes[at + 1 : at + 2]}
    return {
        name: {"sheet": REPORT_SHEETS[near[0]], "url": place.address("reports:sheet", near[0])} if near else None
        for name, near in found.items()
    }


def column_group_headings(columns) -> list[dict]:
    """Return the headings above several columns, and how many columns each spans; empty when no column has one."""
    found = [{"label": label, "span": len(list(held))} for label, held in groupby(columns, lambda one: str(one.group))]
    return found if any(one["label"] for one in found) else []


def sheet_table_rows(filled, place) -> list[dict]:
    """Return the rows of a filled sheet; each cell with the address of its list."""
    return [sheet_table_row(filled.sheet, row, place) for row in filled.rows]


def sheet_table_row(sheet, row, place) -> dict:
    """Return a row; the name of a place links to the same sheet of that place."""
    cells = zip(sheet.columns, row.cells, strict=True)
    lists = place.may_list(row.area)
    inner = row.area and row.area != place.area
    return {
        "row": row,
        "url": place.address(place.sheet_page, sheet.code, area=row.area) if inner else "",
        "cells": [
            {"cell": cell, "column": column, "url": figure_list_url(sheet, column, row, cell, place) if lists else ""}
            for column, cell in cells
        ],
    }


def figure_list_url(sheet, column, row, cell, place) -> str:
    """Return the address of the list behind a figure; empty for zero and for a share."""
    if cell.basis not in FIGURE_BASES or not cell.value:
        return ""
    key = {"row": row.key} if row.key else {}
    return place.address(place.rows_page, sheet.code, area=row.area, column=column.key, **key)


@dataclass(frozen=True)
class RequestedFigure:
    """The figure whose list is requested."""

    column: SheetColumn
    row: SheetRow

    @property
    def codes(self) -> dict:
        return {"column": self.column.key, "row": self.row.key}


def requested_figure(query, sheet: ReportSheet) -> RequestedFigure:
    """Return the figure of ?column= and ?row=; what the sheet does not have is not found."""
    columns = {column.key: column for column in sheet.columns}
    rows = {row.key: row for row in sheet.rows} or {"": NO_ROW}
    try:
        return RequestedFigure(columns[query.get("column")], rows[query.get("row", "")])
    except KeyError as error:
        raise Http404 from error


def requested_figure_context(figures, sheet, asked) -> dict:
    """Return the figure in words, and as numbers on every basis."""
    cell = figures.cell(asked.column, row=asked.row)
    if cell.basis not in FIGURE_BASES:
        raise Http404
    counts = {basis: figures.count(cell.codes, basis) for basis in FIGURE_BASES}
    words = [asked.row.label, asked.column.group, asked.column.label]
    return {"cell": cell, "counts": counts, "figure_words": [str(word) for word in words if word]}
