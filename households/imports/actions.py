"""What people do with an import: send a file, have it checked again, save it, discard it."""

from pathlib import PurePath

from django.db import transaction
from django.utils.translation import pgettext_lazy

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from core.crypto.files import open_stored_file, store_file
from core.jobs.actions import ask_job
from core.jobs.models import Job
from core.outbox.unneeded_files import delete_files_after_commit
from households.import_messages import TO_SETTLE
from households.imports.read.files import import_file_parts, parts_digest
from households.imports.write import error_file
from households.models import ImportBatch, ImportState

from . import uploads

name_access_detail("settled", values=TO_SETTLE.items())
name_access_detail("proposed", label=pgettext_lazy("access log", "registry changes proposed"))

MAY_CHECK = (ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED, ImportState.FAILED)
MAY_SAVE = (ImportState.CHECKED, ImportState.SAVING)
MAY_DISCARD = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def create_import(*, file_name, county, by, language, **more) -> ImportBatch:
    """Create a new import. `more` are other fields of it, such as what is said of its income (`told_on`, `holds_some`,
    `empty_is_nothing`)."""
    return ImportBatch.objects.create(county=county, by=by, language=language, file_name=file_name[:200], **more)


@transaction.atomic
def receive_import(*, files, county, by, language, **of_income) -> ImportBatch:
    """Store the uploaded files, encrypted, and have them checked."""
    names = [PurePath(file.name.replace("\\", "/")).name for file in files]
    batch = create_import(file_name=", ".join(names), county=county, by=by, language=language, **of_income)
    for place, (name, file) in enumerate(zip(names, files, strict=True)):
        store_file(f"{uploads.import_folder(batch)}/{place:02}_{name[-100:]}{uploads.PART}", file)
    store_import_digest(batch, import_file_parts(batch))
    record_access(by, "registry_uploaded", batch, area=county, files=len(files))
    ask_import_job("registry_check", batch, by)
    return batch


def store_import_digest(batch, parts) -> None:
    """Store the hash of the content, so that the same content is recognised when it is sent again."""
    batch.digest = parts_digest(parts)
    batch.save(update_fields=["digest"])


@transaction.atomic
def request_import_check(*, batch, by) -> bool:
    """Have the file checked again, for example after the registry was corrected. Returns False when the import is no
    longer open."""
    if not batch.move(*MAY_CHECK, to=ImportState.UPLOADED, failure={}):
        return False
    record_access(by, "registry_check_asked", batch, area=batch.county)
    ask_import_job("registry_check", batch, by)
    return True


@transaction.atomic
def request_import_save(*, batch, by, good_rows, settled=()) -> bool:
    """Have the import saved: everything, or with `good_rows` only the households without an error. `settled` are the
    remarks that this person calls right. Returns False when one is left, when somebody else must decide first, or when
    the import is not open any more."""
    batch.settled = [*batch.settled, *(remark.as_json() for remark in settled)]
    if batch.to_settle or batch.awaited:
        return False
    if not batch.move(*MAY_SAVE, to=ImportState.SAVING, good_rows=good_rows, settled=batch.settled):
        return False
    asked = {"good_rows": good_rows, "settled": [one.code for one in settled]}
    record_access(by, "registry_save_asked", batch, area=batch.county, **asked)
    ask_import_job("registry_save", batch, by)
    return True


@transaction.atomic
def discard_import(*, batch, by) -> bool:
    """Delete the file and what was found in it; the import itself stays on the list."""
    if not batch.move(*MAY_DISCARD, to=ImportState.DISCARDED, has_error_file=False):
        return False
    batch.problems.all().delete()
    record_access(by, "registry_discarded", batch, area=batch.county)
    delete_files_after_commit(batch.county.code, f"{uploads.import_folder(batch)}/*")
    return True


@transaction.atomic
def open_error_file(*, batch, by):
    """Open the error file, decrypted, with an entry in the access log. Raises FileNotFoundError."""
    record_access(by, "registry_errors_downloaded", batch, area=batch.county)
    return open_stored_file(error_file.error_file_name(batch))


def ask_import_job(kind, batch, by) -> None:
    """Ask a worker to check or save. Without a broker the import waits, and its page says so."""
    ask_job(kind, key=import_job_key(kind, batch), county=batch.county.code, by=by, batch=batch.pk)


def import_job_key(kind, batch) -> str:
    return f"{kind} {batch.pk}"


def latest_import_job(batch):
    """Return the job that checks or saves this import now; None when none was asked for."""
    kind = "registry_save" if batch.state == ImportState.SAVING else "registry_check"
    return Job.objects.latest_for(import_job_key(kind, batch))
