"""Doing a job in the worker: once, by one worker at a time, within its limits, with a report of what came of it."""

import datetime as dt
import logging
import time
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import PermissionDenied
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from psycopg2.errors import QueryCanceled

from core.crypto.files import FilesAway
from core.locks import hold_work_lock
from core.log_context import told_in_log
from core.workflow import ActionRefused, StaleState

from .actions import send_job
from .errors import error_in_short
from .memory import limited_memory
from .models import OPEN_JOB_STATES, Job, JobState

log = logging.getLogger(__name__)
TELL_EVERY = 0.5  # seconds between two reports of progress
DATABASE_AWAY = (1, 2, 4, 8, 15, 30)  # seconds after which it is asked again whether it is back
TOLD_IN_WORDS = (ActionRefused, StaleState, PermissionDenied)  # written by us: they say what to do and hold no data


class JobCancelled(Exception):
    """The job was cancelled by the person who asked for it."""


def work_on_job(pk) -> bool:
    """Do a job that is open, or that a killed worker left behind. Returns False while another worker is working on it:
    that one may still be killed, so look again soon."""
    job = Job.objects.filter(pk=pk).first()
    if job is None:
        return True
    with told_in_log(job=str(job.pk), kind=job.kind), hold_work_lock(job.lock) as held:
        if held and begin_attempt(job):
            attempt_job(job)
    return held or not Job.objects.open().filter(pk=pk).exists()


def begin_attempt(job) -> bool:
    """Count one more attempt. A job is set aside when workers died too often while working on it."""
    now, kind = timezone.now(), job.kind_of_job
    mine = Job.objects.open().filter(pk=job.pk)  # compare and set: it may be cancelled at any moment
    begun = mine.filter(attempts__lt=kind.attempts).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=now, heartbeat_at=now, done=0
    )
    if not begun and mine.exists():
        log.error("Job %s is set aside: %s workers died while working on it.", job, kind.attempts)
        failure = _("It was given up because the program crashed on it more than once. Tell your administrator.")
        give_up_job(job, JobState.SET_ASIDE, failure)
    job.refresh_from_db()
    return bool(begun)


def attempt_job(job) -> None:
    """Do the job and store what came of it."""
    kind = job.kind_of_job
    try:
        with translation.override(job.language), progress_reported(job), limited_memory(kind.megabytes):
            finish_work(job)
    except JobCancelled:
        return
    except kind.later as error:
        retry_job_later(job, error, str(error))
    except TOLD_IN_WORDS as error:
        give_up_job(job, JobState.FAILED, str(error))
    except Exception as error:  # those who wait must be told, without its text: it may hold people's data
        log.error("Job %s stopped: %s", job, error_in_short(error))
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        with translation.override(job.language):
            words = failure_in_words(error, kind)
        if is_passing(error):
            once_database_answers(partial(retry_job_later, job, error, words))
        else:
            give_up_job(job, JobState.FAILED, words, error_in_short(error))


def finish_work(job) -> None:
    """Do the work and store its result; for a kind that is `whole`, in one transaction."""
    if not job.kind_of_job.whole:
        close_job(job, JobState.DONE, result=job.kind_of_job.work(job))
        return
    with transaction.atomic():
        close_job(job, JobState.DONE, result=job.kind_of_job.work(job))


def failure_in_words(error, kind) -> str:
    if isinstance(error, MemoryError):
        words = _("It needs more memory than %(most)s MB. Ask for a smaller part, or tell your administrator.")
        return words % {"most": kind.megabytes}
    if isinstance(error, SoftTimeLimitExceeded):
        words = _("It took longer than %(most)s minutes. Ask for a smaller part, or tell your administrator.")
        return words % {"most": kind.minutes}
    if kind.whole:  # one transaction, which was undone
        return _(
            "Something went wrong and nothing was changed. Try again; if it happens again, tell your administrator."
        )
    return _(
        "Something went wrong before it was finished. Look at what is there and try again; if it happens again, tell "
        "your administrator."
    )


def is_passing(error) -> bool:
    """Whether the database or the place of the files was away, restarted or busy: what failed for that works a little
    later. A statement that took longer than its limit would again."""
    passing = isinstance(error, OperationalError | InterfaceError | FilesAway)
    return passing and not isinstance(error.__cause__, QueryCanceled)


def once_database_answers(record: Callable[[], None]) -> None:
    """Write down how an attempt ended, and wait up to a minute for a database that is away: else the job would wait for
    the sweep, and count as one at which a worker died."""
    for wait in DATABASE_AWAY:
        try:
            return record()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(wait)
    record()


def retry_job_later(job, error, words) -> None:
    """Send the job again after a while, as often as its kind allows."""
    kind = job.kind_of_job
    if job.retried >= kind.retries:
        give_up_job(job, JobState.FAILED, words, error_in_short(error))
        return
    wait = dt.timedelta(seconds=kind.seconds_to_retry(job.retried))
    Job.objects.open().filter(pk=job.pk).update(
        state=JobState.WAITING, attempts=0, retried=F("retried") + 1, not_before=timezone.now() + wait
    )
    send_job(job, after=wait)


def give_up_job(job, state, failure, error="") -> None:
    """Close a job that failed, and tell those who wait for it."""
    if close_job(job, state, failure=failure[:500], error=error[:500]) and (tell := job.kind_of_job.gave_up):
        job.refresh_from_db()
        tell(job)


def close_job(job, state, **values) -> bool:
    """Close a job that is open. Returns False when it is closed by now."""
    now = timezone.now()
    days = dt.timedelta(job.kind_of_job.kept_days)
    mine = Job.objects.filter(pk=job.pk, state__in=OPEN_JOB_STATES)
    return bool(mine.update(state=state, finished_at=now, expires_at=now + days, **values))


# Progress is written over a connection of its own, because it must be visible while the transaction of the work is
# still open. The same UPDATE shows whether the job was cancelled.


@contextmanager
def progress_reported(job):
    """Give the job a `tell(step, done, total)` while the block runs."""
    with progress_connection() as side:
        job.tell = ProgressReport(job, side)
        yield
    del job.tell


@contextmanager
def progress_connection():
    """Yield a second connection to the database. Inside a transaction that holds the job itself, yield the only one
    there is."""
    if connection.in_atomic_block:
        yield connection
        return
    side = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        yield side
    finally:
        side.close()


class ProgressReport:
    """Reports how far a job is, twice a second at most. Raises JobCancelled when the job was cancelled."""

    def __init__(self, job, side):
        self.job, self.side, self.step, self.told_at = job, side, None, 0.0

    def __call__(self, step="", done=0, total=0):
        if step == self.step and time.monotonic() - self.told_at < TELL_EVERY:
            return
        self.step, self.told_at = step, time.monotonic()
        with self.side.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET step = %s, done = %s, total = %s, heartbeat_at = clock_timestamp() "
                "WHERE id = %s AND state = 'running'",
                [step, done, total, self.job.pk],
            )
            if not cursor.rowcount:
                raise JobCancelled
