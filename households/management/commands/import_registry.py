import json
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from core.crypto.files import open_stored_file
from core.jobs.errors import error_in_short
from households.import_messages import IMPORT_STEPS, BrokenFile
from households.imports import actions, uploads
from households.imports import run as import_run
from households.imports.match.new_county import import_county
from households.imports.read.files import file_parts_at
from households.imports.write.error_file import error_file_name
from households.models import ImportState
from households.models.imports import ALL

PROBLEMS_SHOWN = 20  # problems printed in the terminal; the error file has them all
IN_JSON = 1000
NUMBERS = ("rows", "new", "changed", "same", "held", "errors", "warnings")


class Command(BaseCommand):
    help = (
        "Import the registry of a county from a workbook or a folder of CSV files (docs/import.md). Twice adds nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="a workbook, a CSV file or a folder of CSV files")
        parser.add_argument(
            "--county", metavar="CODE", help="code of the county, e.g. 420527; needed when there are several"
        )
        parser.add_argument("--dry-run", action="store_true", help="check and say what would happen; save nothing")
        parser.add_argument("--good-rows", action="store_true", help="save the good households although others are bad")
        parser.add_argument(
            "--error-file", type=Path, metavar="FILE", help="write the rows to correct to this .xlsx file"
        )
        parser.add_argument(
            "--settled",
            action="store_true",
            help="whatever was not read (see --dry-run: hidden sheets, columns without a known header) is right so",
        )
        parser.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *, path, dry_run, **options):
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        with transaction.atomic() if dry_run else nullcontext():
            batch = self.go(path, dry_run, **options)
            if dry_run:
                transaction.set_rollback(True)
                uploads.delete_import_files(batch)
        if batch.state == ImportState.FAILED or not (dry_run or batch.state == ImportState.SAVED):
            left = " Settle what was not read: correct the file, or add --settled." if batch.to_settle else ""
            left += "".join(f" {remark}" for remark in batch.awaited)
            raise CommandError(f"Nothing was saved.{left}")

    def go(self, path, dry_run, *, county, good_rows, error_file, settled, **options):
        parts = file_parts_at(path)
        state = ImportState.CHECKING if dry_run else ImportState.SAVING
        batch = actions.create_import(
            file_name=path.name,
            county=self.county(parts, county),
            by=None,
            language=get_language(),
            state=state,
            good_rows=good_rows,
            settled=ALL if settled else [],
        )
        actions.store_import_digest(batch, parts)
        with import_progress_bar(hidden=options["json"]) as report:
            work = import_run.run_import_check if dry_run else import_run.run_import_save
            try:
                work(batch, parts=parts, report=report)
            except Exception as error:  # without its text, which may hold people's data and ends up in log files
                import_run.fail_unexpectedly(batch, error_in_short(error))
        batch.refresh_from_db()
        self.tell(batch, options["json"])
        if error_file and batch.has_error_file:
            error_file.write_bytes(open_stored_file(error_file_name(batch)).read())
        return batch

    def county(self, parts, code):
        try:
            return import_county(parts, code)
        except LookupError as error:
            raise CommandError(str(error)) from error
        except BrokenFile as broken:
            raise CommandError(str(broken.message)) from broken

    def tell(self, batch, as_json):
        if as_json:
            self.stdout.write(json.dumps(import_outcome_json(batch), indent=2, ensure_ascii=False))
            return
        console = Console(file=self.stdout, highlight=False)
        console.print(f"{batch.county.code}: {batch.get_state_display()}")
        if batch.failed_because:
            console.print(str(batch.failed_because))
        table = Table("Sheet", *NUMBERS, box=None)
        for counts in batch.counts:
            table.add_row(counts["sheet"], *(str(counts[number]) for number in NUMBERS))
        console.print(table)
        for remark in batch.remarks_in_words:
            console.print(str(remark))
        for problem in batch.problems.all()[:PROBLEMS_SHOWN]:
            console.print(escape(problem_words(problem)))
        if (left := batch.problems.count() - PROBLEMS_SHOWN) > 0:
            console.print(f"... and {left} more: see the error file (--error-file FILE).")


def problem_words(problem) -> str:
    kind = "error" if problem.is_error else "warning"
    return f"{kind}: {problem.sheet}, row {problem.row}, {problem.column} “{problem.masked_value}”: {problem.message}"


def import_outcome_json(batch) -> dict:
    """Return what `--json` prints. Secret values are masked, because output ends up in log files."""
    return {
        "import": batch.pk,
        "county": batch.county.code,
        "state": batch.state,
        "layout": batch.layout,
        "sha256": batch.digest,
        "failure": str(batch.failed_because or ""),
        "remarks": [str(remark) for remark in batch.remarks_in_words],
        "counts": batch.counts,
        "problems": [
            {
                "sheet": problem.sheet,
                "row": problem.row,
                "column": problem.column,
                "value": problem.masked_value,
                "error": problem.is_error,
                "code": problem.code,
                "what": problem.message.what,
                "remedy": problem.message.remedy,
            }
            for problem in batch.problems.all()[:IN_JSON]
        ],
    }


@contextmanager
def import_progress_bar(hidden):
    """Return a report(step, done, total) that moves a bar in the terminal."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True), disable=hidden, transient=True) as bars:
        bar = bars.add_task("", total=None)

        def report(step, done=0, total=0):
            bars.update(bar, description=str(IMPORT_STEPS[step]), completed=done, total=total or None)

        yield report
