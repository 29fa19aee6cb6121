"""The questions of a visit, declared once: page, phone and server use the same ones.

Answers are a flat dictionary of field names and texts (a list for "shocks"). An empty text means "not asked". A name
with `m*-` stands for one question about each member: `m17-labour` is the capacity to work of member 17."""

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.text import Label
from households.choices import (
    EARNINGS,
    ITEM_GROUPS,
    IncomeItem,
    Insurance,
    Labour,
    LeftReason,
    OutOfSchool,
    Relation,
    RiskType,
    SchoolStage,
    Sex,
    WaterProblem,
    WorkPlace,
)  # fmt: skip
from households.models import GuaranteeCheck
from visits.models import VisitPurpose, VisitWay

TEXT, LONG, DATE, MONTH, NUMBER, CHOICE, CHOICES, PHONE = (
    "text", "long", "date", "month", "number", "choice", "choices", "phone",
)  # fmt: skip
MET, NOT_MET = "met", "not_met"
MET_CHOICES = [(MET, _("Met")), (NOT_MET, _("Not met"))]
YES_NO_CHOICES = [("yes", _("Yes")), ("no", _("No"))]
WORKING, IDLE = "working", "idle"
WORK_CHOICES = [(WORKING, _("Works for wages")), (IDLE, _("Does not work for wages"))]
MAX_NEWCOMERS = 3  # how many people may have joined since the last visit

ANSWER_MESSAGES = {
    "required": _("“{label}” is missing. Please fill it in."),
    "choice": _("“{label}”: please choose one of the answers shown."),
    "date": _("“{label}” must be a day such as 2026-03-31."),
    "month": _("“{label}” must be a month such as 2026-03."),
    "number": _("“{label}” must be a number such as 1200 or 1200.50."),
    "phone": _("“{label}” must have 11 digits, or a landline's 7 to 12."),
    "least": _("“{label}” must be at least {least}."),
    "cost": _("“{label}” cannot be less than 0. Enter it as a cost, among production cost, without the minus sign."),
    "most": _("“{label}” must be at most {most}."),
    "length": _("“{label}” is too long: at most {length} characters."),
    "early": _("“{label}” is too early: {day} is the earliest day."),
    "late": _("“{label}” is too late: {day} is the latest day. If the phone's date is wrong, correct it here."),
}
ANSWER_PATTERNS = {
    DATE: re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    MONTH: re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    NUMBER: re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,2})?"),
    PHONE: re.compile(r"[0-9]{7,12}"),
}


@dataclass(frozen=True)
class AskedWhen:
    """A condition: another answer is (or, for a list, contains) one of these."""

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
    NEWCOMER = "newcomer"  # part of what is said of somebody who joined
    INCOME = "income"  # the amount of an income item in the month asked about
    ASKING = "asking"  # not kept: it only decides what else is asked


@dataclass(frozen=True)
class Question:
    """One question. `keeps` is where its answer goes. `earliest` and `latest` are days from today. A question with
    `when` is asked only then, and its answer counts only then; one with `required_when` must be answered then."""

    name: str
    kind: str
    label: Label
    choices: list = field(default_factory=list)
    required: bool = False
    required_when: AskedWhen | None = None
    when: AskedWhen | None = None
    least: int | None = None
    most: int | None = None
    length: int | None = None
    earliest: int | None = None
    latest: int | None = None
    help: Label = ""
    keeps: Keeps = field(kw_only=True)

    @property
    def column(self) -> str:
        """Return the name of the column for its answer, without the person it is about."""
        return self.name.rpartition("-")[2]

    @property
    def below(self) -> str:
        """Return the code of the message for a number under `least`: what was earned is never negative, a loss is a
        cost."""
        return "cost" if INCOME_ITEMS.get(self.column) in EARNINGS else "least"

    @property
    def is_yes_or_no(self) -> bool:
        return self.choices == YES_NO_CHOICES


@dataclass(frozen=True)
class QuestionSection:
    code: str
    title: Label
    questions: tuple
    folded: bool = False


K = Keeps
VISIT_SECTION = QuestionSection("visit", _("Visit"), (
    Question("purpose", CHOICE, _("Purpose"), VisitPurpose.choices, required=True, keeps=K.VISIT),
    Question("way", CHOICE, _("Way"), VisitWay.choices, required=True, keeps=K.VISIT),
    Question("visited_on", DATE, _("Day of the visit"), required=True, earliest=-60, latest=0, keeps=K.VISIT),
    Question("people_met", TEXT, _("People met"), length=120, keeps=K.VISIT),
))  # fmt: skip

GUARANTEES_SECTION = QuestionSection("guarantees", _("Guarantees"), (
    *(
        Question(f"check_{name}", CHOICE, capfirst(GuaranteeCheck.label_of(name)), MET_CHOICES,
                 keeps=K.CHECK)
        for name in GuaranteeCheck.GUARANTEES
    ),
    Question("water_problem", CHOICE, _("What is wrong with the water"), WaterProblem.choices, required=True,
             when=AskedWhen("check_water", (NOT_MET,)), keeps=K.CHECK),
    Question("water_out_since", DATE, _("Water out since"), required=True, earliest=-3650, latest=0,
             when=AskedWhen("water_problem", (WaterProblem.OUT.value,)), keeps=K.CHECK),
))  # fmt: skip

SHOCKS_SECTION = QuestionSection("shocks", _("Shocks and needs"), (
    Question("shocks", CHOICES, _("Shocks seen"), RiskType.choices, keeps=K.VISIT),
    Question("needs", TEXT, _("Needs"), length=300, keeps=K.VISIT),
    Question("note", LONG, _("Note"), length=2000, required_when=AskedWhen("shocks", (RiskType.OTHER.value,)),
             help=_("Needed when “Other” is ticked above."), keeps=K.VISIT),
    Question("next_visit_on", DATE, _("Next visit promised for"), earliest=0, latest=400, keeps=K.VISIT),
    Question("phone", PHONE, _("Phone of the family"), keeps=K.HOUSEHOLD),
))  # fmt: skip

MEMBER_SECTION = QuestionSection("member", _("Changes in members and work"), (
    Question("m*-work", CHOICE, _("Work"), WORK_CHOICES, keeps=K.WORK),
    Question("m*-work_place", CHOICE, _("Place of work"), WorkPlace.choices, required=True,
             when=AskedWhen("m*-work", (WORKING,)), keeps=K.WORK),
    Question("m*-work_wage", NUMBER, _("Monthly wage (yuan)"), least=0, most=100_000,
             when=AskedWhen("m*-work", (WORKING,)), keeps=K.WORK),
    Question("m*-work_since", DATE, _("So since"), earliest=-3650, latest=0,
             when=AskedWhen("m*-work", (WORKING, IDLE)), keeps=K.WORK),
    Question("m*-labour", CHOICE, _("Capacity to work"), Labour.choices, keeps=K.MEMBER),
    Question("m*-has_chronic_illness", CHOICE, _("Chronic illness"), YES_NO_CHOICES, keeps=K.MEMBER),
    Question("m*-has_serious_illness", CHOICE, _("Serious illness"), YES_NO_CHOICES, keeps=K.MEMBER),
    Question("m*-insurance", CHOICE, _("Medical insurance"), Insurance.choices, keeps=K.MEMBER),
    Question("m*-school_stage", CHOICE, _("School"), SchoolStage.choices, keeps=K.MEMBER),
    Question("m*-out_of_school_reason", CHOICE, _("Why not in school"), OutOfSchool.choices,
             when=AskedWhen("m*-school_stage", (SchoolStage.NONE.value,)), keeps=K.MEMBER),
    Question("m*-left_reason", CHOICE, _("Left the household"), LeftReason.choices, keeps=K.LEAVING),
    Question("m*-left_on", DATE, _("Left on"), required=True, earliest=-3650, latest=0,
             when=AskedWhen("m*-left_reason", tuple(LeftReason.values)), keeps=K.LEAVING),
), folded=True)  # fmt: skip


def newcomer_questions(n: int) -> tuple:
    """Return the questions about the nth person who joined."""
    somebody = AskedWhen(f"new{n}-is", ("yes",))
    return (
        Question(f"new{n}-is", CHOICE, _("Somebody joined the household"), YES_NO_CHOICES[:1], keeps=K.NEWCOMER),
        Question(f"new{n}-name", TEXT, _("Name"), length=60, required=True, when=somebody, keeps=K.NEWCOMER),
        Question(f"new{n}-sex", CHOICE, _("Sex"), Sex.choices, required=True, when=somebody, keeps=K.NEWCOMER),
        Question(f"new{n}-birth_date", DATE, _("Birth date"), required=True, earliest=-43_000, latest=0, when=somebody,
                 keeps=K.NEWCOMER),
        Question(f"new{n}-relation", CHOICE, _("Relation to the head"), Relation.choices[1:], required=True,
                 when=somebody, keeps=K.NEWCOMER),
        Question(f"new{n}-joined_on", DATE, _("Joined on"), required=True, earliest=-3650, latest=0, when=somebody,
                 keeps=K.NEWCOMER),
    )  # fmt: skip


NEWCOMERS_SECTION = QuestionSection(
    "newcomers",
    _("Somebody joined"),
    tuple(one for n in range(1, MAX_NEWCOMERS + 1) for one in newcomer_questions(n)),
    folded=True,
)


def income_item_questions(group) -> tuple:
    return tuple(
        Question(
            f"income_{item.value}",
            NUMBER,
            IncomeItem(item).label,
            least=0,
            most=10_000_000,
            when=INCOME_ASKED,
            keeps=K.INCOME,
        )
        for item in ITEM_GROUPS[group]
    )


INCOME_ASKED = AskedWhen("income_asked", ("yes",))
MONTH_SECTION = QuestionSection("month", _("Income of the month"), (
    Question("income_asked", CHOICE, _("Was income spoken about?"), YES_NO_CHOICES[:1],
             help=_("Then last month's amounts appear: correct what changed. Otherwise no income is saved."),
             keeps=K.ASKING),
    Question("income_month", MONTH, _("Month"), required=True, when=INCOME_ASKED,
             help=_("The last full month, unless the family spoke of another."), keeps=K.ASKING),
))  # fmt: skip
INCOME_SECTIONS = tuple(
    QuestionSection(f"income{group.value}", group.label, income_item_questions(group), folded=True)
    for group in ITEM_GROUPS
)

ONCE_SECTIONS = (
    VISIT_SECTION,
    GUARANTEES_SECTION,
    SHOCKS_SECTION,
    MONTH_SECTION,
    *INCOME_SECTIONS,
    NEWCOMERS_SECTION,
)  # asked once a visit
QUESTIONS = tuple(question for section in ONCE_SECTIONS for question in section.questions)
ALL_QUESTIONS = (*QUESTIONS, *MEMBER_SECTION.questions)  # those about a member with `m*-` in their names
INCOME_ITEMS = {f"income_{item.value}": item for item in IncomeItem}


def questions_that_keep(home: Keeps) -> list[Question]:
    """Return the questions whose answers are kept there; those about members stand for any member."""
    return [question for question in ALL_QUESTIONS if question.keeps == home]


def member_questions(pk) -> tuple:
    """Return the questions about one member, under the names that their answers have."""
    return tuple(question_with_prefix(question, f"m{pk}-") for question in MEMBER_SECTION.questions)


def question_with_prefix(question, prefix):
    def put(name):
        return name.replace("m*-", prefix)

    when = question.when and AskedWhen(put(question.when.name), question.when.values)
    return replace(question, name=put(question.name), when=when)


def questionnaire_data() -> dict:
    """Return the questions for the phone, in the reader's language: {"messages", "questions"}."""
    return {
        "messages": {code: str(text) for code, text in ANSWER_MESSAGES.items()},
        "questions": [question_data(question) for question in ALL_QUESTIONS],
        "patterns": {kind: f"^(?:{pattern.pattern})$" for kind, pattern in ANSWER_PATTERNS.items()},
    }


def question_data(question) -> dict:
    choices = [str(code) for code, _label in question.choices] if question.kind in (CHOICE, CHOICES) else None
    return {
        "name": question.name, "kind": question.kind, "label": str(question.label), "required": question.required,
        "least": question.least, "most": question.most, "length": question.length, "choices": choices,
        "below": question.below, "earliest": question.earliest, "latest": question.latest,
        "when": condition_data(question.when), "required_when": condition_data(question.required_when),
    }  # fmt: skip


def condition_data(when):
    return when and {"name": when.name, "is": list(when.values)}
