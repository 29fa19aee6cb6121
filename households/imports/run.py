"""Checking and saving an import, start to end. Each is one transaction: a worker that is killed leaves nothing half
done, and whoever takes the import up again starts from the file."""

import logging
import traceback
from pathlib import Path

import pghistory
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from psycopg2 import errors as postgres

from accounts.audit.log import record
from core.dates import today
from core.locks import IMPORT, alone
from core.sql import run
from households.imports.clean.quality import find_odd_values
from households.imports.match.places import Places
from households.imports.match.staging import Stage
from households.imports.read.files import parts_of, tables
from households.imports.read.layouts import readers_for
from households.imports.write import error_file
from households.models import ImportProblem, ImportState

from . import progress, uploads
from .problems import BrokenFile, Message
from .sheet import SHEETS

log = logging.getLogger(__name__)
LOCK_COUNTY = 5202  # first half of the advisory lock's number


def check(batch, *, parts=None, report=None) -> bool:
    """Read the file and compare it with the registry; nothing is saved but what was found out about it. False while
    another worker is at it."""
    return go(batch, ImportState.CHECKING, parts, report, save=False)


def save(batch, *, parts=None, report=None) -> bool:
    """Read and compare once more, then write everything, or with `good_rows` the households without an error. False
    while another worker is at it."""
    return go(batch, ImportState.SAVING, parts, report, save=True)


def go(batch, state, parts, report, save):
    with alone(IMPORT, batch.pk) as alone_at_it:
        batch.refresh_from_db()
        if not alone_at_it or batch.state != state:
            return batch.state != state  # another worker had it, or has it and may be killed yet
        try:
            run_through(batch, parts_of(batch) if parts is None else parts, report or progress.reporter(batch), save)
        except BrokenFile as broken:
            fail(batch, state, broken.message)
        except Exception as error:  # whatever it is, the people who wait must hear of it; its text may hold their data
            log.error("Registry import %s stopped: %s at %s", batch.pk, kind_of(error), places_of(error))
            fail(batch, state, Message("unexpected", {"kind": kind_of(error)}))
        finally:
            progress.clear(batch)
    return True


def fail(batch, state, message):
    batch.move(state, to=ImportState.FAILED, failure={"code": message.code, "params": message.params})


def kind_of(error) -> str:
    """The kind of an error, without its text."""
    cause = error.__cause__ if isinstance(error, DatabaseError) else None
    return f"{type(error).__name__} {cause.pgcode}" if isinstance(cause, postgres.Error) else type(error).__name__


def places_of(error) -> str:
    """The lines of povwatch that the error passed, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return " > ".join(f"{Path(f.filename).name}:{f.lineno}" for f in frames if "site-packages" not in f.filename)


def run_through(batch, parts, report, save):
    with transaction.atomic(), pghistory.context(user=batch.by_id, registry_import=batch.pk):
        if save:
            run("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_COUNTY, batch.county_id])
        stage = Stage(batch.county, Places(batch.county), today(), report, by=batch.by_id)
        readers = readers_for(tables(parts))
        read(readers, stage)
        judge(readers, stage)
        written = save and (batch.good_rows or not stage.errors)
        if written:
            write(stage)
            record(batch.by, "registry_saved", batch, area=batch.county, **stage.totals())
        keep(batch, stage, readers, save=save, written=written)


def read(readers, stage):
    for reader in readers:
        reader.read(stage)
        stage.remarks += reader.remarks
    stage.arrived()
    if not any(stage.numbers.values()):
        raise BrokenFile("no_rows")


def judge(readers, stage):
    """Everything that is wrong, and what the good rows add and change."""
    stage.report("comparing", 0, 0)
    stage.find_homes()
    for step in ("check", "settle", "plan"):
        for sheet in SHEETS.values():
            getattr(sheet, step)(stage)
        stage.hold_back()
    for reader in readers:
        reader.check(stage)
    find_odd_values(stage)
    stage.count()


def write(stage):
    """Foreign keys are looked at after each statement, so that the database need not remember millions of rows."""
    stage.report("writing", 0, 0)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for sheet in SHEETS.values():
        sheet.write(stage)


def keep(batch, stage, readers, *, save, written):
    """The outcome: counts, remarks, problems and the error file."""
    stage.report("listing", 0, 0)
    with translation.override(batch.language):
        problems = error_file.make(batch, stage, readers)
    if stage.problems_left_out:
        stage.remarks.append(Message("many_problems", {"limit": stage.kept.total()}))
    if earlier := batch.already_saved().order_by("-saved_at").first():
        stage.remarks.insert(0, Message("same_file", {"day": f"{timezone.localdate(earlier.saved_at)}"}))
    if save and not written and batch.checked_at:
        stage.remarks.append(Message("changed_meanwhile", {"errors": stage.errors}))
    batch.problems.all().delete()
    ImportProblem.objects.bulk_create(problems, batch_size=2000)
    outcome = {
        "layout": "national" if readers[0].repeats else "ours",
        "counts": stage.as_json(),
        "remarks": [{"code": remark.code, "params": remark.params} for remark in stage.remarks],
        "has_error_file": bool(problems),
        "failure": {},
        "checked_at": timezone.now(),
    }
    if written:
        batch.move(ImportState.SAVING, to=ImportState.SAVED, saved_at=timezone.now(), **outcome)
        transaction.on_commit(lambda: uploads.forget_uploads(batch))
    else:
        batch.move(ImportState.SAVING if save else ImportState.CHECKING, to=ImportState.CHECKED, **outcome)
