import json

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.table import Table

from alerts.engine.what_if import WHAT_IF_COUNTS, try_parameter_values, what_if_json
from households.counties import counties_by_code


class Command(BaseCommand):
    help = "Try other parameter values on today's facts: which flags would open or close. Nothing is written."

    def add_arguments(self, parser):
        parser.add_argument("values", nargs="+", metavar="KEY=VALUE", help="for example line=9300 near_line=1.2")
        parser.add_argument("--county", help="code of a county; needed when several have households")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, values, county, **options):
        area = self.county(county)
        try:
            difference = try_parameter_values(area, dict(self.pair(text) for text in values), areas=[area])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if options["json"]:
            self.stdout.write(json.dumps(what_if_json(difference), indent=2))
        else:
            self.show(difference)

    def county(self, code):
        found, *others = counties_by_code(code)
        if others:
            codes = ", ".join(area.code for area in (found, *others))
            raise CommandError(f"Say which county: --county CODE. With households: {codes}.")
        return found

    def pair(self, text):
        key, equals, value = text.partition("=")
        if not equals:
            raise CommandError(f"“{text}” is not KEY=VALUE, for example line=9300.")
        return key.strip(), value.strip()

    def show(self, difference):
        console = Console(file=self.stdout)
        for key, (now, tried) in difference.values.items():
            console.print(f"{key}: {now} -> {tried}")
        table = Table("Where", *WHAT_IF_COUNTS, box=None)
        for row in difference.rules:
            table.add_row(row["rule"].code, *(str(row[name]) for name in WHAT_IF_COUNTS))
        for row in difference.townships:
            table.add_row(row["area"].name, *(str(row[name]) for name in WHAT_IF_COUNTS))
        table.add_row("all", *(str(difference.total[name]) for name in WHAT_IF_COUNTS))
        console.print(table)
        console.print(f"households that turn red: {difference.colours['turned_red']}")
        console.print(f"households that are red no longer: {difference.colours['left_red']}")
