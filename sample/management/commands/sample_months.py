from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from sample.months import close, waiting


class Command(BaseCommand):
    help = "Close the past ten months of a sample county: each is counted and frozen (docs/sample.md)."

    def add_arguments(self, parser):
        parser.add_argument("--county", default="420527", help="code of the county")

    def handle(self, *, county, **options):
        area = Area.objects.counties().filter(code=county).first()
        if area is None:
            raise CommandError(f"There is no county {county} here. Make one with: manage.py sample_county")
        if not waiting(area):
            self.stdout.write("Nothing to do: no past month of a sample county waits to be closed.")
        for report in close(area):
            self.stdout.write(f"  {report.month:%Y-%m}: {report.lines.count():,} lines, {report.digest}")
