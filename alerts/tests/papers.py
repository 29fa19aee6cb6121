"""A household's life on plain paper, for tests: what the oracle reads, and what records.py writes into the database."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass
class Person:
    is_head: bool = False
    born: dt.date | None = dt.date(1986, 3, 1)
    school: str = "none"
    school_reason: str = ""
    labour: str = "ordinary"
    insurance: str = "resident"
    seriously_ill: bool | None = False
    disability_level: int | None = None
    allowance: bool | None = False
    destitute: bool | None = False
    joined: dt.date | None = None
    left: dt.date | None = None
    left_reason: str = ""


@dataclass
class Told:
    """A statement of income: lines are (place in `people`, "others" or None, item, fen of the whole period)."""

    teller: str
    on: dt.date
    first: dt.date
    months: int
    lines: list
    asked: list = field(default_factory=list)  # besides what the lines name
    of: int | None = None
    began: dt.date | None = None


@dataclass
class Spell:
    person: int
    start: dt.date
    end: dt.date | None = None


@dataclass
class Visit:
    on: dt.date
    shocks: list = field(default_factory=list)
    state: str = "submitted"


@dataclass
class Check:
    on: dt.date
    met: dict = field(default_factory=dict)  # guarantee: True, False, or None when not asked
    water_problem: str = ""
    water_out_since: dt.date | None = None
    source: str = "visit"
    visit: int | None = None  # the place in `visits`


@dataclass
class Move:
    step: str
    source: str
    target: str
    on: dt.date


@dataclass
class Record:
    """What a department said, as the row that is kept of it: `month` is that of the file, amounts are in fen. It counts
    until a day, or for good."""

    feed: str
    person: int | None  # None: nobody knows who is meant
    on: dt.date
    until: dt.date | None = None
    month: dt.date = dt.date(2026, 5, 1)
    amount: int | None = None
    further: int | None = None
    word: str = ""
    is_withdrawn: bool = False
    is_replaced: bool = False  # by a later version


@dataclass
class Asked:
    """What somebody entered for a family; `is_answered` when its alert is closed, `is_gone` when its cause is."""

    on: dt.date
    channel: str = "declaration"
    is_answered: bool = False
    is_gone: bool = False


@dataclass
class Home:
    kind: str = "lifted"
    safety_net: bool = False
    grade: str = "A"
    safe_water: bool | None = True
    people: list = field(default_factory=list)
    told: list = field(default_factory=list)  # in the order in which it arrived
    spells: list = field(default_factory=list)
    checks: list = field(default_factory=list)  # in the order in which they were written down
    visits: list = field(default_factory=list)  # in the order in which they arrived
    episodes: list = field(default_factory=list)  # of lists of moves, in the order in which they were recorded
    records: list = field(default_factory=list)  # of departments
    asked: list = field(default_factory=list)


@dataclass
class Paper:
    """A value of a parameter, in the order in which they were enacted."""

    key: str
    value: str
    since: dt.date
