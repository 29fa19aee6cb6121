"""The real divisions of a county, from the CSV files beside this module or one of its own (division_file.py). Loading
them twice changes nothing."""

import csv
from pathlib import Path

from accounts.models import Area

from .former import former_places

DIVISIONS_DIR = Path(__file__).parent / "data"


def read_division_rows(name):
    with (DIVISIONS_DIR / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shipped_counties() -> list[dict]:
    """Return the counties that can be loaded, each with code and name."""
    return read_division_rows("counties.csv")


def short_village_name(official: str, endings: list[dict]) -> tuple[str, str]:
    """Return how people call a village, and whether it is a village committee or a community."""
    for ending in endings:
        if official.endswith(ending["ending"]):
            return official.removesuffix(ending["ending"]) + ending["short"], ending["kind"]
    return official, ""


def load_county(code: str) -> Area:
    """Load a shipped county with its townships and villages. Raises LookupError for a county without a file."""
    for county in shipped_counties():
        if county["code"] == code:
            return save_county(code, county["name"], county["official_name"], read_division_rows(county["divisions"]))
    known = ", ".join(county["code"] for county in shipped_counties())
    raise LookupError(f"No divisions of county {code} are shipped. Known: {known}.")


def save_county(code: str, name: str, official_name: str, divisions: list[dict]) -> Area:
    """Keep a county with its townships and villages, one row of `divisions` a village. What is on file stays as it
    is."""
    _save([_area(code, Area.Level.COUNTY, name, official_name, None)])
    area, endings = Area.objects.get(code=code), read_division_rows("endings.csv")
    names = {row["township_code"]: row["township"] for row in divisions}
    _save([_area(key, Area.Level.TOWNSHIP, name, name, area) for key, name in names.items()])
    townships = {township.code: township for township in area.children.all()}
    replaced = former_places(area).codes  # a village with another code now does not come back under the old one
    rows = [row for row in divisions if row["village_code"] not in replaced]
    _save([_village(row, townships[row["township_code"]], endings) for row in rows])
    return area


def kept_names(area: Area, divisions: list[dict]) -> list[str]:
    """Return "code: name on file" for every township or village that these rows name otherwise: names on file stay."""
    told = {row[f"{level}_code"]: row[level] for row in divisions for level in ("township", "village")}
    on_file = Area.objects.within(area).filter(code__in=told).values_list("code", "official_name")
    return [f"{code}: {name}" for code, name in on_file if told[code] != name]


def _village(row, township, endings):
    short, kind = short_village_name(row["village"], endings)
    return _area(row["village_code"], Area.Level.VILLAGE, short, row["village"], township, kind)


def _area(code, level, name, official_name, parent, kind=""):
    path = f"{parent.path if parent else ''}{code}/"
    return Area(code=code, level=level, name=name, official_name=official_name, parent=parent, kind=kind, path=path)


def _save(areas):
    Area.objects.bulk_create(areas, ignore_conflicts=True)
