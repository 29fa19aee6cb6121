"""Checking and saving an import, from start to end. Each is one transaction: a killed worker leaves nothing half done,
and the next attempt starts again from the file."""

import pghistory
from django.db import transaction
from django.utils import timezone, translation

from accounts.audit.log import record_access
from core.dates import today
from core.locks import wait_for_turn
from core.outbox.unneeded_files import delete_files_after_commit
from core.step_rows import check_each_statement
from households.counties import file_turn, registry_turn
from households.import_messages import AWAITED, BrokenFile, ProblemMessage
from households.imports.clean.quality import find_odd_values
from households.imports.match.places import PlaceIndex
from households.imports.match.provisional import find_provisional_homes
from households.imports.match.staging import ImportStage
from households.imports.read.account import unread_table
from households.imports.read.files import import_file_parts, tables_of_parts
from households.imports.read.layouts import table_readers
from households.imports.read.reader import OWN_SHEETS
from households.imports.write import error_file
from households.imports.write.proposals import propose_kept_back
from households.imports.write.strangers import tell_of_strangers
from households.models import ImportProblem, ImportState

from . import uploads
from .meanings import county_meanings
from .sheet import IMPORT_SHEETS


def run_import_check(batch, *, parts=None, report) -> None:
    """Read the file and compare it with the registry; only the findings are stored."""
    work_on_import(batch, ImportState.CHECKING, parts, report, save=False)


def run_import_save(batch, *, parts=None, report) -> None:
    """Read and compare once more, then write everything, or with `good_rows` only the households without an error."""
    work_on_import(batch, ImportState.SAVING, parts, report, save=True)


def work_on_import(batch, state, parts, report, save):
    batch.refresh_from_db()
    if batch.state != state:  # another worker finished it
        return
    try:
        process_import(batch, import_file_parts(batch) if parts is None else parts, report, save)
    except BrokenFile as broken:
        fail_import(batch, broken.message)


def fail_import(batch, message):
    """Store why an import failed while it was being checked or saved."""
    working = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.SAVING)
    batch.move(*working, to=ImportState.FAILED, failure=message.as_json())


def fail_unexpectedly(batch, error: str) -> None:
    """Store that an import failed by an error of which only the kind may be shown."""
    fail_import(batch, ProblemMessage("unexpected", {"kind": error.partition(" at ")[0]}))


def process_import(batch, parts, report, save):
    context = pghistory.context(user=batch.by_id, registry_import=batch.pk)
    with translation.override(batch.language), transaction.atomic(), context:
        if save:
            wait_for_turn(file_turn(batch.county_id))
        stage = ImportStage(batch, PlaceIndex(batch.county), today(), report)
        readers, left = table_readers(tables_of_parts(parts), county_meanings(batch.county))
        read_tables(readers, stage)
        name_left_tables(left, stage)
        if save:  # from here on the registry is looked at: until now visits were taken
            wait_for_turn(registry_turn(batch.county_id))
        judge_import(readers, stage)
        is_open = batch.unsettled(stage.remarks) or any(remark.code in AWAITED for remark in stage.remarks)
        written = save and (batch.good_rows or not stage.errors) and not is_open
        if written:
            write_registry(stage)
            record_access(batch.by, "registry_saved", batch, area=batch.county, **stage.totals())
        store_import_outcome(batch, stage, readers, save=save, written=written)


def read_tables(readers, stage):
    rows = 0
    for reader in readers:
        reader.offset = rows
        reader.read(stage)
        rows += reader.last_row
        stage.remarks += reader.remarks
        stage.accounts.append(reader.account.as_json())
    stage.remarks += stage.places.remarks()
    stage.arrived()
    if not any(stage.numbers.values()):
        raise BrokenFile("no_rows")


def name_left_tables(tables, stage):
    """Name the tables with content of which nothing is read: whoever sent the file says whether that is right. What an
    error file or a template has besides is counted and not asked about."""
    for table in tables:
        account = unread_table(table).as_json()
        code = "hidden_sheet" if table.is_hidden else "unread_sheet"
        if table.name not in OWN_SHEETS:
            stage.remarks.append(ProblemMessage(code, {"sheet": table.name, "cells": account["filled"]}))
        stage.accounts.append(account)


def judge_import(readers, stage):
    """Find everything that is wrong, and what the good rows add and change."""
    stage.report("comparing", 0, 0)
    stage.find_homes()
    find_provisional_homes(stage)
    for step in ("check", "settle", "plan"):
        for sheet in IMPORT_SHEETS.values():
            getattr(sheet, step)(stage)
        stage.hold_back()
    for reader in readers:
        reader.check(stage)
    readers[0].check_together(stage)
    for sheet in IMPORT_SHEETS.values():
        sheet.ask(stage)
    find_odd_values(stage)
    stage.count()


def write_registry(stage):
    """Write all sheets."""
    stage.report("writing", 0, 0)
    check_each_statement()
    for sheet in IMPORT_SHEETS.values():
        sheet.write(stage)
    propose_kept_back(stage)
    tell_of_strangers(stage)


def store_import_outcome(batch, stage, readers, *, save, written):
    """Store the outcome: counts, remarks, problems and the error file."""
    stage.report("listing", 0, 0)
    problems = error_file.write_error_file(batch, stage, readers)
    if stage.problems_left_out:
        stage.remarks.append(ProblemMessage("many_problems", {"limit": stage.kept.total()}))
    if earlier := batch.already_saved().order_by("-saved_at").first():
        stage.remarks.insert(0, ProblemMessage("same_file", {"day": f"{timezone.localdate(earlier.saved_at)}"}))
    if save and not written and batch.checked_at and stage.errors:
        stage.remarks.append(ProblemMessage("changed_meanwhile", {"errors": stage.errors}))
    batch.problems.all().delete()
    ImportProblem.objects.bulk_create(problems, batch_size=2000)
    outcome = {
        "layout": "national" if readers[0].repeats else "ours",
        "counts": stage.as_json(),
        "account": stage.accounts,
        "remarks": [remark.as_json() for remark in stage.remarks],
        "has_error_file": bool(problems),
        "failure": {},
        "checked_at": timezone.now(),
    }
    if written:
        batch.move(ImportState.SAVING, to=ImportState.SAVED, saved_at=timezone.now(), **outcome)
        delete_files_after_commit(batch.county.code, f"{uploads.import_folder(batch)}/*{uploads.PART}")
    else:
        batch.move(ImportState.SAVING if save else ImportState.CHECKING, to=ImportState.CHECKED, **outcome)
