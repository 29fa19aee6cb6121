"""Families with a known story, declared in data/stories.toml. A story replaces one of the county's households, so that
the totals stay."""

import datetime as dt
import tomllib
from dataclasses import dataclass, field
from functools import cache

from accounts.models import Area
from core.dates import add_months
from households.choices import HouseholdKind, IncomeItem

from ..cases.episodes import Episode
from ..chance import DATA, Chance
from ..distributions.cases import FIRST_MONTH
from ..distributions.livelihood import USUAL_LINE
from .family import Bill, Family, Job, Person, sample_number
from .members import birth_date

GROWN = {"labour": "ordinary", "education": "junior"}


@dataclass(frozen=True)
class Story:
    """One declared family; the head of the file explains each entry."""

    key: str
    villages: dict
    people: list = field(default_factory=list)
    yearly: dict = field(default_factory=dict)
    growth: list = field(default_factory=lambda: [0.95])
    bills: list = field(default_factory=list)
    case: dict | None = None
    kind: str = HouseholdKind.LIFTED
    water_out_days: int | None = None
    flags: list = field(default_factory=list)
    lifted_year: int | None = None
    is_unknown: bool = False
    note: str = ""

    @property
    def is_cleared(self) -> bool:
        return self.case is not None and "cleared" in self.case


@cache
def sample_stories() -> list[Story]:
    declared = tomllib.loads((DATA / "stories.toml").read_text(encoding="utf-8"))
    return [Story(**story) for story in declared["story"]]


def told_in(county_code: str) -> list[Story]:
    """Return the stories of a county, in order."""
    return [story for story in sample_stories() if county_code in story.villages]


def number_of(key: str, county_code: str) -> str:
    """Return the number of a story's household: stories come first in their village."""
    village = next(story.villages[county_code] for story in sample_stories() if story.key == key)
    neighbours = [story.key for story in told_in(county_code) if story.villages[county_code] == village]
    return sample_number(village, 1 + neighbours.index(key))


def story_numbers(county_code: str) -> set[str]:
    return {number_of(story.key, county_code) for story in told_in(county_code)}


def tell_stories(county, day: dt.date, line: float, rng: Chance) -> list[Family]:
    """Return the families of the stories of `county`, as of `day`."""
    villages = {village.code: village for village in Area.objects.villages().filter(path__startswith=county.path)}
    told = [story_family(story, day, line / USUAL_LINE, rng) for story in told_in(county.code)]
    for family in told:
        family.village = villages[family.story.villages[county.code]]
    return told


def story_family(story, day, scale, rng) -> Family:
    people = [story_person(entry, day, scale, rng) for entry in story.people]
    return Family(
        sum(person.left_on is None for person in people),
        story.kind,
        people,
        story=story,
        note=story.note,
        growth=tuple(story.growth),
        water_problem="out" if story.water_out_days else "",
        water_out_days=story.water_out_days,
        yearly={IncomeItem(item): amount * scale for item, amount in story.yearly.items()},
        bills=[
            Bill(item, people[place] if place >= 0 else None, ago, round(amount * scale))
            for item, place, ago, amount in story.bills
        ],
    )


def story_person(entry, day, scale, rng) -> Person:
    entry = {**({} if "school_stage" in entry else GROWN), **entry}
    job, left = entry.pop("job", None), entry.pop("left", None)
    person = Person(**entry)
    person.birth_date = birth_date(person.age, day, rng)
    person.has_pension = person.age >= 16 and person.school_stage == "none"
    person.left_on = day - dt.timedelta(left) if left else None
    if job:
        person.job = Job(**{**job, "wage": 10 * round(job["wage"] * scale / 10)})
    return person


def follow_story(family: Family, day: dt.date, rng: Chance) -> None:
    """Return the case of a story, if it has one."""
    if told := family.story.case:
        incomes = {"income_then": 0.9, "income_cleared": 1.4} | told
        identified, cleared = incomes.pop("identified"), incomes.pop("cleared", None)
        episode = Episode(**incomes)
        on = max(FIRST_MONTH, add_months(day, -identified).replace(day=11))
        episode.identify(on, rng)
        if cleared is not None:
            episode.clear(max(on + dt.timedelta(200), add_months(day, -cleared).replace(day=17)), rng)
        family.episodes = [episode]
