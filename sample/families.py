"""What an invented family is made of before it becomes rows: people, work, means and troubles, all as of one day."""

import datetime as dt
from dataclasses import dataclass, field

from households.choices import ABLE_TO_WORK, BEYOND_COMPULSORY, HouseholdKind

ABLE = frozenset(ABLE_TO_WORK)
STUDENTS = frozenset(BEYOND_COMPULSORY)


def number(village_code: str, serial: int) -> str:
    """A household number that says itself that nobody real is meant: SAMPLE, township and village, and the place in the
    village's list."""
    return f"SAMPLE-{village_code[6:]}-{serial:04d}"


@dataclass(slots=True)
class Job:
    """Paid work with the same rhythm every year: `gap` months at home, `phase` months since the present spell began.
    `stopped` days ago it ended; None means it goes on."""

    wage: int
    place: str
    channel: str = "own"
    gap: int = 0
    phase: int = 0
    stopped: int | None = None
    typed: int | None = None  # the wage as the employment account has it, when that is wrong
    spells: list = field(default_factory=list)  # (first day, last day or None), newest first


@dataclass(slots=True)
class Person:
    """One member. `age` is the age on the sample's day, which most of what happens to people depends on."""

    relation: str
    sex: str
    age: int
    born: dt.date | None = None
    name: str = ""
    id_number: str = ""
    ethnicity: str = ""
    education: str = ""
    school: str = "none"
    out_of_school: str = ""
    chronic: bool = False
    serious: bool = False
    disability: str = "none"
    disability_level: int | None = None
    labour: str = "none"
    insurance: str = "resident"
    pension: bool = False
    allowance: bool = False
    destitute: bool = False
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    left_reason: str = ""
    job: Job | None = None
    pk: int = 0

    @property
    def is_able(self) -> bool:
        return self.labour in ABLE

    @property
    def is_student(self) -> bool:
        return self.school in STUDENTS

    def present(self, day: dt.date) -> bool:
        return (self.joined_on is None or self.joined_on <= day) and (self.left_on is None or self.left_on > day)


@dataclass(slots=True)
class Bill:
    """Money beside the net income: what somebody paid (or an insurance paid back) in one month, counted back from the
    last full month (0)."""

    item: str
    person: Person | None
    months_ago: int
    amount: int


@dataclass(slots=True)
class Water:
    """A water problem at the latest check; `days` that the water has been out."""

    problem: str
    days: int | None = None


@dataclass(slots=True)
class Family:
    """One household. `level` is the income a person in this year's window, `growth` that of each earlier window
    divided by this year's; `yearly` the amounts by item that make it up, wages excepted: they follow from the jobs."""

    size: int
    kind: str = HouseholdKind.LIFTED
    people: list = field(default_factory=list)
    village: object = None
    serial: int = 0
    group_no: int = 1
    lifted_year: int | None = None
    house_grade: str = "A"
    is_relocated: bool = False
    is_safety_net: bool = False
    has_road: bool = True
    land: float = 0.0
    forest: float = 0.0
    phone: str = ""
    bank_account: str = ""
    level: float = 0.0
    growth: tuple = ()
    yearly: dict = field(default_factory=dict)
    bills: list = field(default_factory=list)
    wage_share: float | None = None
    has_business: bool = True
    episodes: list = field(default_factory=list)
    water: Water | None = None
    shocks: tuple = ()
    trouble: str = ""
    fault: str = ""
    story: object = None
    note: str = ""  # what the caseworker wrote on the latest visit
    income_until: int = 0  # months before the end of the window after which nothing was recorded
    pk: int = 0

    @property
    def number(self) -> str:
        return number(self.village.code, self.serial)

    @property
    def present(self) -> list:
        return [person for person in self.people if person.left_on is None]

    @property
    def able(self) -> list:
        return [person for person in self.people if person.is_able and person.left_on is None]

    @property
    def case(self):
        """The latest episode that counts as on file, if any."""
        return self.episodes[-1] if self.episodes and self.episodes[-1].is_on_file else None

    @property
    def is_followed(self) -> bool:
        return bool(self.case) and not self.case.is_cleared
