"""No small file stops the site: it is read in the time that its size deserves, or refused with the limit it reached."""

import io
import time
import zipfile

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from core.jobs.kinds import JOB_KINDS
from core.jobs.models import Job
from core.jobs.work import work_on_job
from households.import_messages import BrokenFile
from households.imports import run as import_run
from households.imports.read import files, ods, table
from households.imports.read.files import tables_of_parts
from households.imports.read.limits import ReadingClock, interrupted_by
from households.models import Household

from .files import HOME, begin, folder, part, save
from .test_import_files import broken, container, ods_row, raw_workbook
from .test_import_files import ods as ods_file
from .test_import_merged import table_of
from .test_import_values import xls

HEAVY = 1_000_000
DOCTYPE = "<!DOCTYPE worksheet [<!ENTITY a '{}'>{}]>"
NESTED = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(2, 12))


def sheet(rows, start=""):
    return raw_workbook(f"{start}<worksheet><sheetData>{rows}</sheetData></worksheet>")


ATTACKS = [
    ("rows without an end", raw_workbook("<worksheet><sheetData>" + "<row>" * HEAVY), "damaged"),
    ("cells without an end", raw_workbook("<worksheet><sheetData><row>" + "<c " * HEAVY), "damaged"),
    ("values without an end", raw_workbook("<worksheet><sheetData><row><c>" + "<v>" * HEAVY), "damaged"),
    ("runs without an end", raw_workbook("<worksheet/>", "<sst><si>" + "<rPh" * HEAVY), "damaged"),
    ("texts without an end", raw_workbook("<worksheet/>", "<sst>" + "<si>" * HEAVY), "damaged"),
    ("a million attributes", sheet("<row " + " ".join(f"a{n}=''" for n in range(HEAVY)) + "/>"), "damaged"),
    ("one long attribute", sheet(f"<row a='{'x' * 30_000_000}'/>"), "row_too_large"),
    ("one long text", sheet(f"<row><c t='str'><v>{'x' * 30_000_000}</v></c></row>"), "damaged"),
    ("an endless comment", raw_workbook("<worksheet><!--" + "x" * 30_000_000), "row_too_large"),
    ("one row of ten million cells", sheet("<row>" + "<c/>" * 10_000_000 + "</row>"), "row_too_large"),
    ("a column beyond the last", sheet("<row><c r='XFE1'><v>1</v></c></row>"), "damaged"),
    ("a row beyond every number", sheet(f"<row r='{2**31}'><c><v>1</v></c></row>"), "damaged"),
    ("a row before the first", sheet("<row r='0'><c><v>1</v></c></row>"), "damaged"),
    ("a hidden column without a place", raw_workbook("<worksheet><col hidden='1'/></worksheet>"), "damaged"),
    ("entities in entities", sheet("<row><c t='str'><v>&a11;</v></c></row>",
                                   DOCTYPE.format("x" * 10, NESTED)), "damaged"),
    ("a file of this machine", sheet("<row><c t='str'><v>&b;</v></c></row>",
                                     DOCTYPE.format("", "<!ENTITY b SYSTEM 'file:///etc/hostname'>")), "damaged"),
    ("repeated rows without an end",
     ods_file("<table:table-row table:number-rows-repeated='12345'>" * 100_000), "damaged"),
    ("repeated cells without an end",
     ods_file("<table:table-row>" + "<table:table-cell table:number-columns-repeated='12345' " * 100_000), "damaged"),
    ("a cell repeated in every column", ods_file("<table:table-row><table:table-cell "
     "table:number-columns-repeated='16384' office:value-type='float' office:value='1'/></table:table-row>"), "bomb"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "code"), [case[1:] for case in ATTACKS], ids=[case[0] for case in ATTACKS])
def test_a_file_made_to_keep_the_worker_busy_is_refused_soon(file, code):
    begun = time.process_time()
    assert broken(file) == code
    assert time.process_time() - begun < 20


def test_many_spaces_in_one_word_are_not_written_out():
    row = "<table:table-row><table:table-cell office:value-type='string'><text:p>a<text:s text:c='{}'/>b</text:p>"
    file = ods_file(row.format(10**12) + "</table:table-cell></table:table-row>")
    ((_number, (text,)),) = list(tables_of_parts([part("x.ods", file)])[0].rows())
    assert text.split() == ["a", "b"] and len(text) < 2000


def ranges(count):
    return "".join(f"<mergeCell ref='A{n}:B{n + 1}'/>" for n in range(1, 2 * count, 2))


def merged(rows, refs):
    cells = "".join(f"<row r='{n}'><c r='A{n}'><v>{n}</v></c></row>" for n in range(1, rows + 1))
    return raw_workbook(f"<worksheet><sheetData>{cells}</sheetData><mergeCells>{refs}</mergeCells></worksheet>")


@pytest.mark.parametrize(("count", "is_read"), [(9, True), (10, True), (11, False)])
def test_the_limit_of_merged_ranges(count, is_read, monkeypatch):
    monkeypatch.setattr(table, "MOST_MERGED", 10)
    assert_read(merged(2, ranges(count)), is_read, "too_many_merged")


@pytest.mark.parametrize(("rows", "is_read"), [(4, True), (5, True), (6, False)])
def test_the_limit_of_cells_that_merging_fills(rows, is_read, monkeypatch):
    monkeypatch.setattr(table, "MOST_FILLED", 500)
    assert_read(merged(rows, "<mergeCell ref='A1:CV1000'/>"), is_read, "too_many_merged")


def test_ranges_that_lie_above_each_other_are_refused_soon():
    begun = time.process_time()
    assert broken(merged(2, "<mergeCell ref='A1:XFD1048576'/>" * 100_000)) == "too_many_merged"
    assert time.process_time() - begun < 20


@pytest.mark.parametrize(("length", "is_read"), [(98, True), (99, True), (100, False)])
def test_the_limit_of_a_line(length, is_read, monkeypatch):
    monkeypatch.setattr(files, "LONGEST_ROW", 100)
    assert_read(b"x" * length, is_read, "row_too_large", "x.csv")


@pytest.mark.parametrize(("times", "is_read"), [(998, True), (999, True), (1000, False)])
def test_the_limit_of_repeated_rows(times, is_read):
    file = ods_file(ods_row("x", repeated=f'table:number-rows-repeated="{times}"'))
    assert_read(file, is_read, "bomb")
    assert ods.MOST_REPEATED == 999


def assert_read(file, is_read, code, name="x.xlsx"):
    if is_read:
        assert table_of(file, name)[1]
    else:
        assert broken(file, name) == code


TALL = {
    "x.xlsx": sheet("".join(f"<row r='{n}'><c><v>1</v></c></row>" for n in range(1, 1000))),
    "x.ods": ods_file(ods_row("x") * 1000),
    "x.csv": b"x\n" * 1000,
    "x.xls": xls(lambda sheet: [sheet.write(n, 0, 1) for n in range(1000)]),
}


@pytest.mark.parametrize("name", TALL)
def test_a_reading_that_takes_too_long_says_so(name, monkeypatch):
    assert_read(TALL[name], True, "", name)
    monkeypatch.setattr(files, "ReadingClock", lambda: ReadingClock(minutes=0))
    assert broken(TALL[name], name) == "reading_too_long"


def test_the_clock_runs_on_the_processor_and_stops_a_library_too():
    clock = ReadingClock(minutes=1)
    clock.check()
    clock.begun -= 58
    clock.check()
    clock.begun -= 2
    with pytest.raises(BrokenFile) as refusal:
        clock.check()
    assert "1 minutes" in str(refusal.value.message)
    with pytest.raises(BrokenFile), interrupted_by(ReadingClock(minutes=0)):
        while True:
            pass
    with interrupted_by(ReadingClock(minutes=1)):
        pass


def test_an_import_that_reached_a_limit_has_failed_for_good(tmp_path, county, heyi, monkeypatch):
    monkeypatch.setattr(files, "ReadingClock", lambda: ReadingClock(minutes=0))
    batch = save(folder(tmp_path, households=[HOME]), county)
    assert (batch.state, batch.failed_because.code) == ("failed", "reading_too_long")
    assert Job.objects.get().state == "done"  # nothing comes back


@pytest.mark.parametrize(
    ("error", "code", "limit"),
    [
        (MemoryError, "work_too_large", "2000"),
        (SoftTimeLimitExceeded, "work_too_long", "180"),
        (OSError, "unexpected", "OSError"),
    ],
)
def test_a_job_that_reached_a_limit_says_which(error, code, limit, tmp_path, county, heyi, monkeypatch):
    def stop(*_parts):
        raise error

    monkeypatch.setattr(import_run, "tables_of_parts", stop)
    batch = save(folder(tmp_path, households=[HOME]), county)
    assert (batch.state, batch.failed_because.code) == ("failed", code)
    assert limit in batch.failed_because.what and not Household.objects.exists()


def test_an_import_at_which_workers_die_is_not_begun_again(tmp_path, county, heyi):
    batch = begin(folder(tmp_path, households=[HOME]), county)
    kind = JOB_KINDS["registry_check"]
    Job.objects.create(kind="registry_check", args={"batch": batch.pk}, attempts=kind.attempts, language="en")
    work_on_job(Job.objects.get().pk)
    batch.refresh_from_db()
    assert (batch.state, batch.failed_because.code) == ("failed", "work_given_up")
    assert f"{kind.attempts} times" in batch.failed_because.what


def blank_rows(count):
    cells = "".join(f'<c r="{letter}{{n}}" s="1"/>' for letter in "ABCDEFGHIJ")
    return "".join(f'<row r="{n}" s="1">{cells.format(n=n)}</row>' for n in range(2, count + 2))


def test_formatted_rows_without_a_value_cost_nothing():
    first, last = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="200002"><c r="A200002"><v>2</v></c></row>'
    begun = time.process_time()
    assert table_of(sheet(first + blank_rows(200_000) + last))[1] == [(1, [1]), (200_002, [2])]
    assert time.process_time() - begun < 3


def test_nothing_is_left_out_with_them():
    odd = '<row r="{}"><c r="A{}" t="str"><v><![CDATA[</row><row r="7"><row r="8">]]></v></c></row>'
    file = sheet(blank_rows(10_000) + odd.format(10_002, 10_002) + blank_rows(10))
    assert table_of(file)[1] == [(10_002, ['</row><row r="7"><row r="8">'])]


PASSWORD = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"


def rewritten(file, name, text):
    packed, made = zipfile.ZipFile(io.BytesIO(file)), io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one in packed.namelist():
            archive.writestr(one, text if one == name else packed.read(one))
    return made.getvalue()


def test_a_password_says_so_in_every_format():
    file = ods_file(ods_row("x"))
    assert (
        broken(rewritten(file, "META-INF/manifest.xml", f"<manifest:manifest xmlns:manifest='m'>{PASSWORD}"))
        == "password"
    )
    assert broken(container("EncryptedPackage", "EncryptionInfo")) == "password"
    locked = bytearray(file)
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted entry
    assert broken(bytes(locked)) == "password"


def test_a_binary_workbook_says_how_to_save_it():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.bin", "x")
    assert broken(file.getvalue(), "x.xlsb") == "binary_workbook"
