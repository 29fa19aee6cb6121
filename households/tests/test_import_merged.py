"""Merged cells are filled from their first, and what is hidden is told, in every kind of workbook."""

import io
import zipfile

import pytest
import xlsxwriter
import xlwt

from households.imports.read.files import tables_of_parts
from households.imports.read.table import ImportTable, MergedRange, column_letters, column_place
from households.imports.read.values import CellFault
from households.models import Household, Member

from .files import HEAD, HOME, SPOUSE, part, save
from .test_import_files import ods, raw_workbook
from .test_import_values import rows_at, xls


def table_of(content, name="x.xlsx"):
    """Return the only table of a file, read to its end, and its rows."""
    (table,) = tables_of_parts([part(name, content)])
    return table, list(table.rows())


def made(fill):
    """Return an .xlsx with one sheet that `fill` writes."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        fill(book.add_worksheet("households"))
    return file.getvalue()


FAMILY = [["H1", "Chen", 21000], [None, "Li", None], [None, "Wu", None], ["H2", "Sun", 5]]


def family_xlsx(sheet):
    for place, row in enumerate(FAMILY):
        sheet.write_row(place, 0, row)
    sheet.merge_range(0, 0, 2, 0, "H1")
    sheet.merge_range(0, 2, 2, 2, 21000)


def family_xls(sheet):
    sheet.write_merge(0, 2, 0, 0, "H1")
    sheet.write_merge(0, 2, 2, 2, 21000)
    for place, row in enumerate(FAMILY):
        sheet.write(place, 1, row[1])
    sheet.write(3, 0, "H2")
    sheet.write(3, 2, 5)


def ods_cell(value, spans=""):
    kind = "float" if isinstance(value, int) else "string"
    return (
        f"<table:table-cell {spans} office:value-type='{kind}' office:value='{value}'><text:p>{value}</text:p>"
        "</table:table-cell>"
    )


def family_ods():
    down, covered = "table:number-rows-spanned='3'", "<table:covered-table-cell/>"
    rows = [ods_cell("H1", down) + ods_cell("Chen") + ods_cell(21000, down)]
    rows += [covered + ods_cell(name) + covered for name in ("Li", "Wu")] + [
        ods_cell("H2") + ods_cell("Sun") + ods_cell(5)
    ]
    return ods("".join(f"<table:table-row>{row}</table:table-row>" for row in rows))


@pytest.mark.parametrize(
    ("content", "name"),
    [(made(family_xlsx), "x.xlsx"), (xls(family_xls), "x.xls"), (family_ods(), "x.ods")],
    ids=["xlsx", "xls", "ods"],
)
def test_a_household_merged_over_its_people_is_read_as_written_out(content, name):
    table, rows = table_of(content, name)
    assert [row for _number, row in rows] == [
        ["H1", "Chen", 21000],
        ["H1", "Li", 21000],
        ["H1", "Wu", 21000],
        ["H2", "Sun", 5],
    ]
    assert list(map(str, table.merged_ranges)) == ["A1:A3", "C1:C3"]
    assert table.filled_cells == 8  # as they stand in the file


def test_a_real_file_with_merged_cells_reads_like_the_one_without():
    merged, written_out = rows_at("16b-merged-with-income.xlsx"), rows_at("16c-same-family-unmerged.xlsx")
    places = [place for place in range(7) if place not in (0, 4)]  # another household number, other ID numbers
    assert [[row[place] for place in places] for row in merged] == [
        [row[place] for place in places] for row in written_out
    ]
    assert [row[0] for row in merged] == ["户编号", *["T165001"] * 3]


def test_a_family_with_merged_cells_is_saved_with_all_its_people(tmp_path, county, heyi):
    people = [HEAD, SPOUSE]
    path = tmp_path / "registry.xlsx"
    with xlsxwriter.Workbook(path) as book:
        homes, members = book.add_worksheet("households"), book.add_worksheet("members")
        for place, row in enumerate([[*HOME], [*HOME.values()]]):
            homes.write_row(place, 0, row)
        header = [*SPOUSE]
        members.write_row(0, 0, header)
        for place, one in enumerate(people, 1):
            members.write_row(place, 0, [one.get(name) for name in header])
        members.merge_range(1, 0, 2, 0, "H1")
    batch = save(path, county)
    assert batch.state == "saved"
    assert Member.objects.filter(household=Household.objects.get()).count() == 2


def cells_at(rows):
    return {(number, place): cell for number, cells in rows for place, cell in enumerate(cells) if cell is not None}


def test_the_fill_ends_with_the_range_and_not_one_cell_later():
    def fill(sheet):
        for row in range(5):
            sheet.write(row, 4, row)
        sheet.merge_range(1, 1, 3, 2, "x")

    filled = {place for place, cell in cells_at(table_of(made(fill))[1]).items() if cell == "x"}
    assert filled == {(row, column) for row in (2, 3, 4) for column in (1, 2)}


def test_a_heading_over_two_columns_stands_over_both():
    def fill(sheet):
        sheet.merge_range(0, 0, 1, 0, "number")
        sheet.merge_range(0, 1, 0, 2, "income")
        sheet.write_row(1, 1, ["wages", "farm"])

    _table, rows = table_of(made(fill))
    assert rows == [(1, ["number", "income", "income"]), (2, ["number", "wages", "farm"])]


def test_a_row_without_a_value_of_its_own_stays_away():
    def fill(sheet):
        sheet.merge_range(0, 0, 2, 0, "H1")
        sheet.write(0, 1, "Chen")
        sheet.write(3, 0, "H2")

    assert table_of(made(fill))[1] == [(1, ["H1", "Chen"]), (4, ["H2"])]


def test_an_empty_range_fills_nothing():
    def fill(sheet):
        sheet.merge_range(0, 0, 1, 0, "")
        sheet.write(0, 1, "a")
        sheet.write(1, 1, "b")

    assert table_of(made(fill))[1] == [(1, [None, "a"]), (2, [None, "b"])]


def test_another_value_below_merged_cells_is_named():
    sheet = (
        "<row r='1'><c r='A1'><v>1</v></c></row><row r='2'><c r='A2'><v>2</v></c></row>"
        "<row r='3'><c r='A3'><v>1</v></c></row>"
    )
    content = f"<worksheet><sheetData>{sheet}</sheetData><mergeCells><mergeCell ref='A1:A3'/></mergeCells></worksheet>"
    assert [row for _number, (row,) in table_of(raw_workbook(content))[1]] == [1, CellFault("covered_value", "2"), 1]


def test_all_of_many_ranges_are_filled():
    def fill(sheet):
        for place in range(0, 60, 2):
            sheet.merge_range(place, 0, place + 1, 0, place)
            sheet.write(place, 1, "a")
            sheet.write(place + 1, 1, "b")

    table, rows = table_of(made(fill))
    assert len(table.merged_ranges) == 30
    assert [cells[0] for _number, cells in rows] == [place - place % 2 for place in range(60)]


def test_hidden_sheets_say_so_and_stay_in_their_order():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, step in (("old", "hide"), ("now", "activate"), ("lists", "very_hidden")):
            sheet = book.add_worksheet(name)
            sheet.write(0, 0, name)
            getattr(sheet, step)()
    tables = tables_of_parts([part("x.xlsx", file.getvalue())])
    assert [(table.name, table.is_hidden) for table in tables] == [("old", True), ("now", False), ("lists", True)]


def test_hidden_sheets_of_the_other_formats():
    book, file = xlwt.Workbook(), io.BytesIO()
    for name, visibility in (("old", 1), ("now", 0), ("lists", 2)):
        book.add_sheet(name).visibility = visibility
        book.get_sheet(name).write(0, 0, "x")
    book.active_sheet = 1
    book.save(file)
    tables = tables_of_parts([part("x.xls", file.getvalue())])
    assert [(table.name, table.is_hidden) for table in tables] == [("old", True), ("now", False), ("lists", True)]


def hiding_xlsx(sheet):
    for row in range(5):
        sheet.write_row(row, 0, ["a", row, "c"])
    for row in (1, 3, 8):  # nothing stands in the last
        sheet.set_row(row, None, None, {"hidden": True})
    sheet.set_column(1, 1, 9, None, {"hidden": True})


def hiding_xls(sheet):
    for row in range(5):
        for column, value in enumerate(["a", row, "c"]):
            sheet.write(row, column, value)
    for row in (1, 3, 8):
        sheet.row(row).hidden = True
    sheet.col(1).hidden = True


def hiding_ods():
    def row(number, look=""):
        return f"<table:table-row {look}>{ods_cell('a')}{ods_cell(number)}{ods_cell('c')}</table:table-row>"

    columns = "<table:table-column/><table:table-column table:visibility='collapse'/><table:table-column/>"
    looks = {1: "table:visibility='collapse'", 3: "table:visibility='filter'"}
    return ods(columns + "".join(row(number, looks.get(number, "")) for number in range(5)))


@pytest.mark.parametrize(
    ("content", "name"),
    [(made(hiding_xlsx), "x.xlsx"), (xls(hiding_xls), "x.xls"), (hiding_ods(), "x.ods")],
    ids=["xlsx", "xls", "ods"],
)
def test_hidden_rows_and_columns_are_named_and_read_all_the_same(content, name):
    table, rows = table_of(content, name)
    assert (table.hidden_rows, table.hidden_row_count, table.hidden_columns) == ([2, 4], 2, ["B"])
    assert [cells[1] for _number, cells in rows] == [0, 1, 2, 3, 4]


def test_a_hidden_table_of_libreoffice_says_so():
    style = "<style:style style:name='ta1'><style:table-properties table:display='false'/></style:style>"
    content = ods(f"<table:table-row>{ods_cell('a')}</table:table-row>")
    hidden = replaced(content, b"<office:body>", f"<office:styles>{style}</office:styles><office:body>".encode())
    hidden = replaced(hidden, b'table:name="households"', b'table:name="households" table:style-name="ta1"')
    assert [table_of(one, "x.ods")[0].is_hidden for one in (content, hidden)] == [False, True]


def replaced(content, old, new):
    """Return an .ods whose content says `new` in place of `old`."""
    packed, file = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in packed.namelist():
            archive.writestr(name, packed.read(name).replace(old, new))
    return file.getvalue()


def test_cells_are_counted_as_they_stand_in_the_file():
    def fill(sheet):
        sheet.write_row(0, 0, ["a", "", None, " ", 0, False])
        sheet.write_row(7, 3, ["b"])

    table, rows = table_of(made(fill))
    assert table.filled_cells == 4 and len(rows) == 2
    assert tables_of_parts([part("x.csv", b"a,, ,0\n\n,,,\nb\n")])[0].filled_cells == 0  # not read yet
    table, rows = table_of(b"a,, ,0\n\n,,,\nb\n", "x.csv")
    assert table.filled_cells == 3 and [number for number, _cells in rows] == [1, 4]


def test_columns_are_named_as_in_a_spreadsheet():
    assert [column_letters(place) for place in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert [column_place(letters) for letters in ("A", "Z", "AA", "ZZ", "AAA", "XFD")] == [0, 25, 26, 701, 702, 16_383]
    for wrong in ("XFE", "", "a", "A1", "ZZZZZZZZZZ"):
        with pytest.raises(ValueError):
            column_place(wrong)
    assert str(MergedRange(4, 0, 6, 1)) == "A4:B6" and ImportTable("x").merged_ranges == []
