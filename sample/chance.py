"""Random streams, one for each topic and reproducible by seed; they read the tables of distributions/ and data/."""

import csv
import datetime as dt
import random
from functools import cache
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).parent / "data"


class LogNormal(NamedTuple):
    """A factor around 1 with spread sigma, moved by mu."""

    sigma: float
    mu: float = 0


class Peak(NamedTuple):
    """A number between least and most, mostly around the third."""

    least: float
    most: float
    usual: float


class Chance(random.Random):
    """A random stream that reads distributions."""

    def draw(self, table):
        """Return a value of a distribution: a key of {value: share}, an item of a list, a number from `least` to
        `most`, or for a single share (a float) true or false."""
        kind = type(table)
        if kind is float:
            return self.random() < table
        if kind is dict:
            return self.key_of(table)
        if kind is tuple:
            return self.randint(*table) if type(table[0]) is int else self.uniform(*table)
        if kind is Peak:
            return self.triangular(*table)
        return self.lognormvariate(table.mu, table.sigma) if kind is LogNormal else self.choice(table)

    def key_of(self, table: dict):
        left, last = self.random() * sum(table.values()), None
        for last, share in table.items():  # noqa: B007
            left -= share
            if left < 0:
                break
        return last

    def of_age(self, table: dict, age: int):
        """Return a value from the row of {ages: distribution} for an age; None when there is no row."""
        row = row_of_age(table, age)
        return row and self.draw(row)

    def days(self, least: int, most: int) -> dt.timedelta:
        return dt.timedelta(self.randint(least, most))

    def word(self, kind: str) -> str:
        """Return one of the texts of a kind in data/words.csv."""
        return self.choice(words(kind))

    def uuid(self) -> str:
        """Return a random (version 4) UUID."""
        bits = self.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | 4 << 76 | 2 << 62
        return f"{bits:032x}"


class ChanceStreams:
    """One random stream for each topic, so that changing one topic does not change the others."""

    def __init__(self, county, seed: int):
        self.root = f"{county.code}/{seed}"

    def __call__(self, topic: str) -> Chance:
        return Chance(f"{self.root}/{topic}")


def row_of_age(table: dict, age: int):
    return next((row for ages, row in table.items() if age in ages), None)


def apportion(weights, total: int) -> list[int]:
    """Return whole numbers in the proportion of `weights` that add up to `total` (largest remainders)."""
    whole = sum(weights)
    exact = [weight * total / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (counts[index] - exact[index], index))
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


def spread_out(table: dict, total: int, rng: Chance | None = None) -> list:
    """Return `total` keys of {value: share}, each exactly as often as its share; in random order when a stream is
    given."""
    found = [value for value, times in zip(table, apportion(table.values(), total), strict=True) for _ in range(times)]
    if rng:
        rng.shuffle(found)
    return found


@cache
def data_rows(name: str) -> list[dict]:
    """Return the rows of a file in data/."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@cache
def words(kind: str) -> list[str]:
    """Return every text of a kind, as often as its weight."""
    return [row["text"] for row in data_rows("words.csv") if row["kind"] == kind for _ in range(int(row["weight"]))]
