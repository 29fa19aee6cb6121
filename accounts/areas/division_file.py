"""Reading the divisions of a county from a CSV file of the county's own: one row a village, with the national codes of
township (9 digits) and village (12 digits), as the files in data/. A mistake is named with file, row and column."""

import csv
import io
from pathlib import Path

ENCODINGS = ("utf-8-sig", "gb18030")  # with or without a byte order mark; else GBK, as spreadsheets in Chinese write
DIGITS = {"township_code": 9, "village_code": 12}
NAME_LENGTHS = {"township": 60, "village": 80}
COLUMNS = ("township_code", "township", "village_code", "village")
MOST_SHOWN = 20
AS_TEXT = "Format the column as text before you enter it, so that no digit is lost."


class WrongDivisions(ValueError):
    """The file cannot be loaded; the text says why, line by line, and what to do."""


def read_division_file(path: Path, county: str) -> list[dict]:
    """Return the rows of the file, checked to be divisions of the county with this code. Raises WrongDivisions."""
    reader = csv.DictReader(io.StringIO(division_text(path), newline=""), restval="")
    lacking = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if lacking:
        raise WrongDivisions(
            f"{path}, row 1: the columns {', '.join(lacking)} are missing. "
            f"Write {','.join(COLUMNS)} as the first row, with commas between."
        )
    rows = list(numbered_rows(path, reader))
    if not rows:
        raise WrongDivisions(f"{path}: there is no row below the headers. Add one row for each village.")
    refuse_problems(path, [*row_problems(rows, county), *name_problems(rows)])
    return [row for _number, row in rows]


def numbered_rows(path, reader):
    """Yield (row, cells by column) for every row that is not empty; rows count as lines, the header is 1."""
    try:
        for row in reader:
            cells = {name: row[name].strip() for name in COLUMNS}
            if any(cells.values()):
                yield reader.line_num, cells
    except csv.Error as error:
        raise WrongDivisions(
            f"{path}, row {reader.line_num}: no CSV ({error}). Look for a quotation mark that is never closed."
        ) from error


def division_text(path: Path) -> str:
    """Return the text of the file, UTF-8 or GBK."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongDivisions(f"{path} cannot be read ({error.strerror}). Give the path of a CSV file.") from error
    if b"\0" in content:
        raise WrongDivisions(f"{path} is a workbook or no text. Save it as CSV (UTF-8) and give that file.")
    broken = 0
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError as error:
            broken = content[: error.start].count(b"\n") + 1
    raise WrongDivisions(f"{path}, row {broken}: neither UTF-8 nor GBK. Save the file as CSV (UTF-8).")


def row_problems(rows, county):
    """Yield (row, column, what is wrong and what to do) for what one row shows by itself."""
    for number, row in rows:
        yield from ((number, *problem) for problem in code_problems(row, county))
        for column, length in NAME_LENGTHS.items():
            if not 0 < len(row[column]) <= length:
                yield number, column, f"the name is empty or longer than {length} characters. Write the official name."


def code_problems(row, county):
    """Yield (column, what is wrong and what to do) for the two codes of a row."""
    township, village = row["township_code"], row["village_code"]
    for column, digits in DIGITS.items():
        code = row[column]
        if column == "township_code" and not code:
            yield column, "a village without a township. Write the 9-digit code of its township."
        elif not (code.isascii() and code.isdigit() and len(code) == digits):
            yield column, f"“{code}” is not a national code of {digits} digits. {AS_TEXT}"
        elif not code.startswith(county):
            yield column, f"{code} lies outside county {county}. Correct the code, or put the row into another file."
    if len(village) == DIGITS["village_code"] and township and not village.startswith(township):
        yield "village_code", f"{village} does not lie in township {township}. Correct one of the two codes."


def name_problems(rows):
    """Yield (row, column, what is wrong and what to do) for a code that an earlier row gives another name."""
    for code, name in (("township_code", "township"), ("village_code", "village")):
        first: dict = {}
        for number, row in rows:
            before, known = first.setdefault(row[code], (number, row[name]))
            if row[code] and known != row[name]:
                yield number, name, f"{row[code]} is “{known}” in row {before} and “{row[name]}” here. Keep one name."


def refuse_problems(path, problems):
    """Raise WrongDivisions with the first problems, in the order of the rows; nothing when there are none."""
    told = [f"{path}, row {row}, column {column}: {what}" for row, column, what in sorted(problems)]
    if told:
        more = [f"and {len(told) - MOST_SHOWN} more."] if len(told) > MOST_SHOWN else []
        raise WrongDivisions("\n".join([*told[:MOST_SHOWN], *more]))
