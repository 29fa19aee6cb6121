"""The base of commands that add to a sample county."""

from django.core.management.base import CommandError

from accounts.models import Area
from core.database_roles import OwnerCommand


class CountyCommand(OwnerCommand):
    """A command with the code of a county and, for most, a seed."""

    make_it = "Make one with: manage.py sample_county"

    def add_arguments(self, parser):
        parser.add_argument("--county", default="420527", help="code of the county")
        parser.add_argument("--seed", type=int, default=1, help="the same seed and day invent the same again")

    def find_county(self, code: str) -> Area:
        area = Area.objects.counties().filter(code=code).first()
        if area is None:
            raise CommandError(f"There is no county {code} here. {self.make_it}")
        return area

    def tell_counts(self, counts: dict) -> None:
        for label, count in counts.items():
            self.stdout.write(f"  {count:>9,} {label}")
        self.stdout.write("Nobody here exists: docs/sample.md")
