"""What a cell means. A kind of cell turns what stands in the file (a text, or a number, date or truth value of a
workbook) into what the registry keeps, or raises CellError. Empty cells are never passed: empty means "not asked".

Plain callables instead of form fields, because 800,000 people with 40 columns each are 32 million cells."""

import copy
import datetime as dt
import re
from functools import cached_property, lru_cache

from stdnum.cn import ric

from core.dates import MID_YEAR, first_of_month, today
from core.folding import folded_text, visible_text
from core.text import join_words

EXACT = 10**15  # of a longer number a spreadsheet has turned the last digits to zero
EXCEL_DAY_0 = dt.date(1899, 12, 30)
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+", re.I)
DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?(?:[\sT](?!.*\b\d{4}\D{1,2}\d).*)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)")
MONTH_UNCLEAR = re.compile(r"\d{4}\.1")
MONTH = re.compile(r"(\d{4})\D{0,2}(\d{1,2})\D?")
SERIAL = re.compile(r"[2-6]\d{4}")  # 1954 to 2091, as a date cell looks in a file whose cells are all text
MONTH_AS_SERIAL = re.compile(r"20\d{3}")  # 20261 means a month of 2026 and would be a day of 1955
BIRTH_YEAR = re.compile(r"((?:19|20)\d\d)年?")
ID_NUMBER = re.compile(r"\d{17}[\dX]")
CERTIFICATE = re.compile(r"\d{17}[\dX][1-7][1-4](B\d|\d\d)?")


class CellError(ValueError):
    """This cell cannot be kept; `code` names what is wrong and what to do (import_messages.py)."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code, self.params = code, params


class CellWarning(CellError):
    """This cell looks wrong, and is kept as `value`."""

    def __init__(self, code, value, **params):
        super().__init__(code, **params)
        self.value = value


def plain_text(raw) -> str:
    """Return the text of any cell, in half-width characters, without what nobody sees and spaces around it."""
    if type(raw) is str:
        return visible_text(raw)
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, dt.datetime):
        return raw.date().isoformat() if raw.time() == dt.time() else raw.isoformat(" ")
    return str(raw)


def refuse_lost_digits(raw):
    """Refuse a number of sixteen digits and more: a spreadsheet keeps fifteen."""
    if type(raw) in (int, float) and abs(raw) >= EXACT:
        raise CellError("digits_lost")


class CellKind:
    """One kind of cell. `sql` is the type of its staging column, `mask` how a page shows a wrong value (empty:
    unmasked)."""

    sql = "text"

    def __init__(self, mask=""):
        self.mask = mask

    def __call__(self, raw):
        """The value of a cell; CellError where it has none, CellWarning where it is doubtful."""
        raise NotImplementedError


class TextCell(CellKind):
    """Any text up to a length; several spaces count as one."""

    def __init__(self, limit, mask=""):
        super().__init__(mask)
        self.limit = limit

    def __call__(self, raw):
        refuse_lost_digits(raw)
        text = " ".join(plain_text(raw).split())
        if len(text) > self.limit:
            raise CellError("too_long", limit=self.limit)
        return text


class CodeCell(TextCell):
    """A number used as a name: digits and letters, no spaces, nothing lost to Excel."""

    def __call__(self, raw):
        refuse_lost_digits(raw)
        if isinstance(raw, float) and not raw.is_integer():
            raise CellError("digits_lost")
        code = "".join(plain_text(raw).upper().split())
        if SCIENTIFIC.fullmatch(code):
            raise CellError("digits_lost")
        return super().__call__(code)


class AccountCell(CodeCell):
    """A bank account: 8 to 30 digits."""

    sql = "bytea"  # encrypted already in the staging table, as every secret

    def __call__(self, raw):
        account = super().__call__(raw).replace("-", "")
        if not (account.isdigit() and 8 <= len(account) <= 30):
            raise CellWarning("account_odd", account)
        return account


class PhoneCell(CodeCell):
    """A phone number; anything but 11 digits looks wrong."""

    sql = "bytea"

    def __call__(self, raw):
        phone = super().__call__(raw).replace("-", "")
        if not (phone.isdigit() and len(phone) == 11):
            raise CellWarning("phone_odd", phone)
        return phone


@lru_cache(100_000)
def parse_day(raw) -> dt.date:
    """Read a day: 2026-03-01, 2026/3/1, 2026.3.1, 20260301, with or without a time of day, or a serial number of
    Excel."""
    if isinstance(raw, dt.datetime):
        return raw.date()
    if isinstance(raw, dt.date):
        return raw
    text = plain_text(raw)
    if found := DAY.fullmatch(text) or COMPACT_DAY.fullmatch(text):
        return make_date(*map(int, found.groups()))
    if SERIAL.fullmatch(text):
        return EXCEL_DAY_0 + dt.timedelta(days=int(text))
    raise CellError("not_a_day")


def make_date(year, month, day):
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise CellError("no_such_day") from None


class DayCell(CellKind):
    """A day from 1900 until today."""

    sql = "date"

    def __call__(self, raw):
        day = parse_day(raw)
        if day.year < 1900:
            raise CellError("long_ago")
        if day > today():
            raise CellError("future")
        return day


class BirthCell(DayCell):
    """A birth date, or its year alone (1956). Yields the day, and whether only the year is known."""

    def __call__(self, raw):
        year = BIRTH_YEAR.fullmatch(plain_text(raw))
        if year is None:
            return {"birth_date": super().__call__(raw), "birth_year_only": False}
        if int(year[1]) > today().year:
            raise CellError("future")
        return {"birth_date": dt.date(int(year[1]), *MID_YEAR), "birth_year_only": True}


class MonthCell(DayCell):
    """A month as its first day: 2026-03, 2026/3, 202603, or any day of it; not in the future."""

    def __call__(self, raw):
        text = plain_text(raw) if isinstance(raw, str | int | float) else ""
        if MONTH_UNCLEAR.fullmatch(text):
            raise CellError("month_unclear")
        if MONTH_AS_SERIAL.fullmatch(text):
            raise CellError("not_a_day")
        found = MONTH.fullmatch(text)
        if found and not SERIAL.fullmatch(text):
            return super().__call__(make_date(int(found[1]), int(found[2]), 1))
        return first_of_month(super().__call__(raw))


class ChoiceCell(CellKind):
    """One of several known words, each with what the registry keeps for it. When several words mean the same, an error
    names the first."""

    def __init__(self, words, sql="text"):
        super().__init__()
        self.known, self.sql = words, sql

    @cached_property
    def words(self) -> dict:
        """Return every word with what it means."""
        return self.known

    @cached_property
    def folded(self):
        return {folded_text(word): value for word, value in self.words.items()}

    def offered(self) -> list[str]:
        """Return the words that a template offers and an error names: of several for one value the first."""
        first = {}
        for word, value in self.known.items():
            first.setdefault(str(value), word)
        return list(first.values())

    def with_words(self, words: dict):
        """Return this kind of cell with more words."""
        made = copy.copy(self)
        made.words, made.folded = words | self.words, {folded_text(w): v for w, v in words.items()} | self.folded
        return made

    def __call__(self, raw):
        return self.words[raw] if raw in self.words else self.find(plain_text(raw))

    def find(self, word):
        """Find a word that is written differently: in other capitals, with spaces, in an older form."""
        if folded_text(word) not in self.folded:
            raise self.unknown()
        return self.folded[folded_text(word)]

    def unknown_words(self, raw) -> list[str]:
        """Return the words of a cell that are not known."""
        try:
            self.find(plain_text(raw))
        except CellError:
            return [plain_text(raw)]
        return []

    def unknown(self):
        return CellError("unknown_choice", choices=join_words(self.offered()))


class IdNumberCell(CodeCell):
    """An ID number with its check digit (ISO 7064 MOD 11-2), or a disability certificate whose first 18 characters are
    one. Yields several values: the ID number, the birth date and sex it contains, and what the certificate says."""

    sql = "bytea"

    def __init__(self):
        super().__init__(22, mask="id_number")

    def __call__(self, raw):
        number = super().__call__(raw)
        if CERTIFICATE.fullmatch(number):
            return {**self.read(number[:18]), "certificate": number}
        if not ID_NUMBER.fullmatch(number):
            raise CellError("id_15" if len(number) == 15 else "id_form", length=len(number))
        return self.read(number)

    def read(self, number):
        if ric.calc_check_digit(number) != number[-1]:
            raise CellError("id_check_digit")
        try:
            born = dt.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        except ValueError:
            raise CellError("id_birth") from None
        if not dt.date(1900, 1, 1) <= born <= today():
            raise CellError("id_birth")
        return {"id_number": number, "id_birth": born, "id_sex": "male" if int(number[16]) % 2 else "female"}
