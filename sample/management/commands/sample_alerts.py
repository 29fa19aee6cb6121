import time

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Area
from alerts.models import AlertState
from sample.alerts import live


class Command(BaseCommand):
    help = "Give the alerts of a sample county a past, and open ones in every state (docs/sample.md)."

    def add_arguments(self, parser):
        parser.add_argument("--county", default="420527", help="code of the county")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day tell the same past again")

    def handle(self, *, county, seed, **options):
        area = Area.objects.counties().filter(code=county).first()
        if area is None:
            raise CommandError(f"There is no county {county} here. Make one with: manage.py sample_county")
        started = time.monotonic()
        states = live(area, seed)
        if not states:
            self.stdout.write("Nothing to do: no alert of a sample county waits for its past (manage.py recompute).")
            return
        for state in AlertState:
            self.stdout.write(f"  {states[state]:>9,} {state.value}")
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} seconds. Nobody here exists: docs/sample.md")
