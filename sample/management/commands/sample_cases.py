import time

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from sample.case_files import complete


class Command(BaseCommand):
    help = "Give the cases of a sample county their papers, helpers, plans and measures (docs/sample.md)."

    def add_arguments(self, parser):
        parser.add_argument("--county", default="420527", help="code of the county")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day invent the same papers again")

    def handle(self, *, county, seed, **options):
        area = Area.objects.counties().filter(code=county).first()
        if area is None:
            raise CommandError(f"There is no county {county} here. Make one with: manage.py sample_county")
        started = time.monotonic()
        counts = complete(area, seed)
        if not counts:
            self.stdout.write("Nothing to do: no sample county with demo people waits for the papers of its cases.")
            return
        for model, count in counts.items():
            self.stdout.write(f"  {count:>9,} {model._meta.verbose_name_plural}")
        self.stdout.write(f"Done in {time.monotonic() - started:.1f} seconds. Nobody here exists: docs/sample.md")
