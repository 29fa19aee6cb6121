import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError

from core.workflow import ActionRefused, StaleState
from households.counties import counties_by_code
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month import verify


class Command(BaseCommand):
    help = (
        "Freeze the monthly report of a month that is over; again changes nothing and prints the same digest. "
        "With --verify, prove a frozen month: its rows are as they were, and its data as they were give the same."
    )

    def add_arguments(self, parser):
        parser.add_argument("month", metavar="YYYY-MM", help="the month, e.g. 2026-10")
        parser.add_argument("--county", metavar="CODE", help="code of a county; all with households when not given")
        parser.add_argument("--verify", action="store_true", help="freeze nothing; verify every frozen version")
        parser.add_argument("--json", action="store_true", help="print the frozen reports as JSON")

    def handle(self, *, month, county, **options):
        first = self.first_day(month)
        if options["verify"]:
            return self.verify(counties_by_code(county), first, options["json"])
        reports = [self.close(area, first) for area in counties_by_code(county)]
        if options["json"]:
            self.stdout.write(json.dumps([frozen_report_as_json(report) for report in reports], indent=2))
            return
        for report in reports:
            counted = f"{report.rows.count():,} rows"
            self.stdout.write(f"{report.county.code} {month} version {report.version}: {counted}, {report.digest}")

    def first_day(self, text):
        try:
            return dt.datetime.strptime(text, "%Y-%m").date()
        except ValueError as error:
            raise CommandError(f"The month must look like 2026-10 (YYYY-MM), not “{text}”.") from error

    def close(self, area, first):
        try:
            return month_actions.close_report_month(area, first)
        except (ActionRefused, StaleState) as error:
            raise CommandError(f"{area.code}: {error}") from error

    def verify(self, areas, first, wants_json):
        reports = MonthlyReport.objects.sealed().filter(county__in=areas, month=first)
        verdicts = [verify.verify_report(report) for report in reports.order_by("county__code", "version")]
        if not verdicts:
            raise CommandError(f"{first:%Y-%m} is not frozen, so there is nothing to verify. Without --verify it is.")
        told = [verification_as_json(one) for one in verdicts]
        self.stdout.write(json.dumps(told, indent=2) if wants_json else "\n".join(map(verification_in_words, verdicts)))
        if wrong := sum(not one.holds for one in verdicts):
            raise CommandError(f"{wrong} of {len(verdicts)} frozen reports do not hold.")


def verification_in_words(verdict) -> str:
    """Return one line for a report that holds; for one that does not, also what differs."""
    report = verdict.report
    name = f"{report.county.code} {report.month:%Y-%m} version {report.version}"
    notes = [f"  {note}" for note in verdict.notes]
    if verdict.holds:
        return "\n".join([f"{name}: holds, {report.rows.count():,} rows, {report.digest}", *notes])
    digests = f"frozen with {report.digest}, its rows give {verdict.kept.digest}, counted again {verdict.again.digest}"
    return "\n".join([f"{name}: DOES NOT HOLD; {digests}", *map(code_difference_in_words, verdict.differences), *notes])


def code_difference_in_words(one) -> str:
    """Return a code with its households, people, times and yuan, as kept and as counted again."""
    kept, again = ("nothing" if told is None else ", ".join(map(str, told)) for told in (one["kept"], one["again"]))
    same = "; the figures are the same, but not the rows" if kept == again else ""
    return f"  {one['code']}: kept {kept}; counted again {again}{same}"


def verification_as_json(verdict) -> dict:
    return frozen_report_as_json(verdict.report) | {
        "holds": verdict.holds,
        "digest_of_rows": verdict.kept.digest,
        "digest_again": verdict.again.digest,
        "differences": verdict.differences,
        "notes": verdict.notes,
    }


def frozen_report_as_json(report) -> dict:
    """Return what identifies a frozen month: two equal outputs are the same month."""
    return {
        "county": report.county.code,
        "month": f"{report.month:%Y-%m}",
        "version": report.version,
        "state": report.state,
        "as_of": report.as_of.isoformat(),
        "rows": report.rows.count(),
        "parameters_digest": report.parameters_digest,
        "rules_digest": report.rules_digest,
        "digest": report.digest,
    }
