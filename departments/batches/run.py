"""Checking and publishing a batch, from start to end. Each is one transaction: a killed worker leaves nothing half
done, and the next attempt starts again from the file."""

from django.db import transaction
from django.utils import timezone, translation

from accounts.audit.log import record_access
from alerts.engine.actions import ask_risk_run
from core.locks import wait_for_turn
from core.outbox.actions import put_all_in_outbox
from core.outbox.unneeded_files import delete_files_after_commit
from core.sql import execute_sql
from departments.feeds import FEEDS
from departments.models import BatchState, FeedProblem
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.read.files import tables_of_parts
from visits.signals import RECOMPUTE

from . import files
from .error_file import write_error_file
from .match import find_people_of_batch
from .months import note_feed_came
from .publish import compare_batch, count_people_of_batch, preview_batch, write_batch
from .reader import feed_table, read_rows
from .stage import FeedStage
from .strangers import tell_of_strangers

PREVIEW_ROWS = 10
MANY = 1_000  # households; a whole night costs no more than recomputing more one by one


def run_batch_check(batch, *, parts=None, report) -> None:
    """Read the file and compare it with what was sent before; only the findings are stored."""
    work_on_batch(batch, BatchState.CHECKING, parts, report, publish=False)


def run_batch_publish(batch, *, parts=None, report) -> None:
    """Read and compare once more, then write everything, or with `good_rows` only the rows without an error."""
    work_on_batch(batch, BatchState.PUBLISHING, parts, report, publish=True)


def work_on_batch(batch, state, parts, report, publish):
    batch.refresh_from_db()
    if batch.state != state:  # another worker finished it
        return
    try:
        process_batch(batch, files.batch_parts(batch) if parts is None else parts, report, publish)
    except BrokenFile as broken:
        fail_batch(batch, broken.message)


def fail_batch(batch, message) -> None:
    """Store why a batch failed while it was being checked or published."""
    working = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.PUBLISHING)
    batch.move(*working, to=BatchState.FAILED, failure=message.as_json())


def process_batch(batch, parts, report, publish):
    with translation.override(batch.language), transaction.atomic():
        check_and_publish(batch, parts, report, publish)


def check_and_publish(batch, parts, report, publish):
    feed = FEEDS[batch.feed]
    if publish:
        wait_for_turn(f"feed {feed.code} of county {batch.county_id}")
    execute_sql("SET LOCAL work_mem = '64MB'")
    stage = FeedStage(batch, report)
    placed = feed_table(tables_of_parts(parts), feed)
    read_rows(placed, feed, batch, stage)
    stage.arrived()
    if not stage.counts["rows"]:
        raise BrokenFile("no_rows")
    report("comparing", 0, 0)
    find_people_of_batch(stage)
    compare_batch(stage)
    count_people_of_batch(stage)
    published = publish and (batch.good_rows or not stage.counts["errors"])
    if published:
        publish_batch(stage)
    store_batch_outcome(batch, stage, placed, publish=publish, published=published)


def publish_batch(stage) -> None:
    """Write the rows, tell of those whom nobody knows, and have the households recomputed that they touch."""
    stage.report("writing", 0, 0)
    batch, touched = stage.batch, write_batch(stage)
    note_feed_came(batch)
    tell_of_strangers(stage)
    if len(touched) > MANY:
        ask_risk_run(batch.county.code)
    else:
        put_all_in_outbox(RECOMPUTE, batch.county.code, touched)
    stage.counts["households"] = len(touched)
    told = {name: stage.counts[name] for name in ("new", "changed", "withdrawn")}
    record_access(batch.by, "batch_published", batch, area=batch.county, feed=batch.feed, **told)


def store_batch_outcome(batch, stage, placed, *, publish, published) -> None:
    """Store the outcome: counts, remarks, problems and the error file."""
    stage.report("listing", 0, 0)
    problems = write_error_file(batch, placed)
    remarks = list(placed.remarks)
    if publish and not published and batch.checked_at:
        remarks.append(ProblemMessage("feed_gone", {"errors": stage.counts["errors"]}))
    batch.problems.all().delete()
    FeedProblem.objects.bulk_create(problems, batch_size=2000)
    outcome = {
        "counts": dict(stage.counts),
        "preview": preview_batch(stage, PREVIEW_ROWS),
        "remarks": [remark.as_json() for remark in remarks],
        "has_error_file": bool(problems),
        "failure": {},
        "checked_at": timezone.now(),
    }
    if published:
        batch.move(BatchState.PUBLISHING, to=BatchState.PUBLISHED, published_at=timezone.now(), **outcome)
        delete_files_after_commit(batch.county.code, f"{files.batch_folder(batch)}/*{files.PART}")
    else:
        batch.move(BatchState.PUBLISHING if publish else BatchState.CHECKING, to=BatchState.CHECKED, **outcome)
