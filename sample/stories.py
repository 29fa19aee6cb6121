"""Families that everybody recognises: in tests, in training and on pictures, always in the same villages. Their names
and what was noted of them stand in data/stories.csv. Amounts are yuan a year by a line of 8,800; other lines scale
them.

A story fits into the county's totals: it takes the place of one of the households."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from accounts.models import Area
from core.dates import add_months
from households.choices import HouseholdKind, IncomeItem

from .episodes import Episode
from .families import Bill, Family, Job, Person, Water, number
from .means import USUAL_LINE
from .names import DATA
from .roster import born
from .timeline import FIRST_MONTH

ZIGUI, FENGJIE = "420527", "500236"
POST = partial(Job, place="village", channel="public_post", phase=30)
AWAY = partial(Job, place="outside", gap=2, phase=6)


def who(relation, sex, age, **more):
    """A member; `job` is made anew each time a story is told."""
    return {"relation": relation, "sex": sex, "age": age, "labour": "ordinary", "education": "junior", **more}


def pupil(relation, sex, age, school, **more):
    return {"relation": relation, "sex": sex, "age": age, "school": school, **more}


@dataclass(frozen=True)
class Monitored:
    """The story's case: months since identification and since clearing, incomes as shares of the line."""

    case_type: str
    risks: tuple
    identified: int
    cleared: int | None = None
    income_then: float = 0.9
    income_cleared: float = 1.4


@dataclass(frozen=True)
class Story:
    """`bills` are (item, place in the family or None, months ago, yuan); `flags` the rules that find the family."""

    key: str
    villages: dict
    people: tuple
    yearly: dict = field(default_factory=dict)
    growth: tuple = (0.95,)
    bills: tuple = ()
    case: Monitored | None = None
    kind: str = HouseholdKind.LIFTED
    water: Water | None = None
    flags: tuple = ()
    is_unknown: bool = False


STORIES = (
    Story(  # long illness, oranges around the house, wife and son away, and the post as road cleaner: cleared, and well
        "orange grower", {ZIGUI: "420527103202"},
        (who("head", "male", 61, labour="weak", chronic=True, education="primary", job=partial(POST, 700)),
         who("spouse", "female", 57, job=partial(AWAY, 2_300, place="county", gap=4)),
         who("son", "male", 31, job=partial(AWAY, 3_600, gap=3))),
        {IncomeItem.FOREST_FRUIT: 12_800, IncomeItem.COST_FOREST_FRUIT: 2_900, IncomeItem.PENSION: 2_300,
         IncomeItem.ECOLOGICAL: 180},
        bills=((IncomeItem.OUT_OF_POCKET, 0, 2, 1_150), (IncomeItem.CLAIM, None, 2, 2_600), (IncomeItem.OUT_OF_POCKET,
               0, 8, 960)),
        case=Monitored("unstable", ("01",), 62, 40, 0.86, 1.52),
    ),
    Story(  # on dialysis; the workshop moved its sewing machine to his home
        "sewing machine", {FENGJIE: "500236117216"},
        (who("head", "male", 44, labour="weak", serious=True, job=partial(Job, 1_300, "village", "workshop", phase=14)),
         who("spouse", "female", 42, job=partial(AWAY, 2_100, place="township", gap=3)),
         pupil("daughter", "female", 10, "primary")),
        {IncomeItem.FOREST_FRUIT: 3_600, IncomeItem.COST_FOREST_FRUIT: 900, IncomeItem.SUBSIDIES: 300},
        bills=((IncomeItem.OUT_OF_POCKET, 0, 0, 2_900), (IncomeItem.CLAIM, None, 0, 7_900), (IncomeItem.OUT_OF_POCKET,
               0, 1, 2_800),
               (IncomeItem.CLAIM, None, 1, 7_200), (IncomeItem.OUT_OF_POCKET, 0, 7, 3_100), (IncomeItem.CLAIM, None,
                7, 9_400)),
        case=Monitored("unstable", ("01", "07"), 19, None, 0.88),
        flags=("MED-01",),
    ),
    Story(  # leukaemia, in the year in which the daughter starts college
        "leukaemia", {ZIGUI: "420527103204", FENGJIE: "500236118213"},
        (who("head", "male", 47, labour="lost", serious=True, job=partial(AWAY, 4_400, stopped=110)),
         who("spouse", "female", 45, job=partial(AWAY, 2_000, place="township", gap=1, phase=8)),
         pupil("daughter", "female", 18, "college")),
        {IncomeItem.CROPS: 3_200, IncomeItem.COST_CROPS: 800},
        bills=((IncomeItem.OUT_OF_POCKET, 0, 3, 31_000), (IncomeItem.OUT_OF_POCKET, 0, 1, 26_500), (IncomeItem.CLAIM,
               None, 1, 24_000),
               (IncomeItem.SCHOOLING, 2, 2, 8_900)),
        case=Monitored("sudden", ("01", "09"), 2, None, 1.6), kind=HouseholdKind.GENERAL,
        flags=("MED-01", "EXP-01", "EXP-02"),
    ),
    Story(  # a couple whose only wage is the post as road cleaner
        "road cleaners", {ZIGUI: "420527204203", FENGJIE: "500236125208"},
        (who("head", "male", 64, labour="weak", education="primary", job=partial(POST, 800)),
         who("spouse", "female", 62, labour="weak", chronic=True, education="primary")),
        {IncomeItem.PENSION: 4_600, IncomeItem.CROPS: 5_900, IncomeItem.COST_CROPS: 1_500},
        growth=(0.98,), flags=("INC-02",),
    ),
    Story(  # left school at fourteen; the father works away, the grandmother is alone with him
        "dropped out", {ZIGUI: "420527202203", FENGJIE: "500236134210"},
        (who("head", "male", 43, job=partial(AWAY, 4_100)),
         who("mother", "female", 69, labour="none", education="illiterate"),
         pupil("son", "male", 14, "none", education="primary", out_of_school="dropped_out")),
        {IncomeItem.PENSION: 2_300, IncomeItem.CROPS: 2_600, IncomeItem.COST_CROPS: 700},
        flags=("EDU-01",),
    ),
    Story(  # cleared in summer, and slipping back
        "slipping back", {ZIGUI: "420527103202", FENGJIE: "500236128208"},
        (who("head", "male", 52, labour="weak", chronic=True,
             job=partial(AWAY, 1_500, place="township", gap=6, phase=4)),
         who("spouse", "female", 50, labour="weak", disability="physical", disability_level=3),
         pupil("son", "male", 13, "junior")),
        {IncomeItem.CROPS: 9_400, IncomeItem.COST_CROPS: 2_700, IncomeItem.LIVESTOCK: 6_000,
         IncomeItem.COST_LIVESTOCK: 1_700},
        growth=(1.3,), case=Monitored("unstable", ("03", "01"), 20, 5, 0.8, 1.12),
        flags=("INC-01", "CLR-01", "CLR-02"),
    ),
    Story(  # three years of falling income
        "falling income", {ZIGUI: "420527201202", FENGJIE: "500236121212"},
        (who("head", "male", 56, job=partial(AWAY, 1_900, place="county", gap=5, phase=5)),
         who("spouse", "female", 54, labour="weak")),
        {IncomeItem.FOREST_FRUIT: 17_500, IncomeItem.COST_FOREST_FRUIT: 4_600, IncomeItem.LAND_TRANSFER: 1_200},
        growth=(1.14, 1.27, 1.41), flags=("INC-04",),
    ),
    Story(  # the factory closed: no wages for 95 days
        "wages stopped", {ZIGUI: "420527103202", FENGJIE: "500236122209"},
        (who("head", "male", 38, job=partial(AWAY, 4_800, gap=1, phase=9, stopped=95)),
         who("spouse", "female", 36, job=partial(AWAY, 3_900, gap=1, phase=9, stopped=95)),
         pupil("daughter", "female", 9, "primary")),
        {IncomeItem.CROPS: 1_800, IncomeItem.COST_CROPS: 500},
        flags=("JOB-01",),
    ),
    Story(  # the spring dried up: no water for 40 days
        "water out", {ZIGUI: "420527203204", FENGJIE: "500236129207"},
        (who("head", "female", 58, labour="weak"), who("son", "male", 33, job=partial(AWAY, 3_900))),
        {IncomeItem.LIVESTOCK: 7_900, IncomeItem.COST_LIVESTOCK: 2_200},
        water=Water("out", 40), flags=("WAT-01",),
    ),
    Story(  # the main earner died last month
        "earner lost", {ZIGUI: "420527104202", FENGJIE: "500236123210"},
        (who("head", "female", 40, job=partial(AWAY, 2_000, place="township", gap=2)),
         pupil("daughter", "female", 15, "junior"), pupil("son", "male", 11, "primary"),
         who("spouse", "male", 43, left=31, left_reason="died", job=partial(AWAY, 5_200, gap=1, phase=9, stopped=31))),
        {IncomeItem.CROPS: 2_900, IncomeItem.COST_CROPS: 800},
        flags=("LAB-02",),
    ),
    Story(  # two brothers are both recorded as head
        "two heads", {ZIGUI: "420527105207", FENGJIE: "500236133213"},
        (who("head", "male", 55, job=partial(AWAY, 3_000, place="county", gap=3)),
         who("head", "male", 49, labour="weak")),
        {IncomeItem.CROPS: 6_100, IncomeItem.COST_CROPS: 1_600},
        is_unknown=True,
    ),
    Story(  # a household on the list in which nobody is recorded
        "nobody recorded", {ZIGUI: "420527102203", FENGJIE: "500236130208"}, (),
        is_unknown=True,
    ),
)  # fmt: skip


def told_in(county_code: str) -> list[Story]:
    """The stories that happen in a county, in their order."""
    return [story for story in STORIES if county_code in story.villages]


def number_of(key: str, county_code: str) -> str:
    """The number of a story's household: stories come first in their village."""
    village = next(story.villages[county_code] for story in STORIES if story.key == key)
    neighbours = [story.key for story in told_in(county_code) if story.villages[county_code] == village]
    return number(village, 1 + neighbours.index(key))


def tell(county, day: dt.date, line: float, rng) -> list[Family]:
    """The families of the stories that happen in `county`, as of `day`."""
    texts = _texts()
    villages = {village.code: village for village in Area.objects.villages().filter(path__startswith=county.path)}
    told = []
    for story in told_in(county.code):
        family = _family(story, day, line / USUAL_LINE, rng)
        family.village, family.note = villages[story.villages[county.code]], texts[story.key]["note"]
        for person, name in zip(family.people, texts[story.key]["names"].split(), strict=True):
            person.name = name
        told.append(family)
    return told


def _texts():
    with (DATA / "stories.csv").open(encoding="utf-8") as file:
        return {row["key"]: row for row in csv.DictReader(file)}


def _family(story, day, scale, rng):
    people = [_person(dict(each), day, scale, rng) for each in story.people]
    present = [person for person in people if person.left_on is None]
    return Family(
        len(present), story.kind, people, story=story, growth=story.growth, water=story.water,
        yearly={item: amount * scale for item, amount in story.yearly.items()},
        bills=[Bill(item, None if place is None else people[place], ago, round(amount * scale))
               for item, place, ago, amount in story.bills],
    )  # fmt: skip


def _person(fields, day, scale, rng):
    job, left = fields.pop("job", None), fields.pop("left", None)
    person = Person(**fields)
    person.born = born(person.age, day, rng)
    person.pension = person.age >= 16 and person.school == "none"
    if left is not None:
        person.left_on = day - dt.timedelta(days=left)
    if job:
        person.job = job()
        person.job.wage = 10 * round(person.job.wage * scale / 10)
    return person


def follow(family: Family, day: dt.date, rng) -> None:
    """The case of a story, if it has one."""
    told = family.story.case
    if told is None:
        return
    episode = Episode(told.case_type, list(told.risks))
    episode.income_then, episode.income_cleared = told.income_then, told.income_cleared
    identified = max(FIRST_MONTH, add_months(day, -told.identified).replace(day=11))
    episode.identify(identified, rng)
    if told.cleared is not None:
        earliest = identified + dt.timedelta(days=200)
        episode.clear(max(earliest, add_months(day, -told.cleared).replace(day=17)), rng)
    family.episodes = [episode]
