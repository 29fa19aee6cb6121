import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import Area
from core.crypto.files import open_stored_file
from core.dates import add_months, first_of_month, today
from core.jobs.errors import error_in_short
from core.workflow import ActionRefused
from departments.batches import actions, files
from departments.batches import run as batch_run
from departments.feeds import FEEDS
from departments.models import BatchState, BatchWay
from departments.pages.columns import COUNT_WORDS
from households.counties import counties_with_households
from households.import_messages import ProblemMessage
from households.imports.read.files import file_parts_at, parts_digest
from households.management.commands.import_registry import import_progress_bar

PROBLEMS_SHOWN, IN_JSON = 20, 1000


class Command(BaseCommand):
    help = "Publish what a department sent for a month (docs/departments.md). Twice adds nothing."

    def add_arguments(self, parser):
        parser.add_argument("feed", choices=list(FEEDS), metavar="FEED", help=f"one of: {', '.join(FEEDS)}")
        parser.add_argument("path", type=Path, help="a workbook or a CSV file")
        parser.add_argument("--month", help="month of the data, such as 2026-06; without it the last full month")
        parser.add_argument("--county", metavar="CODE", help="code of the county; needed when there are several")
        parser.add_argument("--dry-run", action="store_true", help="check and say what would happen; publish nothing")
        parser.add_argument("--good-rows", action="store_true", help="publish the good rows although others are bad")
        parser.add_argument("--whole", action="store_true", help="the file is all of the month: withdraw what it lacks")
        parser.add_argument(
            "--error-file", type=Path, metavar="FILE", help="write the rows to correct to this .xlsx file"
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *, feed, path, dry_run, error_file, **options):
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with transaction.atomic():
            batch = self.begin(feed, path, dry_run, **options)
        self.work(batch, path, dry_run)
        self.tell(batch, options["json"])
        if error_file and batch.has_error_file:
            error_file.write_bytes(open_stored_file(files.error_file_name(batch)).read())
        if dry_run:
            actions.discard_batch_of_operator(batch)
        elif batch.state != BatchState.PUBLISHED:
            raise CommandError("Nothing was published.")

    def begin(self, feed, path, dry_run, *, month, county, good_rows, whole, **options):
        try:
            return actions.create_batch(
                feed=feed, county=self.county(county), month=self.month(month), by=None, language=get_language(),
                digest=parts_digest(file_parts_at(path)), file_name=path.name, way=BatchWay.COMMAND, is_whole=whole,
                good_rows=good_rows, state=BatchState.CHECKING if dry_run else BatchState.PUBLISHING,
            )  # fmt: skip
        except ActionRefused as error:
            raise CommandError(str(error)) from error

    def work(self, batch, path, dry_run):
        work = batch_run.run_batch_check if dry_run else batch_run.run_batch_publish
        with import_progress_bar(hidden=True) as report:
            try:
                work(batch, parts=file_parts_at(path), report=report)
            except Exception as error:  # without its text, which may hold people's data and ends up in log files
                batch_run.fail_batch(batch, ProblemMessage("unexpected", {"kind": error_in_short(error)}))
        batch.refresh_from_db()

    def county(self, code):
        counties = Area.objects.counties().filter(code__in=[code] if code else counties_with_households())
        if len(counties) != 1:
            raise CommandError("Name the county by its code: --county 420527." if not code else f"No county {code}.")
        return counties[0]

    def month(self, text):
        if not text:
            return add_months(first_of_month(today()), -1)
        try:
            return timezone.datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            raise CommandError(f"“{text}” is no month. Write it like 2026-06.") from None

    def tell(self, batch, as_json):
        if as_json:
            self.stdout.write(json.dumps(batch_outcome_json(batch), indent=2, ensure_ascii=False))
            return
        self.stdout.write(f"{batch}: {batch.get_state_display()}")
        if batch.failed_because:
            self.stdout.write(str(batch.failed_because))
        for name, words in COUNT_WORDS.items():
            if batch.counts.get(name):
                self.stdout.write(f"{words}: {batch.counts[name]}")
        for problem in batch.problems.all()[:PROBLEMS_SHOWN]:
            where = f"row {problem.row}, {problem.column} “{problem.masked_value}”"
            self.stdout.write(f"{where}: {problem.message}")


def batch_outcome_json(batch) -> dict:
    """Return what `--json` prints. Secret values are masked, because output ends up in log files."""
    problems = [
        {"row": one.row, "column": one.column, "value": one.masked_value, "code": one.code, "what": one.message.what,
         "remedy": one.message.remedy}
        for one in batch.problems.all()[:IN_JSON]
    ]  # fmt: skip
    return {
        "batch": batch.pk, "county": batch.county.code, "feed": batch.feed, "month": f"{batch.month:%Y-%m}",
        "state": batch.state, "sha256": batch.digest, "failure": str(batch.failed_because or ""),
        "remarks": [str(remark) for remark in batch.remarks_in_words], "counts": batch.counts, "problems": problems,
    }  # fmt: skip
