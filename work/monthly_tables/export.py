"""The monthly tables as workbooks, with the Chinese headers and in the order in which they are read in again."""

import datetime as dt
import io

import xlsxwriter
from django.utils.translation import override

from accounts.permissions import Permission
from core.dates import first_of_month, today
from core.spreadsheets import worksheet_cell_text
from households.imports.sheet import IMPORT_SHEETS
from work.choices import AWAY_STATES
from work.models import AccountEntry

OF_THE_SPELL = ("county_of_work", "employer", "industry", "started_on", "ended_on", "monthly_wage", "subsidy")
ANSWERS = {True: "是", False: "否", None: ""}


def people_away(entries):
    """Keep who works away."""
    return entries.filter(state__in=AWAY_STATES)


def people_who_plan(entries):
    """Keep who plans to go this month or later."""
    return entries.exclude(state__in=AWAY_STATES).filter(planned_month__gte=first_of_month(today()))


MONTHLY_TABLES = {"away": people_away, "planned": people_who_plan}


def rows_of_table(name, place, by):
    """Return the people of a table in a place, as far as the person may take them along with their ID numbers."""
    entries = AccountEntry.objects.within(place)
    for right in (Permission.REPORT_EXPORT, Permission.HOUSEHOLD_SECRET):
        entries = entries.within(*by.areas_where(right))
    return MONTHLY_TABLES[name](entries).with_people().order_by("village__path", "household", "member")


def workbook_of(name, entries) -> bytes:
    """Return a monthly table as a workbook, in Chinese whatever the language of the reader."""
    sheet, file = IMPORT_SHEETS[name], io.BytesIO()
    with override("zh-hans"), xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet.called)
        page.write_row(0, 0, [column.heading for column in sheet.columns])
        for place, entry in enumerate(entries, 1):
            page.write_row(place, 0, [written(value_of(entry, column.name)) for column in sheet.columns])
    return file.getvalue()


def value_of(entry, name):
    """Return what the account says in a column of a table."""
    if name in ("id_number", "name"):
        return getattr(entry.member, name)
    if name in OF_THE_SPELL:
        return getattr(entry.spell, name)
    return {
        "channel": entry.spell and entry.spell.get_channel_display(),
        "wants_work": ANSWERS[entry.wants_work],
        "where": entry.get_where_display(),
        "training": entry.training,
        "planned_month": entry.planned_month and f"{entry.planned_month:%Y-%m}",
        "confirmed_on": entry.confirmed_on,
    }[name]


def written(value):
    """Return a value as a cell holds it: days as texts, amounts as numbers, nothing for what is not known."""
    if isinstance(value, dt.date):
        return f"{value}"
    return worksheet_cell_text(value) if isinstance(value, str) else "" if value is None else float(value)
