"""What people and systems do with a batch: send it, have it checked again, publish it, discard it."""

import hashlib
from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission
from core.crypto.files import open_stored_file
from core.dates import first_of_month, today
from core.jobs.actions import ask_job
from core.jobs.models import Job
from core.outbox.unneeded_files import delete_files_after_commit
from core.workflow import ActionRefused
from departments.feeds import FEEDS
from departments.models import BatchState, BatchWay, FeedBatch
from departments.models.reach import may_for_department

from . import files

COUNTED = {
    "new": pgettext_lazy("access log", "new"),
    "changed": pgettext_lazy("access log", "changed"),
    "withdrawn": pgettext_lazy("access log", "withdrawn"),
}
FEED_NAMES = [(one.code, one.title) for one in FEEDS.values()]
name_access_detail("feed", label=pgettext_lazy("access log", "data of a department"), values=FEED_NAMES)

for name, label in COUNTED.items():
    name_access_detail(name, label=label)

MAY_CHECK = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.CHECKED, BatchState.FAILED)
MAY_PUBLISH = (BatchState.CHECKED, BatchState.PUBLISHING)
MAY_DISCARD = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)


def create_batch(*, feed, county, month, by, language, digest, file_name="", **more) -> FeedBatch:
    """Create a batch of a feed for a month. Raises ActionRefused for a month that has not begun."""
    if first_of_month(month) > today():
        raise ActionRefused(_("This month is still to come. Choose the month of the data."))
    return FeedBatch.objects.create(
        feed=feed, department=FEEDS[feed].department, county=county, month=first_of_month(month), by=by,
        language=language, digest=digest, file_name=file_name[:200], **more,
    )  # fmt: skip


def receive_batch(*, feed, county, by, **more) -> FeedBatch:
    """Store what somebody sends for a department, and have it checked."""
    must_send(by, county, FEEDS[feed].department)
    return take_batch(feed=feed, county=county, by=by, **more)


@transaction.atomic
def take_batch(*, file, feed, county, month, by, language, way=BatchWay.PAGE, **more) -> FeedBatch:
    """Store what was sent, encrypted, and have it checked. Who may send was asked before: a person, or a token."""
    name = PurePath(file.name.replace("\\", "/")).name
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    batch = create_batch(
        feed=feed, county=county, month=month, by=by, language=language, digest=digest, file_name=name, way=way, **more
    )
    file.seek(0)
    files.store_batch_file(batch, name, file)
    record_access(by, "batch_sent", batch, area=county, feed=feed)
    ask_batch_job("feed_check", batch, by)
    return batch


def must_send(by, county, department) -> None:
    """Raise PermissionDenied unless this person sends for the department."""
    if not may_for_department(by, Permission.FEED_SEND, county, department):
        raise PermissionDenied(_("Your role does not send the data of this department."))


@transaction.atomic
def request_batch_check(*, batch, by) -> bool:
    """Have the file checked again. Returns False when the batch is no longer open."""
    must_send(by, batch.county, batch.department)
    if not batch.move(*MAY_CHECK, to=BatchState.UPLOADED, failure={}):
        return False
    record_access(by, "batch_check_asked", batch, area=batch.county)
    ask_batch_job("feed_check", batch, by)
    return True


@transaction.atomic
def request_batch_publish(*, batch, by, good_rows=False) -> bool:
    """Have the batch published: everything, or with `good_rows` only the rows without an error. Returns False when it
    is not open any more, or bad rows are left and not left out."""
    must_send(by, batch.county, batch.department)
    return begin_publishing(batch, by=by, good_rows=good_rows)


@transaction.atomic
def begin_publishing(batch, *, by, good_rows=False) -> bool:
    """Have a checked batch published. Who may was asked before."""
    if batch.errors and not good_rows:
        return False
    if not batch.move(*MAY_PUBLISH, to=BatchState.PUBLISHING, good_rows=good_rows):
        return False
    record_access(by, "batch_publish_asked", batch, area=batch.county)
    ask_batch_job("feed_publish", batch, by)
    return True


@transaction.atomic
def discard_batch(*, batch, by) -> bool:
    """Delete the file and what was found in it; the batch itself stays on the list."""
    must_send(by, batch.county, batch.department)
    if not batch.move(*MAY_DISCARD, to=BatchState.DISCARDED, has_error_file=False):
        return False
    batch.problems.all().delete()
    record_access(by, "batch_discarded", batch, area=batch.county)
    delete_files_after_commit(batch.county.code, f"{files.batch_folder(batch)}/*")
    return True


def discard_batch_of_operator(batch) -> None:
    """Discard what an operator only wanted to have checked."""
    batch.move(*MAY_DISCARD, to=BatchState.DISCARDED, has_error_file=False)
    batch.problems.all().delete()
    files.delete_batch_files(batch)


@transaction.atomic
def open_batch_errors(*, batch, by):
    """Open the error file, decrypted, with an entry in the access log. Raises FileNotFoundError."""
    must_send(by, batch.county, batch.department)
    record_access(by, "batch_errors_downloaded", batch, area=batch.county)
    return open_stored_file(files.error_file_name(batch))


def ask_batch_job(kind, batch, by) -> None:
    """Ask a worker to check or publish. Without a broker the batch waits, and its page says so."""
    ask_job(kind, key=batch_job_key(kind, batch), county=batch.county.code, by=by, batch=batch.pk)


def batch_job_key(kind, batch) -> str:
    return f"{kind} {batch.pk}"


def latest_batch_job(batch):
    """Return the job that checks or publishes this batch now; None when none was asked for."""
    kind = "feed_publish" if batch.state == BatchState.PUBLISHING else "feed_check"
    return Job.objects.latest_for(batch_job_key(kind, batch))
