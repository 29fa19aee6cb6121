from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.areas import divisions
from accounts.areas.division_file import WrongDivisions, read_division_file
from accounts.models import Area
from policy.reference import load_parameters

ASK_FOR_A_FILE = "Load it from a file: manage.py load_reference --county CODE --name NAME --divisions FILE"

CHANGE_A_NAME = "To change it, use the sheet “areas” of the import or the page Reference data."


class Command(BaseCommand):
    help = (
        "Load the divisions and starting parameters of counties: those that are shipped and those on file, or a county "
        "of your own from a CSV file. What is on file stays; twice changes nothing. Run it after every update."
    )

    def add_arguments(self, parser):
        parser.add_argument("--county", action="append", help="code of a county; may be given several times")
        parser.add_argument(
            "--divisions",
            dest="file",
            type=Path,
            metavar="FILE",
            help="CSV with the columns township_code, township, village_code, village; for one county",
        )
        parser.add_argument("--name", help="what people call the county of --divisions")
        parser.add_argument("--official-name", help="its name in full, with province and city")

    @transaction.atomic
    def handle(self, *, county, file, name, official_name, **options):
        if file:
            self.load_from_file(county or [], file, name, official_name)
        elif name or official_name:
            raise CommandError("--name and --official-name belong to --divisions FILE, which is missing.")
        else:
            for code in county or known_counties():
                self.load_parameters_of(load_known_county(code))

    def load_from_file(self, codes, path, name, official_name):
        """Load one county from its own file."""
        if len(codes) != 1 or not (codes[0].isascii() and codes[0].isdigit() and len(codes[0]) == 6):
            raise CommandError("--divisions needs exactly one --county, with its national code of 6 digits.")
        (code,) = codes
        if not name and not Area.objects.filter(code=code).exists():
            raise CommandError(f"County {code} is new here: say what it is called, with --name.")
        try:
            rows = read_division_file(path, code)
        except WrongDivisions as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        area = divisions.save_county(code, name or code, official_name or name or code, rows)
        for kept in divisions.kept_names(area, rows):
            self.stdout.write(f"  The name on file stays, {kept}. {CHANGE_A_NAME}")
        self.load_parameters_of(area)

    def load_parameters_of(self, area):
        added = load_parameters(area)
        places = f"{area.children.count()} townships, {Area.objects.within(area).villages().count()} villages"
        self.stdout.write(f"{area.code}: {places}; {added} parameters added")


def known_counties() -> list[str]:
    """Return the codes of the counties that are shipped, and of all on file."""
    shipped = [known["code"] for known in divisions.shipped_counties()]
    return [*shipped, *Area.objects.counties().exclude(code__in=shipped).values_list("code", flat=True)]


def load_known_county(code) -> Area:
    """Load a shipped county, or return one on file as it is. Raises CommandError for any other."""
    try:
        return divisions.load_county(code)
    except LookupError as error:
        if area := Area.objects.counties().filter(code=code).first():
            return area
        raise CommandError(f"{error} {ASK_FOR_A_FILE}") from error
