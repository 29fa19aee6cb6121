"""A copy of what is on file about a household, or about one person of it: a workbook with a sheet for each table, whose
columns are the words of the pages. Which tables belong to a household is found, not listed: none is left out."""

import datetime as dt
import io

import xlsxwriter
from django.apps import apps
from django.db import transaction
from django.db.models import ForeignKey
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.row_policies import APPS, road_to_household
from core.spreadsheets import SAFE_WORKBOOK_OPTIONS, spreadsheet_safe_text, worksheet_cell_text
from core.workflow import ActionRefused
from households.models import Household, Member, RequestKind, RequestState

COMPUTED = ("_hash", "_tails", "_folded", "_initials")  # columns by which rows are found
NOT_TOLD = {"households.DataHold", "households.DataRequest"}  # work on the data, with names of officials and others
IN_MEMORY = SAFE_WORKBOOK_OPTIONS | {"constant_memory": False, "in_memory": True}  # nothing plain on the disk
SHEET_NAME = 31  # characters that Excel allows


@transaction.atomic
def take_copy(request, *, by) -> bytes:
    """Return the copy as a workbook, and record that it was taken. Raises ActionRefused before it was granted."""
    must(by, Permission.DATA_KEEP, request.household.village)
    if request.kind != RequestKind.COPY or request.state != RequestState.GRANTED:
        raise ActionRefused(_("The file is made once a leader has granted it, and until it was handed over."))
    record_access(by, "data_copy_taken", request, area=request.household.village, shown=[request.household_id])
    return workbook(copied_tables(request.household, request.member))


def copied_tables(household, member) -> list:
    """Return (name, columns, rows) of every table that holds something; of one person what is theirs alone, beside the
    household itself."""
    found = []
    for model, road in told_tables():
        rows = model._base_manager.filter(**{road: household.pk}).order_by("pk")
        rows = rows if member is None else rows_of_person(model, rows, member)
        fields = [field for field in model._meta.local_fields if is_told(field)]
        keys = [field.name for field in fields if isinstance(field, ForeignKey)]
        if rows is not None and (lines := [[told(row, one) for one in fields] for row in rows.select_related(*keys)]):
            found.append((str(model._meta.verbose_name_plural), [str(field.verbose_name) for field in fields], lines))
    return found


def told_tables():
    """Yield the tables that belong to households, each with its road there; steps and versions are no data of them."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if hasattr(model, "Privacy") and model._meta.label not in NOT_TOLD and "Transition" not in model.__name__:
                if model is Household:
                    yield model, "pk"
                elif road := road_to_household(model):
                    yield model, "__".join(key.name for key in road)


def rows_of_person(model, rows, member):
    """Return the rows about one person; the household itself; None of a table that tells of the whole family."""
    if model is Household:
        return rows
    if model is Member:
        return rows.filter(pk=member.pk)
    keys = [field.name for field in model._meta.local_fields if field.related_model is Member]
    return rows.filter(**{keys[0]: member.pk}) if keys else None


def is_told(field) -> bool:
    return not field.name.endswith(COMPUTED)


def told(row, field) -> str:
    """Return a value as a page says it."""
    if isinstance(field, ForeignKey):
        related = getattr(row, field.name)
        return "" if related is None else str(related)
    value = getattr(row, f"get_{field.name}_display")() if field.choices else getattr(row, field.name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dt.datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def workbook(tables) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, IN_MEMORY) as book:
        for number, (name, columns, lines) in enumerate(tables, 1):
            sheet = book.add_worksheet(sheet_name(number, name))
            for place, line in enumerate([columns, *lines]):
                sheet.write_row(place, 0, [worksheet_cell_text(spreadsheet_safe_text(cell)) for cell in line])
    return out.getvalue()


def sheet_name(number, name) -> str:
    """Return a name that Excel takes, and no other sheet has."""
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in name)
    return f"{number} {plain}"[:SHEET_NAME]
