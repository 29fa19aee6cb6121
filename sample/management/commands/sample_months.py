from sample.management.county_command import CountyCommand
from sample.months import close_past_months, months_waiting


class Command(CountyCommand):
    help = "Close the past ten months of a sample county: each is counted and frozen (docs/sample.md)."

    def handle(self, *, county, **options):
        area = self.find_county(county)
        if not months_waiting(area):
            self.stdout.write("Nothing to do: no past month of a sample county waits to be closed.")
        for report in close_past_months(area):
            self.stdout.write(f"  {report.month:%Y-%m}: {report.rows.count():,} rows, {report.digest}")
