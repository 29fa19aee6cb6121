import datetime as dt
import time

from django.core.management.base import CommandError
from django.db import transaction

from accounts.areas.divisions import load_county
from accounts.models import AreaAttribute
from core.database_roles import OwnerCommand
from core.dates import today
from households.models import Household
from policy.reference import load_parameters
from sample.county import DEFAULT_HOUSEHOLDS, LEAST_HOUSEHOLDS, fill_county
from sample.places import say_what_places_are

COUNTIES = {"zigui": "420527", "fengjie": "500236"}
EARLIEST = dt.date(2022, 1, 1)


class Command(OwnerCommand):
    help = "Fill an empty county with invented people in its real villages (docs/sample.md)."

    def add_arguments(self, parser):
        parser.add_argument("--county", choices=COUNTIES, default="zigui")
        parser.add_argument("--households", type=int, help="lifted households (27,000 for Zigui, 34,000 for Fengjie)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day invent the same county")
        parser.add_argument("--as-of", type=dt.date.fromisoformat, help="the sample's today (YYYY-MM-DD)")

    def handle(self, *, county, households, seed, as_of, **options):
        code, day = COUNTIES[county], as_of or today()
        count = DEFAULT_HOUSEHOLDS[code] if households is None else households
        self.refuse_nonsense(code, count, day)
        started = time.monotonic()
        self.stdout.write(f"Inventing {count:,} lifted households in {code} as of {day} (seed {seed}) ...")
        with transaction.atomic():
            area = load_county(code)
            load_parameters(area)
            counts = fill_county(area, count, seed, day)
            counts[AreaAttribute] = say_what_places_are(area, seed)
        for model, rows in counts.items():
            self.stdout.write(f"  {rows:>9,} {model._meta.verbose_name_plural}")
        self.stdout.write(f"Done in {time.monotonic() - started:.0f} seconds. Nobody here exists: docs/sample.md")

    def refuse_nonsense(self, code, count, day):
        if count < LEAST_HOUSEHOLDS:
            raise CommandError(f"--households must be at least {LEAST_HOUSEHOLDS}: the stories need that many.")
        if not EARLIEST <= day <= today():
            raise CommandError(f"--as-of must lie between {EARLIEST} (monitoring began in 2020) and today, {today()}.")
        if Household.objects.filter(county__code=code).exists():
            raise CommandError(
                f"County {code} already has households, and the sample fills an empty county only. Choose the other "
                "county with --county, or start with an empty database: another POVWATCH_HOME or DATABASE_URL."
            )
