"""The files that were sent, as tables of rows: CSV (UTF-8 or GBK), .xlsx, .xls or .ods, recognised by their content and
not by their names. A table can be read several times, always from its start and in limited memory."""

import codecs
import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import python_calamine

from core.crypto.files import open_stored_file
from households.import_messages import BrokenFile
from households.imports import uploads

from .workbook import XlsxWorkbook

LARGEST_FILE = 1 << 30  # of one file
LARGEST_WHOLE = 64 << 20  # of a kind that can only be read as a whole: .xls and .ods
LARGEST_UNPACKED = 256 << 20
READ_CHUNK = 1 << 20
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and every workbook with a password
FULL_CELL_REPEATED = re.compile(rb"number-columns-repeated=.\d{4,}[^>]*>\s*<text:p")
FULL_ROW_REPEATED = re.compile(rb"number-rows-repeated=.\d{4,}(?:(?!</table:table-row)[\s\S])*?<text:p")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the part of a workbook with a password that holds the rest
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")


@dataclass(frozen=True)
class FilePart:
    """One file that was sent: its name, and how to open it."""

    name: str
    open: Callable[[], BinaryIO]

    @property
    def stem(self):
        return Path(self.name).stem


def file_parts_at(path: Path) -> list[FilePart]:
    """Return a file, or the CSV files of a folder."""
    paths = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv") if path.is_dir() else [path]
    return [FilePart(p.name, lambda p=p: p.open("rb")) for p in paths]


def import_file_parts(batch) -> list[FilePart]:
    """Return the stored files of an import."""
    paths = sorted(uploads.import_folder(batch).glob("*.part"))
    return [FilePart(p.stem.partition("_")[2], lambda p=p: open_stored_file(p)) for p in paths]


def parts_digest(parts) -> str:
    """Return the SHA-256 of the content; of several files, of their names and contents. The name of a single file does
    not count: the same rows under another name are the same file."""
    if len(parts) == 1:
        return part_digest(parts[0]).hexdigest()
    whole = hashlib.sha256()
    for part in sorted(parts, key=lambda part: part.name):
        whole.update(f"{part.name} {part_digest(part).hexdigest()}\n".encode())
    return whole.hexdigest()


def part_digest(part):
    with part.open() as file:
        return hashlib.file_digest(file, "sha256")


def tables_of_parts(parts) -> list:
    """Return every table of the files: each CSV file is one, a workbook has one for each sheet. Raises BrokenFile."""
    if not parts:
        raise BrokenFile("no_files")
    return [table for part in parts for table in tables_of_part(part)]


def tables_of_part(part):
    with part.open() as file:
        size, start = file.seek(0, io.SEEK_END), file.seek(0)
        start = file.read(1024)
    if not size:
        raise BrokenFile("empty_file")
    if size > LARGEST_FILE:
        raise BrokenFile("too_large", limit=LARGEST_FILE >> 20)
    if start.startswith(OLE):
        return whole_sheets(part, size)
    if start.startswith(b"PK"):
        return zipped_tables(part, size)
    return [csv_table(part, start)]


def zipped_tables(part, size):
    try:
        with part.open() as file, zipfile.ZipFile(file) as archive:
            unpacked = {info.filename: info.file_size for info in archive.infolist()}
            if "content.xml" in unpacked and sum(unpacked.values()) <= LARGEST_UNPACKED:
                refuse_repeats(archive.read("content.xml"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise BrokenFile("damaged") from error
    if "xl/workbook.xml" in unpacked:
        workbook = XlsxWorkbook(part.open())
        return [WorkbookTable(name, workbook) for name in workbook.targets]
    if "content.xml" not in unpacked and "xl/workbook.bin" not in unpacked:
        raise BrokenFile("not_a_table")
    if sum(unpacked.values()) > LARGEST_UNPACKED:
        raise BrokenFile("too_large", limit=LARGEST_UNPACKED >> 20)
    return whole_sheets(part, size)


def refuse_repeats(content):
    """Refuse an .ods that repeats a filled cell, for example a million times in a few bytes; real tables repeat only
    empty cells."""
    if FULL_CELL_REPEATED.search(content) or FULL_ROW_REPEATED.search(content):
        raise BrokenFile("bomb")


def whole_sheets(part, size):
    if size > LARGEST_WHOLE:
        raise BrokenFile("too_large", limit=LARGEST_WHOLE >> 20)
    with part.open() as file:
        content = file.read()
    if ENCRYPTED in content:
        raise BrokenFile("password")
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        return [WholeSheet(name, book) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BrokenFile("damaged") from error


@dataclass(frozen=True)
class WorkbookTable:
    """A sheet of an .xlsx file."""

    name: str
    workbook: XlsxWorkbook

    def rows(self):
        return self.workbook.rows(self.name)

    @property
    def length(self) -> int:
        return self.workbook.last_row(self.name)


@dataclass(frozen=True)
class WholeSheet:
    """A sheet of an .xls or .ods file."""

    name: str
    book: python_calamine.CalamineWorkbook

    def rows(self):
        try:
            for number, row in enumerate(self.book.get_sheet_by_name(self.name).iter_rows(), 1):
                if any(cell != "" for cell in row):
                    yield number, row
        except python_calamine.CalamineError as error:
            raise BrokenFile("damaged") from error

    @property
    def length(self) -> int:
        return self.book.get_sheet_by_name(self.name).total_height


@dataclass(frozen=True)
class CsvTable:
    """A CSV file. `length` counts its lines."""

    name: str
    part: FilePart
    encoding: str
    delimiter: str
    length: int

    def rows(self):
        with self.part.open() as file, io.TextIOWrapper(file, self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                for number, row in enumerate(reader, 1):
                    if any(row):
                        yield number, row
            except csv.Error as error:
                raise BrokenFile("open_quote", line=reader.line_num) from error
            except UnicodeError as error:
                raise BrokenFile("encoding", line=reader.line_num) from error


def csv_table(part, start) -> CsvTable:
    if start.lstrip(codecs.BOM_UTF8 + b" \r\n\t").lower().startswith(WEB_PAGE):
        raise BrokenFile("web_page")
    encoding, lines = ("utf-16", 0) if start.startswith(UTF_16) else csv_encoding(part)
    with part.open() as file:
        head = file.read(64 << 10).decode(encoding, errors="ignore")
    delimiter = max(",\t;", key="\n".join(head.splitlines()[:20]).count)
    return CsvTable(part.stem, part, encoding, delimiter, lines)


def csv_encoding(part) -> tuple[str, int]:
    """Return UTF-8 when the whole file is, else GBK (as its superset GB 18030), and the number of lines."""
    tries, lines = {"utf-8-sig": None, "gb18030": None}, 0
    decoders = {name: codecs.getincrementaldecoder(name)() for name in tries}
    with part.open() as file:
        while chunk := file.read(READ_CHUNK):
            if b"\0" in chunk:
                raise BrokenFile("not_a_table")
            for name in [name for name, failed in tries.items() if failed is None]:
                tries[name] = failing_line(decoders[name], chunk, lines)
            lines += chunk.count(b"\n")
    for name in [name for name, failed in tries.items() if failed is None]:
        tries[name] = failing_line(decoders[name], b"", lines, final=True)
    for name, failed in tries.items():
        if failed is None:
            return name, lines + 1
    raise BrokenFile("encoding", line=max(tries.values()))


def failing_line(decoder, chunk, lines, final=False):
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        return lines + chunk[: error.start].count(b"\n") + 1
    return None
