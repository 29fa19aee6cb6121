"""Any period, from the lines of its frozen months: what is added, what is not, and what is missing is told."""

import datetime as dt
from decimal import Decimal

import pytest
from django.http import Http404
from django.test import RequestFactory

from povwatch.tests import factories
from reports.counting import COUNTINGS, rows
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month.spans import parse_span, span_title, spans_around
from reports.periods.figures import PeriodFigures, is_standing, rows_behind_period
from reports.periods.kept import kept_period
from reports.periods.place import requested_place
from reports.periods.sheets import PERIOD_SHEETS, codes_of, codes_once
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, YUAN
from reports.sheets.table import ReportFigures, fill_sheet

from . import busy
from .keeping import kept, line

RULES = "alerts.rules."
IDENTIFIED = "month.identified"


@pytest.fixture(autouse=True)
def july(time_machine, db):
    """It is the morning of 1 July 2026."""
    time_machine.move_to("2026-07-01T09:00+08:00", tick=False)


@pytest.fixture
def home(heyi):
    return factories.household(heyi)


@pytest.fixture
def other(shuikou):
    return factories.household(shuikou)


def figures(user, county, word, sheet, areas=None):
    period = kept_period(user, county, parse_span(word))
    return PeriodFigures(period, areas or [county], codes_of(PERIOD_SHEETS[sheet]))


def counted(user, county, word, code, basis=HOUSEHOLDS, sheet="all"):
    return figures(user, county, word, sheet).count((code,), basis)


# The months of a period


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2026", (2026, 1), (2026, 12)), ("2026-h1", (2026, 1), (2026, 6)), ("2026-h2", (2026, 7), (2026, 12)),
        ("2026-q1", (2026, 1), (2026, 3)), ("2026-q4", (2026, 10), (2026, 12)), ("2026-06", (2026, 6), (2026, 6)),
        ("2026-to-06", (2026, 1), (2026, 6)), ("2026-to-01", (2026, 1), (2026, 1)), ("2026-12", (2026, 12), (2026, 12)),
        ("2026-01", (2026, 1), (2026, 1)), ("2026-to-12", (2026, 1), (2026, 12)),
    ],
)  # fmt: skip
def test_a_word_names_its_months(word, first, last):
    span = parse_span(word)
    assert (span.first, span.last) == (dt.date(*first, 1), dt.date(*last, 1))
    assert (span.months[0], span.months[-1]) == (span.first, span.last)


@pytest.mark.parametrize(
    "word", ["", "26", "2026-", "2026-h3", "2026-q5", "2026-q0", "2026-13", "2026-00", "0026", "x"]
)
def test_other_words_name_none(word, qin, county):
    with pytest.raises(ValueError):
        parse_span(word)
    request = RequestFactory().get("/")
    request.user = qin
    with pytest.raises(Http404):
        requested_place(request, county.code, word)


def test_the_periods_of_a_month_are_called_as_people_do():
    assert [span_title(one) for one in spans_around(dt.date(2026, 7, 1))] == [
        "January 2026 to July 2026", "Quarter 3 of 2026", "Second half of 2026", "The year 2026",
    ]  # fmt: skip


# What is added


def test_warnings_of_a_half_year_are_those_of_its_months(county, home, other, qin):
    """January to June, sent by rules 2,000 and 3,001 times, from visits 400; July is another half-year."""
    kept(county, 1, line(f"{RULES}sent", home, times=2_000), line("alerts.visit.sent", other, times=400))
    kept(county, 6, line(f"{RULES}sent", home, times=3_001))
    kept(county, 7, line(f"{RULES}sent", home, times=9))
    filled = fill_sheet(figures(qin, county, "2026-h1", "all"), PERIOD_SHEETS["all"])
    told = {row.key: row.cells[2].value for row in filled.rows}
    assert (told["sent"], told["sent_above"], told["sent_below"]) == (5_401, 5_001, 400)


def test_who_came_in_twice_counts_once_and_with_the_people_of_the_larger_time(county, home, other, qin):
    """As the sheet of one month counts it since January."""
    kept(county, 1, line(IDENTIFIED, home, people=2), line(IDENTIFIED, other, people=4))
    kept(county, 3, line(IDENTIFIED, home, people=3))
    assert counted(qin, county, "2026-q1", IDENTIFIED) == 2
    assert counted(qin, county, "2026-q1", IDENTIFIED, PEOPLE) == 3 + 4
    assert counted(qin, county, "2026-q1", IDENTIFIED, TIMES) == 3
    assert counted(qin, county, "2026-03", IDENTIFIED) == 1


def test_yuan_are_added(county, home, qin):
    for month, yuan in ((4, "100.50"), (5, None), (6, "0.50")):
        kept(county, month, line("helped.month.sudden", home, yuan=yuan and Decimal(yuan)))
    assert counted(qin, county, "2026-q2", "helped.month.sudden", YUAN) == Decimal(101)
    assert counted(qin, county, "2026-q2", "helped.month.sudden", TIMES) == 3
    assert counted(qin, county, "2026-q2", "helped.month.sudden") == 1


def test_a_share_is_made_of_the_sums_and_is_no_mean_of_shares(county, home, other, qin):
    """In April 1 of 1 in time, in May 1 of 9: 2 of 10, not the half of 1 and a ninth."""
    kept(county, 4, line(f"{RULES}no_risk.in_time", home))
    kept(county, 5, line(f"{RULES}no_risk.in_time", home), line(f"{RULES}solved.late", other, times=8))
    filled = fill_sheet(figures(qin, county, "2026-q2", "all"), PERIOD_SHEETS["all"])
    share = next(row for row in filled.rows if row.key == "answered_in_time").cells[2]
    assert (share.value, share.basis) == (Decimal("0.2"), SHARE)


def test_a_household_to_be_visited_in_two_months_counts_in_both(county, home, qin):
    kept(county, 4, line("due.uncleared.waiting", home))
    kept(county, 5, line("due.uncleared.visited", home))
    filled = fill_sheet(figures(qin, county, "2026-q2", "T10"), PERIOD_SHEETS["T10"])
    told = dict(zip([column.key for column in filled.sheet.columns], filled.rows[-1].cells, strict=True))
    assert [told[f"uncleared_{one}"].value for one in ("due", "due_visited", "waiting")] == [2, 1, 1]
    assert told["uncleared_share"].value == Decimal("0.5")


# What is not


def test_what_stood_at_the_end_is_told_of_the_last_month_alone(county, home, qin):
    for month in (4, 5, 6):
        kept(county, month, line("work.now", home, people=month), line(f"{RULES}open", home))
    told = figures(qin, county, "2026-q2", "T11")
    assert (told.count(("work.now",), PEOPLE), told.count(("work.now",), HOUSEHOLDS)) == (6, 1)
    assert counted(qin, county, "2026-q2", f"{RULES}open", TIMES, "T8") == 1


def test_without_the_last_month_what_stood_at_its_end_is_unknown_not_zero(county, home, qin):
    kept(county, 4, line("work.now", home), line(IDENTIFIED, home))
    kept(county, 5, line("work.now", home))
    for sheet in ("T11", "T5"):
        filled = fill_sheet(figures(qin, county, "2026-q2", sheet), PERIOD_SHEETS[sheet])
        values = {cell.value for cell in filled.rows[-1].cells}
        assert values == {None} if sheet == "T11" else 1 in values


def test_a_month_that_is_not_frozen_is_told_and_is_no_zero(county, home, qin):
    for month in (1, 2, 3, 5, 6):
        kept(county, month, line(IDENTIFIED, home))
    MonthlyReport.objects.create(county=county, month="2026-04-01", as_of="2026-04-30").rows.create(
        **line(IDENTIFIED, home)
    )
    period = kept_period(qin, county, parse_span("2026-h1"))
    assert "Of 6 months 5 are frozen" in period.kept_words and "April 2026" in period.kept_words
    assert len(rows_behind_period(period, (IDENTIFIED,), [county])) == 5


def test_of_a_corrected_month_the_frozen_correction_counts(county, home, other, qin):
    kept(county, 4, line(IDENTIFIED, home))
    kept(county, 4, line(IDENTIFIED, home), line(IDENTIFIED, other), version=2)
    MonthlyReport.objects.create(county=county, month="2026-04-01", as_of="2026-04-30", version=3)
    assert counted(qin, county, "2026-q2", IDENTIFIED) == 2


def test_what_a_month_did_not_count_yet_is_empty_and_named(county, home, qin, client_of):
    kept(county, 1, line(f"{RULES}received", home))
    filled = fill_sheet(figures(qin, county, "2026-to-01", "T8"), PERIOD_SHEETS["T8"])
    assert [row.cells[1].value for row in filled.rows if row.key == "all"] == [None]
    kept(county, 2, line(f"{RULES}received", home), line(f"{RULES}sent", home))
    page = client_of(qin).get("/dashboard/months/periods/999001/2026-to-02/T8/").content.decode()
    assert "nothing on record in January 2026; it was not counted yet" in page


# It agrees with the sheets of months


def test_every_code_of_the_sheets_of_a_month_is_told_of_a_period_too():
    """But those since January, for which there is a period."""
    for code in ("T5", "T6", "T7", "T8", "T9", "T10", "T11"):
        of_year = {one for one in codes_of(REPORT_SHEETS[code]) if one.startswith("year.") or ".year." in one}
        assert codes_of(PERIOD_SHEETS[code]) == codes_of(REPORT_SHEETS[code]) - of_year, code


def test_what_stood_is_told_apart_from_what_happened():
    standing = {one for sheet in PERIOD_SHEETS.values() for one in codes_of(sheet) if is_standing(one)}
    assert {one.split(".")[0] for one in standing} == {"alerts", "helpers", "work"}
    assert {one.split(".")[-1] for one in standing if one.startswith("alerts.")} == {"open", "overdue"}


def test_a_year_so_far_is_what_its_last_month_counts_since_january(county, heyi, shuikou, alert, qin, monkeypatch):
    """Whoever came in, was cleared or got help, month by month and since January."""
    few = ("stock", "movements", "measures")
    monkeypatch.setattr(rows, "COUNTINGS", {name: COUNTINGS[name] for name in few})
    busy.fill(heyi, alert, qin, people=3)
    families = busy.monitored(shuikou, 2)
    twice = families["active"]
    factories.move(twice, "clear", "clearing", "cleared", dt.date(2026, 3, 2), clear_method="natural")
    busy.take_back(twice, dt.date(2026, 4, 3))
    factories.move(twice, "clear", "clearing", "cleared", dt.date(2026, 5, 4), clear_method="natural")
    for month in range(1, 7):
        last = month_actions.close_report_month(county, dt.date(2026, month, 1))
    june, seen = ReportFigures(last, [county]), 0
    for sheet in ("T5", "T6", "T7", "T9"):
        period = figures(qin, county, "2026-to-06", sheet)
        for code in codes_of(PERIOD_SHEETS[sheet]) - {one for one in codes_of(PERIOD_SHEETS[sheet]) if "income" in one}:
            for basis in (HOUSEHOLDS, PEOPLE, TIMES, YUAN):
                since_january = code.replace("month.", "year.")
                assert period.count((code,), basis) == june.count((since_january,), basis), (code, basis)
                seen += bool(period.count((code,), basis))
    assert seen > 50
    assert figures(qin, county, "2026-to-06", "T6").count(("month.cleared_naturally",), TIMES) >= 2


def test_every_figure_is_what_its_list_says(county, home, other, qin):
    lines = [IDENTIFIED, "month.rolled_back", f"{RULES}sent", f"{RULES}open", "visits.routine", "due.lifted.waiting",
             "helpers.missing", "work.now", "helped.month.sudden", "measures.month.health.sudden"]  # fmt: skip
    for month in (4, 5, 6):
        kept(county, month, *(line(code, one, people=month) for code in lines for one in (home, other)))
    period, seen = kept_period(qin, county, parse_span("2026-q2")), 0
    for sheet in PERIOD_SHEETS.values():
        for row in fill_sheet(PeriodFigures(period, [county], codes_of(sheet), codes_once(sheet)), sheet).rows:
            for cell in row.cells:
                if cell.value is not None and cell.basis != SHARE:
                    found = rows_behind_period(period, cell.codes, [cell.area or county])
                    households, people, times, yuan = busy.summed_by_word(found)
                    said = {HOUSEHOLDS: households, PEOPLE: largest(found), TIMES: times, YUAN: yuan or 0}[cell.basis]
                    assert cell.value == said, (sheet.code, row.label, cell.label)
                    seen += bool(cell.value)
    assert seen > 60


def largest(found) -> int:
    """The people of households that may have several lines under a code: those of the largest."""
    told = {}
    for row in found:
        key = (row.code, row.village_id, row.household_id)
        told[key] = max(told.get(key, 0), row.people)
    return sum(told.values())
