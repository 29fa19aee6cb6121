"""Every figure of every sheet equals its list; villages add up to townships, and townships to the county."""

from decimal import Decimal

import pytest

from povwatch.tests import factories
from reports.counting import rows
from reports.month import actions as month_actions
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, YUAN
from reports.sheets.table import ReportFigures, detail_sheet_rows, fill_sheet, rows_behind_figure

from . import busy
from .standing import somebody_in_each_state

IN_MONTH = {f"{code}_households".replace(".", "_") for one in REPORT_SHEETS.values() for code in one.codes}
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def june(county, heyi, shuikou, alert, qin):
    """June so far, in a county in which something of everything happened."""
    busy.fill(heyi, alert, qin, people=3)
    busy.fill(shuikou, alert, qin, people=2)
    somebody_in_each_state(heyi, shuikou, qin)
    return month_actions.draft_report(county, busy.JUNE)


def counted(found, basis):
    """What a list amounts to, counted row by row."""
    households, people, times, yuan = busy.summed_by_word(found)
    return {HOUSEHOLDS: households, PEOPLE: people, TIMES: times, YUAN: yuan or Decimal(0)}[basis]


def every_figure_is_what_its_list_says(june, county):
    figures, seen = ReportFigures(june, [county]), 0
    for sheet in REPORT_SHEETS.values():
        for row in fill_sheet(figures, sheet).rows:
            for cell in row.cells:
                if cell.codes and cell.basis != SHARE:
                    listed = rows_behind_figure(june, cell.codes, [cell.area or county])
                    assert cell.value == counted(listed, cell.basis), (sheet.code, row.label, cell.label)
                    seen += bool(cell.value)
    assert seen > 500


def something_of_everything_happened(june, county):
    """Guards against a sheet that asks for a code under which nothing is ever counted."""
    figures = ReportFigures(june, [county])
    silent = [
        (sheet.code, column.key)
        for sheet in REPORT_SHEETS.values()
        for column, *cells in zip(sheet.columns, *(row.cells for row in fill_sheet(figures, sheet).rows), strict=True)
        if not any(cell.value for cell in cells)
    ]
    assert silent == []


def villages_make_townships_and_townships_the_county(june, county):
    townships = list(county.children.all())
    villages = [village for township in townships for village in township.children.all()]
    whole = amounts(june, county)
    for places in (villages, townships):
        parts = [amounts(june, place) for place in places]
        assert {cell: sum(part[cell] for part in parts) for cell in whole} == whole


def amounts(report, area) -> dict:
    """What each cell says of an area: of sheets by places the last row, of others every row."""
    figures, told = ReportFigures(report, [area]), {}
    for sheet in REPORT_SHEETS.values():
        rows = fill_sheet(figures, sheet).rows
        for row in rows if sheet.rows else rows[-1:]:
            told |= {
                (sheet.code, row.key, column.key): cell.value or 0
                for column, cell in zip(sheet.columns, row.cells, strict=True)
                if cell.basis != SHARE
            }
    return told


def the_last_row_is_the_sum_of_the_others(june, county):
    figures = ReportFigures(june, [county])
    for sheet in (one for one in REPORT_SHEETS.values() if one.by):
        *rows, total = fill_sheet(figures, sheet).rows
        parts, sums = [row for row in rows if not row.is_sum], [row for row in rows if row.is_subtotal]
        assert bool(sums) == sheet.by_village
        for place, cell in enumerate(total.cells):
            if cell.basis != SHARE:
                for held in filter(None, (parts, sums)):
                    assert sum(row.cells[place].value for row in held) == cell.value, (sheet.code, cell.label)


def test_figures_agree_with_their_lists_and_with_each_other(june, county):
    """One month for all four: it takes seconds to make."""
    something_of_everything_happened(june, county)
    every_figure_is_what_its_list_says(june, county)
    villages_make_townships_and_townships_the_county(june, county)
    the_last_row_is_the_sum_of_the_others(june, county)


def test_a_list_has_as_many_households_as_its_totals_say(june, county, django_assert_num_queries):
    figures = ReportFigures(june, [county])
    for sheet in (one for one in REPORT_SHEETS.values() if one.is_detail):
        vars(june).pop("names_then", None)
        with django_assert_num_queries(2):  # one for the names of places then
            told = [[column.value(row) for column in sheet.details] for row in detail_sheet_rows(june, sheet, [county])]
        totals = zip(sheet.columns, fill_sheet(figures, sheet).rows[-1].cells, strict=True)
        households = (cell.value for column, cell in totals if column.key in IN_MONTH)
        assert len(told) == sum(households) > 1, sheet.code


def says(report, code, area):
    """Each row of a detail sheet as {column: value}."""
    sheet = REPORT_SHEETS[code]
    rows = detail_sheet_rows(report, sheet, [area])
    return [{column.key: column.value(row) for column in sheet.details} for row in rows]


@pytest.mark.usefixtures("few_countings")
def test_a_clearing_is_told_with_its_way_and_what_became_of_the_income(june, heyi):
    one = next(row for row in says(june, "T6", heyi) if row["income_cleared"])
    assert (one["way"], one["months"], one["income_cleared"], one["line_cleared"], one["on"]) == (
        "Cleared by assistance",
        15,
        Decimal(14_000),
        Decimal(8800),
        busy.june(6),
    )
    assert one["helped"] == ""
    assert (one["village"], one["township"], one["people"], one["risks"]) == (
        "Heyi Village",
        "Anping Township",
        3,
        "Illness",
    )
    assert "*" in one["head"]


@pytest.mark.usefixtures("few_countings")
def test_an_income_is_told_with_how_well_it_was_known(june, heyi):
    told = {(row["income"], row["known"]) for row in says(june, "T5", heyi)}
    assert told == {
        (Decimal(9_000), "12 of 12 months known"),
        (Decimal(9_000), "5 of 12 months known, 7 carried forward"),
        (None, "not known (8 of 12 months known)"),
    }
    cleared = {(row["income_cleared"], row["known_cleared"]) for row in says(june, "T6", heyi)}
    assert (Decimal(9_000), "9 of 12 months known, 3 carried forward") in cleared
    assert (None, "not known (8 of 12 months known, 4 carried forward)") in cleared


@pytest.mark.usefixtures("few_countings")
def test_a_month_frozen_before_these_figures_were_counted_shows_none_of_them(june, county):
    """June is counted here without incomes, as by an earlier version."""
    for code in ("T5", "T6"):
        (cells,) = [row.cells for row in fill_sheet(ReportFigures(june, [county]), REPORT_SHEETS[code]).rows[-1:]]
        told = dict(zip((column.key for column in REPORT_SHEETS[code].columns), cells, strict=True))
        assert [told[f"income_{how}"].value for how in ("known", "carried", "unknown")] == [None] * 3
        assert told["month_identified_households" if code == "T5" else "month_cleared_naturally_people"].value > 0


def test_where_nobody_was_identified_the_number_is_zero_and_not_unknown(june, county, anping):
    """The county counts incomes; a village in which nothing happened has none of them."""
    quiet = factories.area("999001101299", "Quiet Village", anping)
    row = fill_sheet(ReportFigures(june, [quiet]), REPORT_SHEETS["T5"]).rows[-1]
    assert [cell.value for cell in row.cells] == [0] * len(row.cells)


@pytest.mark.usefixtures("few_countings")
def test_a_clearing_is_told_with_what_had_helped(june, heyi, qin):
    case = next(c for c in busy.cases_of(heyi) if c.cleared_on == busy.june(6))
    for group, day in (("water", 6), ("health", 2), ("health", 3), ("finance", 7)):
        busy.measure(case, group, qin, delivered_on=busy.june(day))
    rows.count_report_rows(june)
    assert "Health, Water safety" in {row["helped"] for row in says(june, "T6", heyi)}


def test_alerts_that_led_on_are_told_in_time_and_late(june, heyi):
    row = fill_sheet(ReportFigures(june, [heyi]), REPORT_SHEETS["T8"]).rows[-1]
    told = dict(zip((column.key for column in REPORT_SHEETS["T8"].columns), row.cells, strict=True))
    assert (told["led_in_time"].value, told["led_late"].value) == (1, 1)
    outcomes = ("no_risk", "monitored", "solved", "led", "other")
    assert sum(told[f"{one}_late"].value for one in outcomes) == told["late"].value == 5


@pytest.mark.usefixtures("few_countings")
def test_a_rollback_is_told_with_its_reason(june, heyi):
    back, again = says(june, "T7", heyi)
    assert (back["what"], back["reason"], back["on"]) == ("Rolled back", "Ill again", busy.june(9))
    assert (again["what"], again["risks"]) == ("Marked again", "Unsafe housing")


@pytest.mark.usefixtures("few_countings")
def test_what_a_clearing_said_is_still_told_after_a_rollback(june, county, heyi):
    """Guards against: a month that is counted again and no longer knows the income at a clearing taken back since."""
    was = says(june, "T6", heyi)
    case = next(c for c in busy.cases_of(heyi) if c.cleared_on == busy.june(6))
    busy.take_back(case, busy.june(14))
    rows.count_report_rows(june)
    assert says(june, "T6", heyi) == was


def test_a_share_stands_beside_the_two_numbers_it_is_made_of():
    """T10 once showed a share whose numerator stood nowhere: who was due and visited."""
    lone = []
    for sheet in REPORT_SHEETS.values():
        for place, share in enumerate(sheet.columns):
            if share.basis == SHARE:
                near = [(one.codes, one.basis) for one in sheet.columns[max(0, place - 6) : place]]
                made_of = {(share.codes, share.of), (share.out_of, share.of)}
                lone += [] if made_of <= set(near) else [(sheet.code, share.key)]
        told = [row.words.get("month") for row in sheet.rows if not row.out_of]
        lone += [(sheet.code, row.key) for row in sheet.rows if row.out_of and row.out_of not in told]
        lone += [(sheet.code, row.key) for row in sheet.rows if row.out_of and row.words["month"] not in told]
    assert lone == []


def test_of_those_to_be_visited_t10_says_how_many_were(june, county):
    """A household visited without being due counts as visited, not in the share."""
    row = fill_sheet(ReportFigures(june, [county]), REPORT_SHEETS["T10"]).rows[-1]
    told = dict(zip((column.key for column in REPORT_SHEETS["T10"].columns), row.cells, strict=True))
    for state in ("uncleared", "cleared", "lifted"):
        due, visited = told[f"{state}_due"].value, told[f"{state}_due_visited"].value
        assert told[f"{state}_share"].value == Decimal(visited) / due
        assert visited + told[f"{state}_waiting"].value == due


def test_a_sheet_of_nothing_says_so():
    assert not REPORT_SHEETS["T14"].columns and "not recorded" in str(REPORT_SHEETS["T14"].empty)


def test_the_sheets_stand_in_their_order():
    assert list(REPORT_SHEETS) == [f"T{number}" for number in range(1, 16)]
