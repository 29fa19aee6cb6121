"""Making an export in the worker.

It is written to a work folder and moved to its place, encrypted, when it is complete. A killed worker leaves nothing
that could be fetched, and the next try starts again."""

import datetime as dt
import hashlib

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone, translation

from accounts.models import User
from core.crypto import files as sealed_files
from core.files.work_folder import work_folder
from reports.models import UNFINISHED_EXPORT_STATES, Export, ExportKind, ExportState

from . import bulletin, csv_files, national, workbook
from .about import export_watermark
from .contents import ExportContents, check_export_rights
from .lists import write_list
from .tables import write_table

PROGRESS_BATCH = 500  # rows between two progress reports
EXPORT_KEPT_FOR = dt.timedelta(days=7)
MAX_EXPORT_TRIES = 3  # tries, as long as the month is being recounted
EXPORT_WRITERS = {
    ExportKind.WORKBOOK: workbook.write_workbook,
    ExportKind.BULLETIN: bulletin.write_bulletin,
    ExportKind.CSV: csv_files.write_csv_export,
    ExportKind.NATIONAL: national.write_national_layout,
}


class ExportGivenUp(Exception):
    """Raised when the export cannot be made, with one of the FAILURES."""


def make_export_file(job) -> None:
    """Make the file of a job, or store why not. An export that was cancelled or requested again belongs to another
    job."""
    export = Export.objects.select_related("report__county", "county").filter(job=job.pk).first()
    if export is None or not export.move(*UNFINISHED_EXPORT_STATES, to=ExportState.RUNNING):
        return
    try:
        with translation.override(export.language):
            # Rights may have been lost since the export was requested.
            check_export_rights(export, User.objects.get(pk=export.user_id))
            write_export(export, job)
    except (PermissionDenied, Http404):
        fail_export(export, "rights")
    except ExportGivenUp as error:
        fail_export(export, str(error))


def fail_export(export, why) -> None:
    export.move(*UNFINISHED_EXPORT_STATES, to=ExportState.FAILED, failure=why)


def write_export(export, job) -> None:
    """Write the file in a folder of this job alone, which is deleted when the work ends."""
    with work_folder(f"export-{job.pk}") as folder:
        path = folder / "file"
        people = writer_of(export)(export, job, path)
        finish_export(export, job, path, people)


def writer_of(export):
    """Return who writes this kind of file."""
    if export.is_table:
        return write_allowed_table
    return write_list if export.is_list else write_settled_export


def write_allowed_table(export, job, path) -> int:
    people = write_table(export, job, path)
    if people is None:
        raise ExportGivenUp("unconfirmed")
    return people


def write_settled_export(export, job, path) -> int:
    """Write the file again until the month was not recounted meanwhile; return how many rows tell of people."""
    for _try in range(MAX_EXPORT_TRIES):
        export.report.refresh_from_db()
        contents = ExportContents(export)
        # The time of counting is compared afterwards: a draft may be recounted while the file is written.
        people, counted = contents.people, export.report.counted_at
        if contents.lacks_reason:  # there were fewer people when it was requested
            raise ExportGivenUp("reason")
        if contents.needs_second_person and not export.confirmed_by_id:
            raise ExportGivenUp("unconfirmed")
        job.tell("writing", 0, people)
        EXPORT_WRITERS[export.kind](path, contents, export_watermark(export, people), row_counter(job, people))
        job.tell("written", people, people)
        export.report.refresh_from_db()
        if export.report.counted_at == counted:
            return people
    raise ExportGivenUp("recounted")  # figures and lists would not agree


def row_counter(job, people):
    """Return progress(done), which the writers call with every row."""

    def progress(done):
        if done % PROGRESS_BATCH == 0:
            job.tell("writing", done, people)

    return progress


def finish_export(export, job, path, people) -> None:
    """Encrypt the file and offer it for a week, unless the export was cancelled meanwhile."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    job.tell("sealing", people, people)
    with path.open("rb") as file:
        sealed_files.store_file(export.stored_name, file)
    now, size = timezone.now(), path.stat().st_size
    if not export.move(
        ExportState.RUNNING,
        to=ExportState.DONE,
        rows=people,
        sha256=digest,
        size=size,
        finished_at=now,
        expires_at=now + EXPORT_KEPT_FOR,
    ):
        sealed_files.delete_stored_file(export.stored_name)
