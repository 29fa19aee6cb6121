"""What stands in a cell is read, or the cell is named: nothing becomes empty without a word."""

import datetime as dt
import io
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from households.imports.clean.cells import CellWarning
from households.imports.clean.names import NameCell
from households.imports.read.files import file_parts_at, tables_of_parts
from households.imports.read.values import CellFault
from households.models import Member

from .files import HEAD, HOME, check, complaints, folder, part, save, workbook
from .test_import_files import ods, ods_row, raw_workbook

CASES = Path(__file__).parent / "real_files"


def error(text):
    return CellFault("error_value", text)


def cell(xml, styles=""):
    """Return the value of the first cell of a workbook, given as XML."""
    rows = rows_of(raw_workbook(f"<worksheet><sheetData><row r='1'>{xml}</row></sheetData></worksheet>"))
    return rows[0][1][0] if rows else None


def rows_of(content, name="x.xlsx"):
    (table,) = tables_of_parts([part(name, content)])
    return list(table.rows())


def rows_at(name):
    (table,) = tables_of_parts(file_parts_at(CASES / name))
    return [cells for _number, cells in table.rows()]


UNUSUAL = [
    ("a text as CDATA", "<c t='inlineStr'><is><t><![CDATA[a & b]]></t></is></c>", "a & b"),
    ("CDATA within a text", "<c t='str'><v>x<![CDATA[<y>]]>z</v></c>", "x<y>z"),
    ("a text with a comment inside", "<c t='str'><v>He<!-- no -->yi</v></c>", "Heyi"),
    ("a text in two runs", "<c t='inlineStr'><is><r><rPr><b/></rPr><t>He</t></r><r><t>yi</t></r></is></c>", "Heyi"),
    ("a text and how it is spoken", "<c t='inlineStr'><is><t>Heyi</t><rPh sb='0'><t>xx</t></rPh></is></c>", "Heyi"),
    ("a text with spaces to keep", "<c t='inlineStr'><is><t xml:space='preserve'> a  b </t></is></c>", " a  b "),
    ("a text of a formula", "<c t='str'><f>A2</f><v>Heyi</v></c>", "Heyi"),
    ("a formula that gives an empty text", "<c t='str'><f>A2</f><v></v></c>", None),
    ("a text among the numbers", "<c><v>about 5</v></c>", "about 5"),
    ("a value before an extension", "<c><v>5</v><extLst/></c>", 5),
    ("a number in scientific notation", "<c><v>1.2E+3</v></c>", 1200.0),
    ("a number that is none", "<c><v>1e999</v></c>", "1e999"),
    ("yes", "<c t='b'><v>1</v></c>", True),
    ("no", "<c t='b'><v>0</v></c>", False),
    ("neither yes nor no", "<c t='b'><v>maybe</v></c>", "maybe"),
    ("a day by ISO 8601", "<c t='d'><v>2026-03-01</v></c>", dt.date(2026, 3, 1)),
    ("a moment by ISO 8601", "<c t='d'><v>2026-03-01T08:30:00Z</v></c>", dt.datetime(2026, 3, 1, 8, 30)),
    ("a day that does not exist", "<c t='d'><v>2026-02-30</v></c>", "2026-02-30"),
    ("spaces only", "<c t='inlineStr'><is><t xml:space='preserve'>  </t></is></c>", None),
    ("an error", "<c t='e'><v>#N/A</v></c>", error("#N/A")),
    ("an error kept as text", "<c t='inlineStr'><is><t>#REF!</t></is></c>", error("#REF!")),
    ("a formula without its result", "<c><f>SUM(A2,3)</f></c>", CellFault("formula_without_value", "=SUM(A2,3)")),
    ("one with an empty result", "<c><f>A2</f><v></v></c>", CellFault("formula_without_value", "=A2")),
    ("one that shares its formula", "<c><f t='shared' si='0'/></c>", CellFault("formula_without_value", "=")),
    ("a letter lost", "<c t='str'><v>样本\ufffd</v></c>", CellFault("lost_letters", "样本\ufffd")),
]


@pytest.mark.parametrize(("xml", "value"), [case[1:] for case in UNUSUAL], ids=[case[0] for case in UNUSUAL])
def test_an_unusual_cell_is_read_or_named(xml, value):
    assert repr(cell(xml)) == repr(value)


ERRORS = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "Err:502", "########"]


@pytest.mark.parametrize("text", ERRORS)
def test_an_error_kept_as_text_is_one_in_every_kind_of_file(text):
    assert rows_of(f"number,x\nH1,{text}\n".encode(), "x.csv")[1] == (2, ["H1", error(text)])
    assert rows_of(ods(ods_row("H1", text)), "x.ods") == [(1, ["H1", error(text)])]
    assert rows_of(xls(lambda sheet: sheet.write(0, 0, text)), "x.xls") == [(1, [error(text)])]


@pytest.mark.parametrize("text", ["#", "##", "#5", "No. #N/A", "N/A", "error", "?", "E", "Error: 502", "a??"])
def test_what_is_no_error_stays_a_text(text):
    assert rows_of(f"number,x\nH1,{text}\n".encode(), "x.csv")[1] == (2, ["H1", text])


def xls(fill):
    """Return an .xls with one sheet that `fill` writes."""
    book, file = xlwt.Workbook(), io.BytesIO()
    fill(book.add_sheet("households"))
    book.save(file)
    return file.getvalue()


def test_the_values_of_an_old_workbook_with_its_errors():
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")

    def fill(sheet):
        sheet.write(0, 0, "Heyi")
        sheet.write(0, 1, 2.5)
        sheet.write(0, 2, dt.date(2026, 3, 1), day)
        sheet.write(0, 3, True)
        sheet.row(0).set_cell_error(4, 0x2A)
        sheet.row(0).set_cell_error(5, 0x07)

    (row,) = rows_of(xls(fill), "x.xls")
    assert row == (1, ["Heyi", 2.5, dt.date(2026, 3, 1), True, error("#N/A"), error("#DIV/0!")])


ODS_CELLS = [
    ("a number", "office:value-type='float' office:value='1.5'><text:p>1,5</text:p>", 1.5),
    ("a day", "office:value-type='date' office:date-value='2026-03-01'><text:p>1 March</text:p>", dt.date(2026, 3, 1)),
    ("no", "office:value-type='boolean' office:boolean-value='false'><text:p>no</text:p>", False),
    ("a number of which only the look is kept", "office:value-type='float'><text:p>12</text:p>", 12),
    ("a truth of which only the look is kept", "office:value-type='boolean'><text:p>TRUE</text:p>", True),
    ("two lines", "office:value-type='string'><text:p>a<text:s text:c='2'/>b</text:p><text:p>c</text:p>", "a  b\nc"),
    ("a part in bold", "office:value-type='string'><text:p>He<text:span>y</text:span>i</text:p>", "Heyi"),
    ("a note beside", "><office:annotation><text:p>ask</text:p></office:annotation><text:p>Heyi</text:p>", "Heyi"),
    ("an error", "office:value-type='string' office:string-value='' calcext:value-type='error'><text:p>#N/A</text:p>",
     error("#N/A")),
    ("a formula without its result", "table:formula='of:=[.A2]'>", CellFault("formula_without_value", "of:=[.A2]")),
    ("a formula that gives nothing", "table:formula='x' office:value-type='string'>", None),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "value"), [case[1:] for case in ODS_CELLS], ids=[case[0] for case in ODS_CELLS])
def test_a_cell_of_libreoffice_is_read_or_named(xml, value):
    row = f"<table:table-row><table:table-cell {xml}</table:table-cell>{ods_row('end').split('>', 1)[1]}"
    assert repr(rows_of(ods(row), "x.ods")) == repr([(1, [value, "end"])])


def test_text_kept_as_cdata_is_read_from_a_real_file():
    assert [cells[6:8] for cells in rows_at("05-cdata-inline.xlsx")[1:]] == [
        ["土家族", "一组"],
        ["汉族", "二组 & 三组"],
    ]


def test_errors_and_formulas_of_real_files_are_faults():
    first, second = rows_at("08-error-values.xlsx")[1:]
    assert first[6:] == [error("#N/A"), error("#REF!"), error("#DIV/0!")] and second[3] == error("#N/A")
    assert {cells[8].code for cells in rows_at("09-formula-without-value.xlsx")[1:]} == {"formula_without_value"}


def test_the_cell_with_an_error_is_named_and_nothing_becomes_of_it(tmp_path, county, heyi):
    files = folder(
        tmp_path,
        households=[{**HOME, "address": "#REF!"}],
        members=[{**HEAD, "name": "#N/A"}],
        income=[{"household": "H1", "month": "2025-01", "item": "crops", "amount": "#DIV/0!"}],
    )
    batch = check(files, county)
    assert sorted(complaints(batch)) == [
        ("households", 2, "address", "error_value"),
        ("income", 2, "amount", "error_value"),
        ("members", 2, "name", "error_value"),
    ]
    assert batch.problems.get(column="address").masked_value == "#REF!" or batch.problems.get(column="address").mask


@pytest.mark.parametrize("columns", [["number"], ["number", "village"], ["number", "village", "address"]])
def test_a_row_of_nothing_but_errors_is_not_passed_over(columns, tmp_path, county, heyi):
    lost = dict.fromkeys(columns, "#REF!")
    batch = check(folder(tmp_path, households=[HOME, {**dict.fromkeys(HOME, ""), **lost}]), county)
    assert {(3, column, "error_value") for column in columns} <= {one[1:] for one in complaints(batch)}
    assert batch.state == "checked" and batch.errors


def test_an_error_in_a_column_that_is_not_read_is_none(tmp_path, county, heyi):
    assert complaints(check(folder(tmp_path, households=[{**HOME, "remark": "#N/A"}]), county)) == []


def test_an_error_above_the_header_does_not_hide_it(tmp_path, county, heyi):
    path = tmp_path / "titled.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("households")
        sheet.write_row(0, 0, ["#N/A", "#REF!", "printed"])
        sheet.write_row(1, 0, ["number", "village", "#N/A"])
        sheet.write_row(2, 0, ["H1", "Heyi Village", "#N/A"])
    assert complaints(check(path, county)) == []


def test_a_formula_that_was_never_calculated_is_no_income_of_nothing(tmp_path, county, heyi):
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "households": [HOME],
            "income": [{"household": "H1", "month": "2025-01", "item": "crops"}],
        }.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, [*rows[0], "amount"])
            sheet.write_row(1, 0, [*rows[0].values()])
        sheet.write_formula(1, 3, "=SUM(1200,3400)", None, "")
    content = path.read_bytes()
    assert complaints(check(path, county)) == [("income", 2, "amount", "formula_without_value")], len(content)


@pytest.mark.parametrize("text", ["样\ufffd", "\ufffd", "??", "????"])
def test_letters_that_an_encoding_lost_are_named(text, tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[HOME], members=[{**HEAD, "name": text}]), county)
    assert complaints(batch) == [("members", 2, "name", "lost_letters")]


@pytest.mark.parametrize("name", ["样本?", "样?本", "?本", "样本？"])
def test_a_question_mark_in_a_chinese_name_is_named_and_kept(name, tmp_path, county, heyi):
    batch = save(folder(tmp_path, households=[HOME], members=[{**HEAD, "name": name}]), county)
    assert ("members", 2, "name", "letter_lost") in complaints(batch, errors=False)
    assert Member.objects.get().name == name.replace("？", "?")


def test_a_name_without_a_doubt_is_just_a_name():
    assert [NameCell(60)(name) for name in ("样本", "Sample Chen", "Sample?")] == ["样本", "Sample Chen", "Sample?"]
    with pytest.raises(CellWarning):
        NameCell(60)("样?")


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
def test_a_damaged_letter_in_utf_8_does_not_turn_all_others_into_gbk(start, tmp_path, county):
    path, text = tmp_path / "x.csv", "户编号,村代码,户类型,姓名\n" if not start else "number,名\n"
    path.write_bytes(start + text.encode() + "H1,样本一组\n".encode() + b"H2,\xe6\xa0\n")
    batch = check(path, county)
    assert (batch.failed_because.code, batch.failed_because.params) == ("encoding", {"line": 3})


def test_gbk_is_read_as_before(tmp_path, county, heyi):
    path = tmp_path / "households.csv"
    path.write_bytes(
        ("number,village,address\n" + "H1,Heyi Village,部属卧龙一组中国湖北省宜昌市秭归县茅坪镇\n").encode("gbk")
    )
    assert complaints(save(path, county)) == []


def test_a_workbook_of_numbers_reads_the_same_from_every_program(tmp_path):
    path = workbook(tmp_path / "n.xlsx", households=[{"number": 7, "land_mu": 2.5, "village": "Heyi"}])
    assert rows_of(path.read_bytes())[1] == (2, [7, 2.5, "Heyi"])
