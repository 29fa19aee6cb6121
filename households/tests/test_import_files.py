"""Files that cannot be read say so, and say what to do; all others are read."""

import csv
import io
import struct
import zipfile

import pytest
import xlsxwriter

from households.import_messages import BrokenFile
from households.imports.read.files import parts_digest, tables_of_parts
from households.models import Household

from .files import HEAD, HOME, check, folder, part, save, table, workbook

CONTENT_TYPES = "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
INDEX = """<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:sheets>
 <x:sheet name="households" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>"""
LINKS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
 <Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"""


def raw_workbook(sheet, texts=""):
    """Return an .xlsx from the XML of its only sheet."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("xl/workbook.xml", INDEX)
        archive.writestr("xl/_rels/workbook.xml.rels", LINKS)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if texts:
            archive.writestr("xl/sharedStrings.xml", texts)
    return file.getvalue()


def broken(content, name="file.xlsx"):
    """Return the code with which a file is refused."""
    with pytest.raises(BrokenFile) as refusal:
        for one in tables_of_parts([part(name, content)]):
            list(one.rows())
    assert str(refusal.value.message)
    return refusal.value.message.code


def cut_short():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet().write_column(0, 0, range(1000))
    return file.getvalue()[:3000]


BROKEN = [
    ("an empty file", b"", "empty_file"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not_a_table"),
    ("a web page called .xls", b"\xef\xbb\xbf <html><table><tr><td>x</td></tr></table>", "web_page"),
    ("half a workbook", cut_short(), "damaged"),
    ("a zip of something else", raw_workbook("").replace(b"xl/workbook.xml", b"xx/workbook.xml"), "not_a_table"),
    ("an open quotation mark", b'number,village\nH1,"Heyi\nH2,Heyi\n', "open_quote"),
    ("neither UTF-8 nor GBK", b"number,village\nH1,\xff\xff\xff\nH2,x\n", "encoding"),
    ("half an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
]


@pytest.mark.parametrize(("content", "code"), [case[1:] for case in BROKEN], ids=[case[0] for case in BROKEN])
def test_a_broken_file_is_refused_with_a_reason(content, code):
    assert broken(content) == code


def test_a_zip_bomb_is_refused_unread():
    assert broken(raw_workbook("<worksheet><sheetData>" + " " * (60 << 20))) == "bomb"


def container(*streams):
    """Return the smallest OLE file with these (empty) streams: header, allocation table, directory."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = struct.pack(
        "<8s16x5H6x10I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0
    )
    allocation = struct.pack("<128I", 0xFFFFFFFD, end, *[free] * 126)
    entries = [
        ("Root Entry", 5, free, 1),
        *((name, 2, n + 2 if n + 2 <= len(streams) else free, free) for n, name in enumerate(streams)),
    ]
    directory = b"".join(
        struct.pack(
            "<64sH2B3I16x4x16xI8x", name.encode("utf-16-le"), 2 * len(name) + 2, kind, 1, free, right, child, end
        )
        for name, kind, right, child in entries
    )
    return header.ljust(512, b"\xff") + allocation + directory.ljust(512, b"\0")


def test_a_workbook_with_a_password_says_so():
    assert broken(container("EncryptedPackage", "EncryptionInfo")) == "password"


def test_headers_without_rows_and_headers_nobody_knows(tmp_path, county):
    (tmp_path / "a.csv").write_text("number,village\n")
    (tmp_path / "b.csv").write_text("colour,shape\nred,round\n")
    assert check(tmp_path / "a.csv", county).failed_because.code == "no_rows"
    assert check(tmp_path / "b.csv", county).failed_because.code == "unknown_layout"


def test_a_missing_column_is_named_and_a_double_one(tmp_path, county):
    (tmp_path / "members.csv").write_text("household,sex\nH1,male\n")
    (tmp_path / "households.csv").write_text("number,village,village\nH1,x,y\n")
    batch = check(tmp_path / "members.csv", county)
    assert batch.state == "failed" and batch.failed_because.what == "Sheet members lacks the columns: name, relation."
    assert check(tmp_path / "households.csv", county).failed_because.code == "double_column"


def test_two_million_empty_rows_are_no_trouble(tmp_path, county, heyi):
    header = "".join(
        f'<c r="{letter}1" t="str"><v>{name}</v></c>' for letter, name in (("A", "number"), ("B", "village"))
    )
    empty = "".join(f'<row r="{n}" s="1"/>' for n in range(2, 2_000_000))
    last = '<row r="2000000"><c r="A2000000"><v>7</v></c><c r="B2000000" t="str"><v>Heyi Village</v></c></row>'
    path = tmp_path / "long.xlsx"
    path.write_bytes(
        raw_workbook(f"<worksheet><sheetData><row r='1'>{header}</row>{empty}{last}</sheetData></worksheet>")
    )
    assert save(path, county).state == "saved"
    assert Household.objects.get().number == "7"


def test_xml_written_in_other_ways_is_the_same_table():
    sheet = """<x:worksheet xmlns:x="m"><x:sheetData><x:row>
      <x:c t="inlineStr"><x:is><x:r><x:t>num</x:t></x:r><x:r><x:t>ber</x:t></x:r></x:is></x:c>
      <x:c t="s" r="C1"><x:v>0</x:v></x:c></x:row>
      <x:row/><x:row><x:c r="A3" t="str"><x:f>A1&amp;B1</x:f><x:v>a &amp; b_x000D_</x:v></x:c>
      <x:c r="B3" t="b"><x:v>0</x:v></x:c>
      <x:c r="C3"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"""
    texts = '<sst><si><t xml:space="preserve">vil</t><rPh sb="0"><t>xx</t></rPh></si><si/></sst>'
    (one,) = tables_of_parts([part("x.xlsx", raw_workbook(sheet, texts))])
    assert list(one.rows()) == [(1, ["number", None, "vil"]), (3, ["a & b\r", False, 0])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_as_offices_write_it(encoding, delimiter, tmp_path, county, heyi):
    home, head = {**HOME, "address": "Hé \u5408 lane, no. 5; left"}, HEAD
    path = tmp_path / "households.csv"
    with path.open("w", encoding=encoding if encoding != "gbk" else "gb18030", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table([home]))
    assert save(path, county).state == "saved"
    assert Household.objects.get().address == home["address"] and head


def ods(rows):
    """Return an .ods as LibreOffice packs it, from the XML of its rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "style")
    )
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest='m'/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
            f'<table:table table:name="households">{rows}</table:table></office:spreadsheet></office:body>'
            f"</office:document-content>",
        )
    return file.getvalue()


def ods_row(*texts, repeated=""):
    cells = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{text}</text:p></table:table-cell>" for text in texts
    )
    return f"<table:table-row {repeated}>{cells}</table:table-row>"


def test_the_other_spreadsheet_formats_are_read_as_well(tmp_path, county, heyi):
    (tmp_path / "r.ods").write_bytes(ods(ods_row("number", "village") + ods_row("H7", "Heyi Village")))
    assert save(tmp_path / "r.ods", county).state == "saved"
    assert Household.objects.get().number == "H7"


def test_a_row_repeated_a_million_times_is_refused_unread():
    assert broken(ods(ods_row("x", repeated='table:number-rows-repeated="1048576"'))) == "bomb"


def test_the_layout_is_known_by_its_content_not_its_name(tmp_path, county, heyi):
    path = workbook(tmp_path / "whatever.bin", Tabelle1=[HEAD], Tabelle2=[HOME], Notes=[{"remark": "x"}])
    batch = save(path, county)
    assert batch.state == "saved" and batch.layout == "ours"
    assert [remark.code for remark in batch.remarks_in_words] == ["unread_sheet"]


def test_unknown_columns_are_named_and_spelling_is_forgiven(tmp_path, county, heyi):
    batch = check(
        folder(
            tmp_path, households=[{"Number*": "H1", " village ": "Heyi Village", "LAND-MU": "2", "hose_grade": "A"}]
        ),
        county,
    )
    assert batch.remarks[0]["params"] == {"sheet": "households", "columns": "hose_grade"}
    assert batch.errors == 0


def test_the_digest_is_of_the_content():
    assert parts_digest([part("a.csv", b"x")]) == parts_digest([part("b.csv", b"x")])
    assert parts_digest([part("a", b"x"), part("b", b"y")]) == parts_digest([part("b", b"y"), part("a", b"x")])
    assert parts_digest([part("a", b"x"), part("b", b"y")]) != parts_digest([part("a", b"y"), part("b", b"x")])
