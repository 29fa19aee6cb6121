"""Making an export, start to end. It is written beside its place and moved there sealed when it is whole; a worker that
is killed leaves nothing that could be fetched, and whoever takes the export up again starts anew."""

import datetime as dt
import hashlib
import logging
import shutil
import time
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation

from accounts.models import User
from core.crypto import files as sealed_files
from core.locks import EXPORT_LOCK, hold_work_lock
from households.imports.run import error_kind, error_places
from reports.models import UNFINISHED_EXPORT_STATES, Export, ExportKind, ExportState

from . import bulletin, csv_files, national, workbook
from .about import export_watermark
from .contents import ExportContents, check_export_rights

log = logging.getLogger(__name__)
PROGRESS_INTERVAL, PROGRESS_BATCH = (
    1.0,
    500,
)  # seconds between two words of progress; rows between two looks at the clock
EXPORT_KEPT_FOR = dt.timedelta(days=7)
MAX_EXPORT_TRIES = 3  # while the month is counted anew
EXPORT_WRITERS = {
    ExportKind.WORKBOOK: workbook.write_workbook,
    ExportKind.BULLETIN: bulletin.write_bulletin,
    ExportKind.CSV: csv_files.write_csv_export,
    ExportKind.NATIONAL: national.write_national_layout,
}


class ExportCancelled(Exception):
    """The person who asked for it no longer wants it."""


class ExportGivenUp(Exception):
    """It cannot be made, for one of the FAILURES."""


class ExportProgress:
    """Tells the page how far the work is, and learns whether it is still wanted: the same statement does both."""

    def __init__(self, export):
        self.export, self.told_at = export, time.monotonic()

    def __call__(self, done):
        if done % PROGRESS_BATCH == 0 and time.monotonic() - self.told_at >= PROGRESS_INTERVAL:
            self.told_at = time.monotonic()
            self.tell(rows_done=done)

    def tell(self, **changes):
        if not Export.objects.filter(pk=self.export.pk, state=ExportState.RUNNING).update(**changes):
            raise ExportCancelled


def make_export_file(export) -> bool:
    """Make the file of an export that waits, or that a killed worker left behind. Returns whether that is settled: not
    while another worker holds it, who may be about to stop because it was cancelled and then wanted again."""
    with hold_work_lock(EXPORT_LOCK, export.pk.int) as alone_at_it:
        if alone_at_it and export.move(*UNFINISHED_EXPORT_STATES, to=ExportState.RUNNING, rows_done=0):
            attempt_export(export)
    return alone_at_it or not Export.objects.filter(pk=export.pk, state__in=UNFINISHED_EXPORT_STATES).exists()


def attempt_export(export) -> None:
    """Write it, or write down why not."""
    try:
        with translation.override(export.language):
            check_export_rights(export, User.objects.get(pk=export.user_id))
            write_export(export)
    except ExportCancelled:
        return
    except PermissionDenied:
        fail_export(export, "rights")
    except ExportGivenUp as error:
        fail_export(export, str(error))
    except Exception as error:  # whatever it is, who waits must hear of it; its text may hold people's data
        log.error("Export %s stopped: %s at %s", export.pk, error_kind(error), error_places(error))
        fail_export(export, "unexpected")


def fail_export(export, why) -> None:
    export.move(ExportState.RUNNING, to=ExportState.FAILED, failure=why)


def write_export(export) -> None:
    """The file in a folder of its own, which goes when the work ends, whatever its end."""
    export.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(folder := export_work_folder(export), ignore_errors=True)  # of a worker that was killed
    folder.mkdir(mode=0o700)
    try:
        path = folder / "file"
        people = write_settled_export(export, path)
        finish_export(export, path, people)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def export_work_folder(export) -> Path:
    return export.path.with_suffix(".work")


def write_settled_export(export, path) -> int:
    """Write it until the month was not counted anew meanwhile; returns how many rows tell of people."""
    for _try in range(MAX_EXPORT_TRIES):
        export.report.refresh_from_db()
        contents, progress = ExportContents(export), ExportProgress(export)
        people, counted = contents.people, export.report.counted_at
        if contents.lacks_reason:  # it had fewer people when it was asked for
            raise ExportGivenUp("reason")
        progress.tell(rows_total=people, rows_done=0)
        EXPORT_WRITERS[export.kind](path, contents, export_watermark(export, people), progress)
        progress.tell(rows_done=people)
        export.report.refresh_from_db()
        if export.report.counted_at == counted:
            return people
    raise ExportGivenUp("recounted")  # figures and lists would not agree


def finish_export(export, path, people) -> None:
    """Seal it, and offer it for a week. Who cancelled meanwhile is not offered it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with path.open("rb") as file:
        sealed_files.store_file(export.path, file)
    now, size = timezone.now(), path.stat().st_size
    if not export.move(
        ExportState.RUNNING,
        to=ExportState.DONE,
        rows=people,
        rows_done=people,
        sha256=digest,
        size=size,
        finished_at=now,
        expires_at=now + EXPORT_KEPT_FOR,
    ):
        export.path.unlink(missing_ok=True)
