"""Files made from a month, read back: they say what the page says, and nothing in them can run."""

import datetime as dt
import io
import re
from decimal import Decimal

import docx
import pytest
import time_machine
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Area
from core.dates import add_months
from households.choices import IncomeItem
from households.tests import files
from povwatch.tests import factories
from reports.exports.contents import ExportContents
from reports.exports.csv_files import csv_value
from reports.month import actions as month_actions
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import DAY, HOUSEHOLDS, SHARE, YUAN
from reports.sheets.table import ReportFigures, fill_sheet

from .exporting import IN_MAY, MAY, ODD, RUN, archive, content, csv_rows, family, listed, made, sheets

pytestmark = pytest.mark.usefixtures("few_countings", "in_june")


@pytest.fixture
def families(heyi, shuikou):
    return [family(heyi, 1, **IN_MAY), family(heyi, 11, cleared_on=dt.date(2026, 5, 20)), family(shuikou, 21, **IN_MAY)]


@pytest.fixture
def report(families, county):
    return month_actions.close_report_month(county, MAY)


def test_id_numbers_arrive_in_full_for_who_may_see_them(report, families, qin):
    rows = listed(sheets(made(report, qin, with_details=True, in_full=True))["T5 list"])
    told = {row["Household number"]: (row["Head"], row["ID number of the head"]) for row in rows}
    head = families[0].members.get(relation="head")
    assert told[families[0].number] == (head.name, head.id_number) and len(head.id_number) == 18


def test_and_masked_otherwise(report, families, qin):
    first, *_rest = listed(sheets(made(report, qin, with_details=True))["T5 list"])
    head = families[0].members.get(relation="head")
    assert (
        first["Head"].startswith("Z***")
        and first["ID number of the head"] == head.id_number[:6] + "********" + (head.id_number[-4:])
    )


def test_a_part_of_the_county_holds_only_that_part(report, heyi, qin):
    read = sheets(made(report, qin, heyi, with_details=True))
    assert {row["Village"] for row in listed(read["T5 list"])} == {"Heyi Village"}
    assert [row[1] for row in read["T3 By village"] if row[1].endswith("Village")] == ["Village", "Heyi Village"]


def test_villages_stand_beside_their_townships_and_below_their_sum(report, county, anping, qin):
    rows = sheets(made(report, qin))["T3 By village"]
    start = next(place for place, row in enumerate(rows) if row[1] == "Village")
    assert [row[:3] for row in rows[start:]] == [
        ["Township", "Village", "Households"],
        ["Anping Township", "All its villages", 2], ["Anping Township", "Heyi Village", 2],
        ["Linxi Township", "All its villages", 1], ["Linxi Township", "Shuikou Village", 1],
        ["", "All", 3],
    ]  # fmt: skip
    alone = csv_rows(content(made(report, qin, anping, kind="csv", sheet="T3")))
    assert [row[:2] for row in alone[:3]] == [["Township", "Village"], ["Anping Township", "Heyi Village"], ["", "All"]]


@pytest.fixture
def typed(heyi, county):
    """A month whose people are called what spreadsheet programs run."""
    for place, name in enumerate(ODD):
        family(heyi, 2 * place + 1, name=name, **IN_MAY)
    return month_actions.close_report_month(county, MAY)


@pytest.mark.parametrize("kind", ["workbook", "national", "bulletin"])
def test_what_people_typed_is_a_text(kind, typed, qin):
    """Guards against: a formula, a link or a field in a file of Excel or Word that somebody typed as a name or a
    reason."""
    export = made(typed, qin, kind=kind, with_details=True, in_full=True, reason=ODD[0])
    parts = archive(export)
    written = [part for name, part in parts.items() if name.startswith(("xl/worksheets/sheet", "word/document"))]
    assert written and not any(re.search(rb"<f[> ]|hyperlink|instrText|fldSimple", part) for part in written)
    assert not any("external" in name.lower() for name in parts)
    if kind != "bulletin":
        cells = [cell for rows in sheets(export).values() for row in rows for cell in row]
        assert set(ODD if kind == "workbook" else ODD[:4]) <= set(cells)  # the national layout tidies the others


def test_and_in_csv(typed, qin):
    rows = csv_rows(archive(made(typed, qin, kind="csv", with_details=True, in_full=True))["T5.csv"])
    cells = [cell for row in rows for cell in row if cell]
    assert {f"'{name}" for name in RUN} < set(cells)
    assert not [cell for cell in cells if re.match("[=+@\uff1d\uff0b\uff0d\uff20-]|\t(?![0-9X]{12,}$)", cell)]


def test_the_workbook_is_ready_to_print_and_says_whose_it_is(report, qin):
    export = made(report, qin, with_details=True, reason="Meeting & vote")
    packed = archive(export)
    pages = [part.decode() for name, part in packed.items() if name.startswith("xl/worksheets/sheet")]
    assert all('orientation="landscape"' in page and 'paperSize="9"' in page for page in pages[1:])
    assert all("&amp;P" in page and "Meeting &amp;&amp; vote" in page for page in pages)
    assert any('state="frozen"' in page for page in pages) and b"Print_Titles" in packed["xl/workbook.xml"]
    cover = {row[0]: row[1] for row in sheets(export)["Cover"]}
    assert (cover["Digest (SHA-256)"], cover["Version"]) == (report.digest, "1")
    assert "Qin (qin)" in cover["Made for"] and "Reason: Meeting & vote" in cover["Made for"]
    assert f"{export.rows} rows about people" in cover["Made for"] and export.rows > 0


def test_a_draft_says_that_it_is_one(families, county, qin):
    with time_machine.travel("2026-05-28 09:00:00+08:00", tick=True):
        cover = {row[0]: row[1] for row in sheets(made(month_actions.draft_report(county, MAY), qin))["Cover"]}
    assert cover["State"] == "Draft" and "figures still change" in cover["Digest (SHA-256)"]


def test_one_sheet_as_csv(report, county, qin):
    data = content(made(report, qin, kind="csv", sheet="T2"))
    head, *rows = csv_rows(data)
    filled = fill_sheet(ReportFigures(report, [county]), REPORT_SHEETS["T2"])
    assert data.startswith(b"\xef\xbb\xbf") and head[1] == "Monitored: Households"
    for row, told in zip(filled.rows, rows, strict=False):
        assert told[:3] == [row.label, str(row.cells[0].value), str(row.cells[1].value)]
    assert "Qin (qin)" in rows[-1][0]


@pytest.mark.parametrize(
    ("value", "basis", "shown"),
    [
        (Decimal(1) / 128, SHARE, "0.007813"),  # 0.0078125: format() says 0.007812
        (Decimal(1) / 64, SHARE, "0.015625"),
        (Decimal("0.125"), YUAN, "0.13"),
        (Decimal("0.124"), YUAN, "0.12"),
        (Decimal(12_000), YUAN, "12000.00"),
        (3, HOUSEHOLDS, "3"),
        (None, SHARE, ""),
        (dt.date(2026, 5, 4), DAY, "2026-05-04"),
    ],
)
def test_a_number_in_csv_is_rounded_half_up(value, basis, shown):
    assert csv_value(value, basis) == shown


def test_all_sheets_as_an_archive(report, families, qin):
    packed = archive(made(report, qin, kind="csv", with_details=True, in_full=True))
    assert set(packed) == {"about.txt", *(f"{code}.csv" for code in REPORT_SHEETS)}
    assert report.digest in packed["about.txt"].decode("utf-8-sig")
    cells = [cell for row in csv_rows(packed["T5.csv"]) for cell in row]
    number = families[0].members.get(relation="head").id_number
    assert f"\t{number}" in cells  # the tab keeps Excel from rounding it
    assert "8800.00" in packed["T6.csv"].decode().split(",")  # the line, in yuan
    assert "Share cleared,0.333333,0.333333," in packed["T1.csv"].decode()
    assert [str(REPORT_SHEETS["T14"].empty)] in csv_rows(packed["T14.csv"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_bulletin_has_the_tables_and_a_chart_in_the_readers_language(language, report, county, qin):
    export = made(report, qin, kind="bulletin", with_details=True, in_full=True, language=language)
    read = docx.Document(io.BytesIO(content(export)))
    told = [[cell.text for cell in row.cells] for one in read.tables for row in one.rows]
    for row in fill_sheet(ReportFigures(report, [county]), REPORT_SHEETS["T2"]).rows[:-1]:
        assert [row.label, *(f"{cell.value:,}" for cell in row.cells[:2])] in [cells[:3] for cells in told]
    with translation.override(language):
        assert str(Area.Level.TOWNSHIP.label) in [cells[0] for cells in told]
        assert _("No lists of households") in [cells[1] for cells in told]
    assert len(read.inline_shapes) == 2 + 2  # the legend, and a bar for each township
    assert told[-1][1].startswith("Qin") and "qin" in told[-1][1]


def test_the_bulletin_names_its_county_and_its_footer_is_plain(report, county, anping, qin):
    files = (content(made(report, qin, *places, kind="bulletin")) for places in ((), (anping,)))
    whole, part = (docx.Document(io.BytesIO(file)) for file in files)
    assert whole.paragraphs[0].text == whole.core_properties.title == "Qingshan County: monthly report, May 2026"
    assert part.paragraphs[0].text == "Qingshan County · Anping Township: monthly report, May 2026"
    assert whole.sections[0].footer.paragraphs[0].text == "Made for Qin, 1 Jun 2026 09:00."


def test_text_and_tables_round_alike(report, county, qin):
    """Of three households one is cleared: 33.3 % in the sentence, in the table, and in the cell of the workbook."""
    read = docx.Document(io.BytesIO(content(made(report, qin, kind="bulletin"))))
    cells = {cell.text for one in read.tables for row in one.rows for cell in row.cells}
    assert "33.3%" in cells and not [text for text in cells if re.fullmatch(r"[\d.]+\.\d\d%", text)]
    assert any("33.3% by households" in one.text for one in read.paragraphs)
    styles = archive(made(report, qin))["xl/styles.xml"].decode()
    assert 'formatCode="0.0%"' in styles and "0.00%" not in styles


def test_the_workbook_is_called_as_its_county_and_month(report, qin):
    export = made(report, qin)
    assert sheets(export)["Cover"][0][0] == "Qingshan County: monthly report, May 2026"
    assert "Qingshan County: monthly report, May 2026" in archive(export)["docProps/core.xml"].decode()


def test_the_national_file_is_read_by_our_own_import(report, families, county, qin, tmp_path):
    export = made(report, qin, kind="national", reason="Re-entry")
    path = tmp_path / "national.xlsx"
    path.write_bytes(content(export))
    batch = files.check(path, county)
    assert (batch.state, batch.layout, files.complaints(batch)) == ("checked", "national", [])
    assert files.counts(batch, "members")["rows"] == export.rows == 6
    assert files.numbers(batch, "households") == (0, 0, 3, 0)  # nothing new, nothing changed
    assert files.numbers(batch, "members")[0] == 0
    rows = next(iter(sheets(export).values()))
    assert "Qin (qin)" in rows[1][0] and all(isinstance(cell, str) for row in rows for cell in row)


def test_the_rows_of_the_log_are_those_of_the_file(report, qin):
    export = made(report, qin, with_details=True)
    lists = [sheet for sheet in REPORT_SHEETS.values() if sheet.is_detail]
    assert export.rows == sum(1 for sheet in lists for _row in ExportContents(export).report_rows(sheet))


@pytest.mark.parametrize(("months", "per_head"), [(11, ""), (12, "6000"), (13, "6000")])
def test_the_national_file_has_an_income_per_person_when_the_whole_year_is_known(report, qin, months, per_head):
    """The accounting year 2025 ends in September; what was told of a part of it is no income of the year."""
    home = report.rows.filter(code="stock.unstable.uncleared").earliest("pk").household
    first = add_months(dt.date(2025, 10, 1), -months)
    factories.told(home, {IncomeItem.WAGES_LABOUR: 1_000 * months}, first=first, months=months, on=dt.date(2025, 11, 1))
    _title, _told, heads, *rows = next(iter(sheets(made(report, qin, kind="national", reason="Re-entry")).values()))
    assert [row[heads.index("人均纯收入（元）")] for row in rows if home.number in row] == [per_head] * 2
