"""Names, ID numbers and phones of people who do not exist, from the lists in data/."""

import csv
import datetime as dt
import random
from functools import cache
from pathlib import Path

from stdnum.cn import ric

DATA = Path(__file__).parent / "data"
YOUNG = 26  # below this age names are of the newer fashion


@cache
def table(name: str) -> list[dict]:
    """The rows of a file in data/."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def words(kind: str) -> list[str]:
    """Every text of a kind, as often as its weight says."""
    return [row["text"] for row in table("words.csv") if row["kind"] == kind for _ in range(int(row["weight"]))]


@cache
def _surnames():
    return [row["surname"] for row in table("surnames.csv") for _ in range(int(row["weight"]))]


@cache
def _characters(sex, era, position):
    wanted = {"sex": sex, "era": era, "position": position}
    return next(r["characters"].split() for r in table("given_names.csv") if wanted.items() <= r.items())


def _given(person, rng):
    era = "young" if person.age < YOUNG else "old"
    first = rng.choice(_characters(person.sex, era, "first"))
    return first + ("" if rng.random() < 0.12 else rng.choice(_characters(person.sex, era, "second")))


OWN_SURNAME = {"spouse", "mother", "daughter_in_law", "son_in_law"}  # who married in keeps their own


def name_family(people: list, rng: random.Random) -> None:
    """Children carry the name of the family; who married into it keeps their own."""
    surname = rng.choice(_surnames())
    for person in people:
        own = person.relation in OWN_SURNAME
        person.name = (rng.choice(_surnames()) if own else surname) + _given(person, rng)


class IdNumbers:
    """ID numbers of a county with a right check digit, none given twice."""

    def __init__(self, county_code: str, rng: random.Random):
        self.county_code, self.rng, self.given = county_code, rng, set()

    def next(self, born: dt.date, sex: str) -> str:
        """Odd serial numbers are men's, even ones women's."""
        while True:
            serial = 2 * int(self.rng.random() * 500) + (sex == "male")
            body = f"{self.county_code}{born:%Y%m%d}{serial:03d}"
            if body not in self.given:
                self.given.add(body)
                return body + ric.calc_check_digit(body + "0")


def phones(county_code: str, count: int, rng: random.Random) -> list[str]:
    """So many different numbers that start with 154, a range that no operator has been given."""
    return [f"154{county_code[-1]}{number:07d}" for number in rng.sample(range(10_000_000), count)]


def anybody(rng: random.Random) -> str:
    """The name of a grown-up who is no member of any household, such as a helper."""
    sex = rng.choice(("male", "female"))
    given = [rng.choice(_characters(sex, "old", position)) for position in ("first", "second")]
    return rng.choice(_surnames()) + "".join(given)
