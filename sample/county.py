"""How many households and people a sample county has, and over which villages they spread."""

import random
from dataclasses import dataclass

# Zigui in the first half of 2022 (China News Service, 2022-08-16). Other sizes keep its proportions.
ZIGUI = {"households": 27_000, "people": 72_000, "cases": 1_792, "case_people": 4_248, "cleared": 1_604}
LEAST_HOUSEHOLDS = 40
DEFAULT_HOUSEHOLDS = {"420527": 27_000, "500236": 33_500}
SIZES = {1: 24, 2: 27, 3: 20, 4: 15, 5: 8, 6: 4, 7: 2}  # households of so many people, per cent


@dataclass(frozen=True)
class Totals:
    """What the finished county adds up to: lifted households and the people in them; cases on file, the people in
    their households, and how many of the cases are cleared."""

    households: int
    people: int
    cases: int
    case_people: int
    cleared: int

    @classmethod
    def of(cls, households: int) -> "Totals":
        """Zigui's own figures for 27,000 households, the same shares of any other number."""
        return cls(*(round(households * figure / ZIGUI["households"]) for figure in ZIGUI.values()))

    def holding(self, cases: int, case_people: int, cleared: int) -> "Totals":
        """The same, but never too few for what the stories need (in a small county)."""
        most = max(self.cases, cases)
        return Totals(
            self.households,
            self.people,
            most,
            max(self.case_people, case_people + 2 * (most - cases)),
            min(max(self.cleared, cleared), most - (cases - cleared)),
        )


def apportion(weights, total: int) -> list[int]:
    """Whole numbers in the proportion of `weights` that add up to `total` (largest remainders)."""
    whole = sum(weights)
    exact = [weight * total / whole for weight in weights]
    counts = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda index: (counts[index] - exact[index], index))
    for index in by_remainder[: total - sum(counts)]:
        counts[index] += 1
    return counts


def sizes(count: int, people: int, rng: random.Random) -> list[int]:
    """`count` household sizes from 1 to 7, spread as in the county, that add up to `people`."""
    if not count <= people <= 7 * count:
        raise ValueError(f"{people} people do not fit into {count} households of 1 to 7.")
    drawn = [size for size, times in zip(SIZES, apportion(SIZES.values(), count), strict=True) for _ in range(times)]
    rng.shuffle(drawn)
    missing = people - sum(drawn)
    step = 1 if missing > 0 else -1
    while missing:
        index = rng.randrange(count)
        if 1 <= drawn[index] + step <= 7:
            drawn[index] += step
            missing -= step
    return drawn


def spread(families: list, villages: list, rng: random.Random) -> None:
    """Give every family a village (communities are smaller), a group and the next number there. Families that have a
    village keep it."""
    weights = [rng.uniform(0.6, 1.6) * (0.4 if village.kind == "community" else 1) for village in villages]
    homeless = [family for family in families if family.village is None]
    rng.shuffle(homeless)
    places = iter(homeless)
    for village, count in zip(villages, apportion(weights, len(homeless)), strict=True):
        for _ in range(count):
            next(places).village = village
    _number(families, rng)


def _number(families, rng):
    last = {}
    for family in families:
        family.serial = last[family.village.code] = last.get(family.village.code, 0) + 1
        family.group_no = 1 + int(rng.random() * (4 + int(family.village.code[-1]) % 5))  # four to eight groups
