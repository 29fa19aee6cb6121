"""The workbook of a full month, read back by python-calamine: every figure equals the page's, every list the
database's, and ID numbers are whole. `make bench` does the same with LibreOffice on the site's own last month."""

import io

import pytest

from bench.workbook_readers import compared, numbers, read
from households.models import Member
from households.tests.files import id_number
from reports.exports.contents import ExportContents
from reports.exports.workbook import list_worksheet_name, worksheet_name
from reports.month import actions as month_actions
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import rows_behind_figure

from . import busy
from .exporting import content, made

pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def june(settings, tmp_path, county, heyi, shuikou, alert, qin):
    """June so far, in two villages; every head has an ID number."""
    settings.MEDIA_ROOT = tmp_path / "files"
    for village, people in ((heyi, 3), (shuikou, 2)):
        busy.fill(village, alert, qin, people=people)
    heads = list(Member.objects.filter(relation="head"))
    for place, head in enumerate(heads):
        head.id_number = id_number("19700101", place)
    Member.objects.bulk_update(heads, ["id_number"])
    return month_actions.draft_report(county, busy.JUNE)


def test_the_workbook_says_what_the_pages_and_the_database_say(june, county, qin):
    export = made(june, qin, with_details=True, in_full=True, reason="Meeting")
    book, contents = read(io.BytesIO(content(export))), ExportContents(export)
    told = compared(contents, book)
    assert {name: wrong for name, (_cells, wrong) in told.items() if wrong} == {}
    assert set(told) == {worksheet_name(one) for one in REPORT_SHEETS.values()} | {
        list_worksheet_name(one) for one in contents.lists
    }
    assert sum(cells for cells, _wrong in told.values()) > 1000
    for sheet in contents.lists:
        listed = [row[0] for row in book[list_worksheet_name(sheet)][2:]]
        assert sorted(listed) == sorted(
            rows_behind_figure(june, sheet.codes, [county]).values_list("household__number", flat=True)
        )
    assert numbers(contents, book) == (export.rows, []) and export.rows > 10
    book[worksheet_name(REPORT_SHEETS["T2"])][-1][3] += 1
    assert [len(wrong) for _cells, wrong in compared(contents, book).values() if wrong] == [1]
    book[list_worksheet_name(REPORT_SHEETS["T5"])][-1][2] = "4.2E+17"
    assert len(numbers(contents, book)[1]) == 1
