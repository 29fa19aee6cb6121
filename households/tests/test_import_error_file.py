"""The error file: corrected and sent again, it brings everything in."""

import xlsxwriter

from core.crypto.files import open_stored_file, store_file
from households.imports.write import error_file
from households.models import Household, Member

from .files import HEAD, HOME, SPOUSE, check, complaints, errors_of, folder, id_number, save

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
    assert header == [*dict.fromkeys(key for row in members for key in row), "errors"]
    assert [row[1] for row in rows] == ["Sample Chen", "Sample Li"] and rows[0][-1].startswith(
        "sex: Not a known value."
    )
    rows[0][header.index("sex")] = "male"
    batch = save(send_again(sheets, tmp_path / "again.xlsx"), county)
    assert batch.state == "saved" and complaints(batch) == []
    assert Household.objects.count() == 2 and Member.objects.count() == 3


def test_the_rows_that_were_fine_wait_for_their_household(tmp_path, county, heyi):
    batch = check(folder(tmp_path, households=[{**HOME, "kind": "odd"}], members=[CHEN]), county)
    assert "another row of this household has an error" in errors_of(batch)["members"][1][-1]


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
    import io

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
