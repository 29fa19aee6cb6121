"""What a question of the visit is: its kind, its limits, when it is asked, and where its answer is kept."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from core.text import Label

TEXT, LONG, DATE, TIME, MONTH, YEAR, PAST_YEAR, NUMBER, CHOICE, CHOICES, PHONE, BIRTH, ID_NUMBER = (
    "text", "long", "date", "time", "month", "year", "past_year", "number", "choice", "choices", "phone", "birth",
    "id_number",
)  # fmt: skip
YES, NO = "yes", "no"
GIVEN = ("*",)  # any answer, in AskedWhen
YES_NO_CHOICES = [(YES, _("Yes")), (NO, _("No"))]

ANSWER_MESSAGES = {
    "required": _("“{label}” is missing. Please fill it in."),
    "choice": _("“{label}”: please choose one of the answers shown."),
    "date": _("“{label}” must be a day such as 2026-03-31."),
    "time": _("“{label}” must be an hour such as 14:30."),
    "month": _("“{label}” must be a month such as 2026-03."),
    "year": _("“{label}” must be a year such as 2026."),
    "past_year": _("“{label}” must be a year such as 1998."),
    "number": _("“{label}” must be a number such as 1200 or 1200.50."),
    "phone": _("“{label}” must have 11 digits, or a landline's 7 to 12."),
    "birth": _("“{label}” must be a day such as 1956-03-02, or a year such as 1956."),
    "id_number": _("“{label}” must have 18 characters, and its last one must fit: compare it digit by digit."),
    "least": _("“{label}” must be at least {least}."),
    "cost": _("“{label}” cannot be less than 0. Enter it as a cost, among production cost, without the minus sign."),
    "most": _("“{label}” must be at most {most}."),
    "length": _("“{label}” is too long: at most {length} characters."),
    "early": _("“{label}” is too early: {day} is the earliest day."),
    "late": _("“{label}” is too late: {day} is the latest day. If the phone's date is wrong, correct it here."),
    "too_early": _("“{label}” is too early: {day} is the earliest."),
    "too_late": _("“{label}” is too late: {day} is the latest."),
    "emptied": _("“{label}” is empty. Please enter what it is now, and 0 if there is nothing any more."),
    "expected": _("“{label}” came in this month before. Please enter what it was now, and 0 if there was nothing."),
}
ANSWER_PATTERNS = {
    DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    TIME: re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"),
    MONTH: re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    YEAR: re.compile(r"20[0-9]{2}"),
    PAST_YEAR: re.compile(r"(19|20)[0-9]{2}"),
    NUMBER: re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?"),
    PHONE: re.compile(r"[0-9]{7,12}"),
    BIRTH: re.compile(r"(19|20)[0-9]{2}(-[0-9]{2}-[0-9]{2})?"),
    ID_NUMBER: re.compile(r"[0-9]{17}[0-9Xx]"),
}


@dataclass(frozen=True)
class AskedWhen:
    """A condition: another answer is (or, for a list, contains) one of these; GIVEN for whatever it is."""

    name: str
    values: tuple


class Keeps(StrEnum):
    """The place where the answer to a question is kept. homes.py checks that each question's place exists."""

    VISIT = "visit"  # the column of the visit with the question's name
    CHECK = "check"  # the column of the guarantee check; check_<guarantee> is met or not met
    MEMBER = "member"  # a column of the member; answers that differ are settled
    HOUSEHOLD = "household"  # the same for a column of the household
    WORK = "work"  # part of what is said of a member's work
    LEAVING = "leaving"  # part of what is said of a member who left
    WHOSE = "whose"  # whose an undivided amount was: told again as theirs, or settled (observations/whose.py)
    NEWCOMER = "newcomer"  # part of what is said of somebody who joined
    PROPOSAL = "proposal"  # a change of the registry that waits until somebody confirms it
    FAMILY = "family"  # part of what is said of a family that is not in the registry; waits in the same way
    INCOME = "income"  # the amount of an income item in the month asked about
    ASKING = "asking"  # not kept: it only decides what else is asked


@dataclass(frozen=True)
class Question:
    """One question. `keeps` is where its answer goes. `earliest` and `latest` are days from today; of a MONTH months
    from this one; of a YEAR years from the last accounting year; a PAST_YEAR
    lies from `least` on until this year. A question with `when` (and `and_when`) is asked only
    then, and its answer counts only then; one with `required_when` must be answered then. Of the questions of a `group`
    none may be emptied that was shown with an answer, once another one of the group is answered."""

    name: str
    kind: str
    label: Label
    choices: list = field(default_factory=list)
    required: bool = False
    required_when: AskedWhen | None = None
    when: AskedWhen | None = None
    and_when: AskedWhen | None = None
    least: int | None = None
    below: str = "least"  # the message for a number under `least`
    most: int | None = None
    length: int | None = None
    earliest: int | None = None
    latest: int | None = None
    help: Label = ""
    group: str = ""
    empty: Label = ""  # what a CHOICE without an answer says, where it is not "Not asked"
    one_tap: bool = False  # all answers of a CHOICE are in sight
    keeps: Keeps = field(kw_only=True)

    @property
    def column(self) -> str:
        """Return the name of the column for its answer, without the person it is about."""
        return self.name.rpartition("-")[2]

    @property
    def is_yes_or_no(self) -> bool:
        return self.choices == YES_NO_CHOICES


@dataclass(frozen=True)
class QuestionSection:
    """Questions that stand together. A section with `each_member` is asked about every member, or with `earners_only`
    about those old enough to earn wages, in questions whose names begin with `m*-`."""

    code: str
    title: Label
    questions: tuple
    folded: bool = False
    each_member: bool = False
    earners_only: bool = False
