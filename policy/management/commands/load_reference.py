from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.areas import divisions
from policy.reference import load_parameters


class Command(BaseCommand):
    help = "Load the divisions and starting parameters of a county (or of all that are shipped). Twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--county", action="append", help="code of a county; may be given several times")

    @transaction.atomic
    def handle(self, *, county, **options):
        for code in county or [known["code"] for known in divisions.shipped_counties()]:
            try:
                area = divisions.load_county(code)
            except LookupError as error:
                raise CommandError(str(error)) from error
            added = load_parameters(area)
            self.stdout.write(f"{area.code}: divisions loaded, {added} parameters added")
