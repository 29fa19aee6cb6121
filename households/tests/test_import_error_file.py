"""The error file: corrected and sent again, it brings everything in."""

import io

import openpyxl
import xlsxwriter

from core.crypto.files import open_stored_file, store_file
from households.imports.write import error_file
from households.models import Household, Member

from .files import HEAD, HOME, SPOUSE, check, complaints, errors_of, folder, id_number, national, save
from .national_rows import ID, NAME, NUMBER, person

CHEN = {**HEAD, "id_number": id_number()}


def send_again(sheets, path):
    """Write what a clerk saves after correcting the error file."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


def test_correct_it_and_send_it_again(tmp_path, county, heyi):
    members = [{**CHEN, "sex": "m"}, SPOUSE, {**HEAD, "household": "H2", "name": "Sample Wu"}]
    path = folder(tmp_path / "r", households=[HOME, {**HOME, "number": "H2"}], members=members)
    sheets = errors_of(save(path, county, good_rows=True))
    header, *rows = sheets["members"]
    assert header == [*dict.fromkeys(key for row in members for key in row), "errors", "row in the file"]
    assert [row[1] for row in rows] == ["Sample Chen", "Sample Li"] and rows[0][-2].startswith(
        "sex: Not a known value. Use one of: Male, Female."
    )
    assert [row[-1] for row in rows] == ["2", "3"]
    rows[0][header.index("sex")] = "male"
    batch = save(send_again(sheets, tmp_path / "again.xlsx"), county)
    assert batch.state == "saved" and complaints(batch) == []
    assert Household.objects.count() == 2 and Member.objects.count() == 3


def test_the_rows_that_were_fine_wait_for_their_household(tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[{**HOME, "kind": "odd"}], members=[CHEN]), county)
    assert "another row of this household has an error" in errors_of(batch)["members"][1][-2]


def test_it_lists_every_problem_with_its_remedy(tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[{**HOME, "land_mu": "500", "house_grade": "E"}]), county)
    assert [row[:6] for row in errors_of(batch)["problems"][1:]] == [
        ["households", "2", "house_grade", "E", "Error", "Not a known value."]
    ]


def test_formulas_stay_texts_and_id_numbers_keep_their_digits(tmp_path, county, heyi):
    evil = '=HYPERLINK("http://x","y")'
    batch = check(folder(tmp_path, households=[HOME], members=[{**CHEN, "name": evil, "sex": "=1+1"}]), county)
    row = errors_of(batch)["members"][1]
    assert row[1] == evil and id_number() in row and "=1+1" in row
    with open_stored_file(error_file.error_file_name(batch)) as file:
        import zipfile

        assert b"<f>" not in b"".join(zipfile.ZipFile(file).read(f"xl/worksheets/sheet{n}.xml") for n in (1, 2))


def test_files_at_rest_are_sealed_and_can_be_read_from_anywhere(tmp_path, settings):
    content = bytes(range(256)) * 1000
    settings.MEDIA_ROOT = tmp_path
    store_file("sealed/x.part", io.BytesIO(content))
    path = tmp_path / "sealed" / "x.part"
    assert content[:64] not in path.read_bytes() and path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    with open_stored_file("sealed/x.part") as file:
        file.seek(70_000)
        assert file.read(10) == content[70_000:70_010]
        assert file.seek(-5, io.SEEK_END) and file.read() == content[-5:]
        assert file.seek(0) == 0 and file.read() == content


def test_a_very_bad_file_is_listed_up_to_a_limit(tmp_path, county, heyi, monkeypatch):
    monkeypatch.setattr("households.imports.match.staging.MOST_PROBLEMS", {True: 3, False: 1})
    members = [{**SPOUSE, "name": f"Sample {n}", "sex": "?", "household": "H9", "phone": "1"} for n in range(9)]
    batch = check(folder(tmp_path, households=[HOME], members=members), county)
    assert (len(complaints(batch)), len(complaints(batch, errors=False)), batch.errors) == (3, 1, 18)
    assert [remark.code for remark in batch.remarks_in_words] == ["many_problems"]
    assert len(errors_of(batch)["members"]) == 10


def opened(batch) -> openpyxl.Workbook:
    """Return the error file as another program opens it, with its colours and notes."""
    with open_stored_file(error_file.error_file_name(batch)) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


def test_the_cells_that_are_wrong_are_marked_and_say_what_to_do(tmp_path, county, heyi):
    homes = [{**HOME, "number": "H0"}, {**HOME, "land_mu": "much", "house_grade": "E"}]
    page = opened(save(folder(tmp_path, households=homes), county, good_rows=True))["households"]
    assert page.freeze_panes == "A2" and [cell.value for cell in page[1]][-2:] == ["errors", "row in the file"]
    marked = {page.cell(1, cell.column).value: cell for cell in page[2] if cell.comment}
    assert set(marked) == {"land_mu", "house_grade"} and page.max_row == 2
    assert marked["land_mu"].comment.text == "Not a number.\nEnter digits only, for example 1234.50."
    plain = {page.cell(1, cell.column).value: cell.fill.fgColor.rgb for cell in page[2]}
    assert plain["land_mu"] == plain["house_grade"] != plain["number"] and plain["kind"] == plain["number"]
    assert page.cell(2, page.max_column).value == "3"
    assert (
        page.column_dimensions["A"].width
        < page.column_dimensions[page.cell(1, page.max_column - 1).column_letter].width
    )


def test_two_problems_of_one_cell_stand_in_one_note(tmp_path, county, heyi):
    twice = [{**CHEN, "name": "Sample Wu"}, {**CHEN, "sex": "female"}]
    page = opened(check(folder(tmp_path, households=[HOME], members=twice), county))["members"]
    marked = [{page.cell(1, cell.column).value for cell in row if cell.comment} for row in page.iter_rows(min_row=2)]
    assert marked == [{"id_number"}, {"id_number", "sex"}]


def test_a_chinese_file_has_chinese_columns_and_comes_back_as_it_is(tmp_path, county, heyi):
    rows = [person(性别="?"), person(**{NUMBER: "N2", NAME: "Sample Wu", ID: id_number(sequence=3)})]
    batch = save(national(tmp_path / "n.xlsx", rows), county, good_rows=True)
    book = opened(batch)
    page = book["Sheet1"]
    assert [cell.value for cell in page[3]][-2:] == ["错误说明", "原文件行号"] and "问题清单" in book.sheetnames
    assert page["A1"].value == "Sample export" and page.freeze_panes == "A4" and page.max_row == 4
    page.cell(4, [cell.value for cell in page[3]].index("性别") + 1).value = "男"
    book.save(tmp_path / "corrected.xlsx")
    again = save(tmp_path / "corrected.xlsx", county)
    assert (again.state, complaints(again), Household.objects.count()) == ("saved", [], 2)
    assert [one.code for one in again.remarks_in_words if "column" in one.code or "sheet" in one.code] == []


def test_a_merged_title_stands_once_and_cells_without_a_header_stay(tmp_path, county, heyi):
    row = person(性别="?")
    with xlsxwriter.Workbook(tmp_path / "m.xlsx") as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.merge_range(0, 0, 0, len(row) - 1, "2025年度监测对象表")
        sheet.write_row(1, 0, row)
        sheet.write_row(2, 0, [*row.values(), "stray"])
    page = opened(check(tmp_path / "m.xlsx", county))["Sheet1"]
    assert [cell.value for cell in page[1] if cell.value] == ["2025年度监测对象表"]
    assert [cell.value for cell in page[3]][-3:] == [page.cell(3, len(row) + 1).value, "3", "stray"]


def test_however_many_cells_are_wrong_only_some_have_a_note(tmp_path, county, heyi, monkeypatch):
    monkeypatch.setattr("households.imports.write.marked_sheet.MOST_NOTES", 2)
    homes = [{**HOME, "number": f"H{n}", "land_mu": "much"} for n in range(3)]
    page = opened(check(folder(tmp_path, households=homes), county))["households"]
    column = [cell.value for cell in page[1]].index("land_mu")
    cells = [row[column] for row in page.iter_rows(min_row=2)]
    assert [bool(cell.comment) for cell in cells] == [True, True, False]
    assert len({cell.fill.fgColor.rgb for cell in cells}) == 1
