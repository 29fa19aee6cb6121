"""Cells of the monthly tables that look ahead: a day or a month to come is none of the other sheets."""

from core.dates import first_of_month, today
from households.imports.clean.cells import MONTH, CellError, DayCell, MonthCell, make_date, parse_day, plain_text


class EndCell(DayCell):
    """The last day of work; one to come means that the work lasts, which says nothing."""

    def __call__(self, raw):
        day = parse_day(raw)
        return None if day > today() else super().__call__(raw)


class ComingMonthCell(MonthCell):
    """A month as its first day, also one to come."""

    def __call__(self, raw):
        text = plain_text(raw) if isinstance(raw, str | int | float) else ""
        found = MONTH.fullmatch(text)
        day = make_date(int(found[1]), int(found[2]), 1) if found else first_of_month(parse_day(raw))
        if day.year < 2000:
            raise CellError("long_ago")
        return day
