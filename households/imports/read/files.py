"""The files that were sent, as tables of rows: CSV (UTF-8 or GBK), .xlsx, .xls or .ods, recognised by their content and
not by their names. A table can be read several times, always from its start and in limited memory."""

import codecs
import csv
import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath
from typing import BinaryIO

from core.crypto.files import open_stored_file
from households.import_messages import BrokenFile
from households.imports import uploads

from .limits import LARGEST_FILE, LARGEST_WHOLE, LONGEST_ROW, ReadingClock
from .ods import OdsWorkbook
from .table import ImportTable
from .values import text_value
from .workbook import XlsxWorkbook
from .xls import xls_tables

READ_CHUNK, HEAD = 1 << 20, 64 << 10
LETTERS_OF_PROOF = 12  # one letter in five of GBK would pass as UTF-8 too
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and every workbook with a password
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")


@dataclass(frozen=True)
class FilePart:
    """One file that was sent: its name, and how to open it."""

    name: str
    open: Callable[..., BinaryIO]

    @property
    def stem(self):
        return Path(self.name).stem


def file_parts_at(path: Path) -> list[FilePart]:
    """Return a file, or the CSV files of a folder."""
    paths = sorted(p for p in path.iterdir() if p.suffix.lower() == ".csv") if path.is_dir() else [path]
    return [FilePart(p.name, lambda p=p: p.open("rb")) for p in paths]


def import_file_parts(batch) -> list[FilePart]:
    """Return the stored files of an import."""
    return [import_file_part(name) for name in uploads.import_uploads(batch)]


def import_file_part(name) -> FilePart:
    """Return one stored file under the name with which it came."""
    return FilePart(PurePath(name).name.partition("_")[2].removesuffix(uploads.PART), partial(open_stored_file, name))


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


def tables_of_parts(parts) -> list[ImportTable]:
    """Return every table of the files: each CSV file is one, a workbook has one for each sheet. Raises BrokenFile."""
    if not parts:
        raise BrokenFile("no_files")
    return [table for part in parts for table in tables_of_part(part)]


def tables_of_part(part) -> list[ImportTable]:
    with part.open() as file:
        size, start = file.seek(0, io.SEEK_END), file.seek(0)
        start = file.read(1024)
    if not size:
        raise BrokenFile("empty_file")
    if size > LARGEST_FILE:
        raise BrokenFile("too_large", limit=LARGEST_FILE >> 20)
    clock = ReadingClock()
    if start.startswith(OLE):
        with part.open() as file:
            return xls_tables(file.read(LARGEST_WHOLE + 1), clock)
    if start.startswith(b"PK"):
        return zipped_tables(part, clock)
    return [csv_table(part, start, clock)]


def zipped_tables(part, clock) -> list[ImportTable]:
    try:
        with part.open() as file, zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            has_password = any(info.flag_bits & 1 for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise BrokenFile("damaged") from error
    if has_password:
        raise BrokenFile("password")
    if "xl/workbook.xml" in names:
        return XlsxWorkbook(part.open(), clock).tables
    if "content.xml" in names:
        return OdsWorkbook(part.open(), clock).tables
    raise BrokenFile("binary_workbook" if "xl/workbook.bin" in names else "not_a_table")


class CsvTable(ImportTable):
    """A CSV file. `length` counts its lines."""

    def __init__(self, part, clock, encoding, delimiter, length):
        super().__init__(part.stem, clock)
        self.part, self.encoding, self.delimiter, self.length = part, encoding, delimiter, length

    def file_rows(self):
        with self.part.open() as file, io.TextIOWrapper(file, self.encoding, newline="") as text:
            reader = csv.reader(limited_lines(text), delimiter=self.delimiter, strict=True)
            try:
                for number, row in enumerate(reader, 1):
                    if any(cells := [text_value(text) for text in row]):
                        yield number, cells, False
            except csv.Error as error:
                raise BrokenFile("open_quote", line=reader.line_num) from error
            except UnicodeError as error:
                raise BrokenFile("encoding", line=reader.line_num) from error


def limited_lines(text):
    while line := text.readline(LONGEST_ROW):
        if len(line) == LONGEST_ROW:
            raise BrokenFile("row_too_large", limit=LONGEST_ROW >> 20)
        yield line


def csv_table(part, start, clock) -> CsvTable:
    if start.lstrip(codecs.BOM_UTF8 + b" \r\n\t").lower().startswith(WEB_PAGE):
        raise BrokenFile("web_page")
    encoding, lines = ("utf-16", 0) if start.startswith(UTF_16) else csv_encoding(part)
    with part.open() as file:
        head = file.read(HEAD).decode(encoding, errors="ignore")
    delimiter = max(",\t;|", key="\n".join(head.splitlines()[:20]).count)
    return CsvTable(part, clock, encoding, delimiter, lines)


def csv_encoding(part) -> tuple[str, int]:
    """Return UTF-8 when the whole file is, else GBK (as its superset GB 18030), and the number of lines."""
    names = ("utf-8-sig",) if begins_as_utf_8(part) else ("utf-8-sig", "gb18030")
    tries: dict[str, int | None] = dict.fromkeys(names)  # the line at which each failed
    lines = 0
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
    raise BrokenFile("encoding", line=max(line for line in tries.values() if line is not None))


def begins_as_utf_8(part) -> bool:
    """Whether a file says so, or has so many letters of UTF-8 that it cannot be GBK: a damaged byte further down must
    not turn all of them into others."""
    with part.open() as file:
        head = file.read(HEAD)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError as error:
        text = head[: error.start].decode()
    return head.startswith(codecs.BOM_UTF8) or sum(not letter.isascii() for letter in text) >= LETTERS_OF_PROOF


def failing_line(decoder, chunk, lines, final=False):
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        return lines + chunk[: error.start].count(b"\n") + 1
    return None
