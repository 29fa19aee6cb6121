"""The classes of an invented family, all as of one day. Attributes that a table has a column for have the column's
name."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from core.crypto.fields import keyed_hash, tail_hashes
from core.pinyin import name_initials
from households.choices import ABLE_TO_WORK, BEYOND_COMPULSORY, HouseholdKind, IncomeItem

from ..chance import words

ABLE, STUDENTS = frozenset(ABLE_TO_WORK), frozenset(BEYOND_COMPULSORY)


def sample_number(village_code: str, serial: int) -> str:
    """Return a household number that is clearly invented: SAMPLE, township and village, and the place in the village's
    list."""
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
    typed: int | None = None  # a wrong wage in the employment account, if any
    spells: list = field(default_factory=list)  # (first day, last day or None), newest first


@dataclass(slots=True)
class Person:
    """One member. `age` is the age on the sample's day, which most events depend on."""

    relation: str
    sex: str
    age: int
    birth_date: dt.date | None = None
    name: str = ""
    id_number: str = ""
    ethnicity: str = ""
    education: str = ""
    school_stage: str = "none"
    out_of_school_reason: str = ""
    has_chronic_illness: bool = False
    has_serious_illness: bool = False
    disability_type: str = "none"
    disability_level: int | None = None
    labour: str = "none"
    insurance: str = "resident"
    has_pension: bool = False
    has_allowance: bool = False
    is_destitute: bool = False
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    left_reason: str = ""
    job: Job | None = None
    need: dict | None = None  # what somebody of a story said of the work they need
    household: object = None
    id: int = 0

    @property
    def name_initials(self) -> str:
        return name_initials(self.name)

    @property
    def id_hash(self) -> str:
        return keyed_hash(self.id_number)

    @property
    def id_tails(self) -> str:
        return tail_hashes(self.id_number)

    @property
    def is_able(self) -> bool:
        return self.labour in ABLE

    @property
    def is_student(self) -> bool:
        return self.school_stage in STUDENTS

    def is_present(self, day: dt.date) -> bool:
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
class Family:
    """One household. `level` is the income per person in this year's window, `growth` that of each earlier window
    divided by this year's; `yearly` the amounts by item that make it up, without wages, which follow from the jobs."""

    size: int
    kind: str = HouseholdKind.LIFTED
    people: list = field(default_factory=list)
    village: Any = None  # an area, once the family has its place
    serial: int = 0
    group_no: int = 1
    lifted_year: int | None = None
    house_grade: str = "A"
    is_relocated: bool = False
    is_safety_net: bool = False
    has_road: bool = True
    land_mu: float = 0.0
    forest_mu: float = 0.0
    phone: str = ""
    bank_account: str = ""
    level: float = 0.0
    growth: tuple = ()
    yearly: dict = field(default_factory=dict)
    bills: list = field(default_factory=list)
    wage_share: float | None = None
    has_business: bool = True
    episodes: list = field(default_factory=list)
    water_problem: str = ""
    water_out_days: int | None = None
    shocks: tuple = ()
    trouble: str = ""
    fault: str = ""
    story: Any = None  # what is told of it, when it is one of the stories
    note: str = ""  # note of the latest visit
    income_until: int = 0  # nothing was recorded in so many last months
    id: int = 0

    @property
    def number(self) -> str:
        return sample_number(self.village.code, self.serial)

    @property
    def turn(self) -> int:
        """Return a number that differs from family to family, by which every so many have something in common."""
        return int(self.village.code[6:]) + 7 * self.serial

    @property
    def address(self) -> str:
        return words("address")[0].format(village=self.village.name, group=self.group_no)

    @property
    def phone_hash(self) -> str:
        return keyed_hash(self.phone)

    @property
    def phone_tails(self) -> str:
        return tail_hashes(self.phone)

    @property
    def has_safe_water(self) -> bool:
        return not self.water_problem

    @property
    def present(self) -> list[Person]:
        return [person for person in self.people if person.left_on is None]

    @property
    def able(self) -> list[Person]:
        return [person for person in self.present if person.is_able]

    @property
    def jobs(self) -> list[Job]:
        return [person.job for person in self.people if person.job]

    @property
    def eldest(self) -> Person:
        return max(self.present, key=lambda person: person.age)

    @property
    def case(self):
        """The latest episode that counts as on file, if any."""
        return self.episodes[-1] if self.episodes and self.episodes[-1].is_on_file else None

    @property
    def is_followed(self) -> bool:
        return bool(self.case) and not self.case.is_cleared

    def pay(self, item: str, person: Person | None, months_ago: int, amount: float) -> None:
        self.bills.append(Bill(item, person, months_ago, int(amount)))

    def pay_hospital(self, person: Person, paid: float, months_ago: int, *, claimed: float) -> None:
        """Add a hospital stay: what the family paid, and what the insurance paid back as a share of it."""
        self.pay(IncomeItem.OUT_OF_POCKET, person, months_ago, paid)
        if claimed:
            self.pay(IncomeItem.CLAIM, None, months_ago, paid * claimed)
