import datetime as dt
import json

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from alerts.tasks import counties_with_households
from povwatch.lib.workflow import Overtaken, Refused
from reports import actions


class Command(BaseCommand):
    help = "Freeze the monthly report of a month that is over; again changes nothing and prints the same digest."

    def add_arguments(self, parser):
        parser.add_argument("month", metavar="YYYY-MM", help="the month, e.g. 2026-10")
        parser.add_argument("--county", metavar="CODE", help="code of a county; all with households when not given")
        parser.add_argument("--json", action="store_true", help="print the frozen reports as JSON")

    def handle(self, *, month, county, **options):
        first = self.first_day(month)
        reports = [self.close(area, first) for area in self.counties(county)]
        if options["json"]:
            self.stdout.write(json.dumps([as_json(report) for report in reports], indent=2))
            return
        for report in reports:
            lines = f"{report.lines.count():,} lines"
            self.stdout.write(f"{report.county.code} {month} version {report.version}: {lines}, {report.digest}")

    def first_day(self, text):
        try:
            return dt.datetime.strptime(text, "%Y-%m").date()
        except ValueError as error:
            raise CommandError(f"The month must look like 2026-10 (YYYY-MM), not “{text}”.") from error

    def counties(self, code):
        codes = [code] if code else counties_with_households()
        if not codes:
            raise CommandError("No county has households yet. Import a registry or make a sample county first.")
        areas = list(Area.objects.counties().filter(code__in=codes))
        if not areas:
            raise CommandError(f"There is no county {code}. Load it first: manage.py load_reference --county {code}")
        return areas

    def close(self, area, first):
        try:
            return actions.close(area, first)
        except (Refused, Overtaken) as error:
            raise CommandError(f"{area.code}: {error}") from error


def as_json(report) -> dict:
    """What identifies a frozen month: two that print the same are the same."""
    return {
        "county": report.county.code, "month": f"{report.month:%Y-%m}", "version": report.version,
        "state": report.state, "as_of": report.as_of.isoformat(), "lines": report.lines.count(),
        "parameters_digest": report.parameters_digest, "rules_digest": report.rules_digest, "digest": report.digest,
    }  # fmt: skip
