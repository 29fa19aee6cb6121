"""The questions of a visit, declared once: page, phone and server use the same ones.

Answers are a flat dictionary of field names and texts (a list for "shocks"). An empty text means "not asked". A name
with `m*-` stands for one question about each member: `m17-labour` is the capacity to work of member 17."""

from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from households.changes.plausible import EARLIEST_RESETTLED
from households.choices import (
    DisabilityType,
    HouseGrade,
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
from visits.models import VisitDeed, VisitHouse, VisitPurpose, VisitResult, VisitRoad, VisitWay

from .declare import (
    ANSWER_MESSAGES,
    ANSWER_PATTERNS,
    BIRTH,
    CHOICE,
    CHOICES,
    DATE,
    GIVEN,
    ID_NUMBER,
    LONG,
    NUMBER,
    PAST_YEAR,
    PHONE,
    TEXT,
    TIME,
    YES,
    YES_NO_CHOICES,
    AskedWhen,
    Keeps,
    Question,
    QuestionSection,
)
from .income import INCOME_SECTIONS
from .substance import substance_data
from .whose import WHOSE_QUESTIONS

MET, NOT_MET = "met", "not_met"
MET_CHOICES = [(MET, _("Met")), (NOT_MET, _("Not met"))]
WORKING, IDLE = "working", "idle"
WORK_CHOICES = [(WORKING, _("Works for wages")), (IDLE, _("Does not work for wages"))]
DISABILITY_LEVELS = [("1", _("Level 1")), ("2", _("Level 2")), ("3", _("Level 3")), ("4", _("Level 4"))]
MAX_FAMILY = 4  # how many people of a family that is not in the registry; more are added on its page
MAX_NEWCOMERS = 3  # how many people may have joined since the last visit

K = Keeps
VISIT_SECTION = QuestionSection("visit", _("Visit"), (
    Question("result", CHOICE, _("Was somebody met?"), VisitResult.choices, required=True, one_tap=True, keeps=K.VISIT,
             help=_("Without anybody met it counts as an attempt, and the rest is not asked.")),
    Question("purpose", CHOICE, _("Purpose"), VisitPurpose.choices, required=True, keeps=K.VISIT),
    Question("way", CHOICE, _("Way"), VisitWay.choices, required=True, keeps=K.VISIT),
    Question("visited_on", DATE, _("Day of the visit"), required=True, earliest=-60, latest=0, keeps=K.VISIT),
    Question("people_met", TEXT, _("People met"), length=120, required=True, keeps=K.VISIT,
             help=_("Who was met or called. If it was nobody, say so above.")),
    Question("not_verified", CHOICES, _("Verification"),
             [(YES, _("It could not be verified this time: the visit is kept, and the alert stays open"))],
             when=AskedWhen("purpose", (VisitPurpose.VERIFY.value,)), keeps=K.ASKING),
))  # fmt: skip

GUARANTEES_SECTION = QuestionSection("guarantees", _("Guarantees"), (
    Question("guarantees_as_before", CHOICES, _("All six guarantees"), [(YES, _("All six met, as last time"))],
             keeps=K.ASKING),
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
    Question("phone", PHONE, _("Phone of the family"), keeps=K.HOUSEHOLD),
))  # fmt: skip

DEEDS_SECTION = QuestionSection("deeds", _("What was done there"), (
    Question("deeds", CHOICES, _("Done on this visit"), VisitDeed.choices, keeps=K.VISIT,
             help=_("Several can be ticked. It is shown with the visit; nobody is compared by it.")),
))  # fmt: skip

PLACE_SECTION = QuestionSection("place", _("House, yard and way"), (
    Question("house", CHOICES, _("House and yard"), VisitHouse.choices, keeps=K.VISIT),
    Question("road", CHOICE, _("Way to the house"), VisitRoad.choices, keeps=K.VISIT),
    Question("has_road", CHOICE, _("Road to the house"), YES_NO_CHOICES, keeps=K.HOUSEHOLD),
    Question("house_grade", CHOICE, _("House grade"), HouseGrade.choices, keeps=K.HOUSEHOLD),
    Question("place_note", TEXT, _("What is wrong with house, yard or way"), length=300, keeps=K.VISIT),
), folded=True)  # fmt: skip

CLOSING_SECTION = QuestionSection("closing", _("Note and next visit"), (
    Question("note", LONG, _("Note"), length=2000, required_when=AskedWhen("shocks", (RiskType.OTHER.value,)),
             help=_("Needed when “Other” is ticked above."), keeps=K.VISIT),
    Question("next_visit_on", DATE, _("Next visit promised for"), earliest=0, latest=400, keeps=K.VISIT),
    Question("next_visit_time", TIME, _("At what hour"), when=AskedWhen("next_visit_on", GIVEN), keeps=K.VISIT,
             help=_("May stay empty.")),
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
    Question("m*-has_serious_illness", CHOICE, _("Serious illness"), YES_NO_CHOICES, keeps=K.MEMBER,
             help=_("A bill or an insurance claim belongs into the income part, beside net income.")),
    Question("m*-insurance", CHOICE, _("Medical insurance"), Insurance.choices, keeps=K.MEMBER),
    Question("m*-school_stage", CHOICE, _("School"), SchoolStage.choices, keeps=K.MEMBER),
    Question("m*-out_of_school_reason", CHOICE, _("Why not in school"), OutOfSchool.choices,
             when=AskedWhen("m*-school_stage", (SchoolStage.NONE.value,)), keeps=K.MEMBER),
    Question("m*-left_reason", CHOICE, _("Left the household"), LeftReason.choices, keeps=K.LEAVING,
             empty=_("Did not leave"),
             help=_("Then it is asked whose the amounts were that were told for all together.")),
    Question("m*-left_on", DATE, _("Left on"), required=True, earliest=-3650, latest=0,
             when=AskedWhen("m*-left_reason", tuple(LeftReason.values)), keeps=K.LEAVING),
    *WHOSE_QUESTIONS,
), folded=True, each_member=True)  # fmt: skip


AS_IT_IS = _("Right as it is")
CORRECTIONS_SECTION = QuestionSection("corrections", _("Correct what the registry has"), (
    Question("m*-name", TEXT, _("Right name"), length=60, keeps=K.PROPOSAL,
             help=_("Fill in only what is wrong. It counts when the village clerk or the township has confirmed it.")),
    Question("m*-id_number", ID_NUMBER, _("Right ID number"), keeps=K.PROPOSAL),
    Question("m*-birth_date", BIRTH, _("Right birth date"), keeps=K.PROPOSAL,
             help=_("A day such as 1956-03-02. The year alone is enough where the day is not known.")),
    Question("m*-sex", CHOICE, _("Right sex"), Sex.choices, empty=AS_IT_IS, keeps=K.PROPOSAL),
    Question("m*-relation", CHOICE, _("Right relation to the head"), Relation.choices[1:], empty=AS_IT_IS,
             keeps=K.PROPOSAL),
    Question("m*-disability_type", CHOICE, _("Right disability"), DisabilityType.choices, empty=AS_IT_IS,
             keeps=K.PROPOSAL),
    Question("m*-disability_level", CHOICE, _("Right disability level"), DISABILITY_LEVELS, empty=AS_IT_IS,
             keeps=K.PROPOSAL),
    Question("m*-has_allowance", CHOICE, _("Receives subsistence allowance"), YES_NO_CHOICES, empty=AS_IT_IS,
             keeps=K.PROPOSAL),
), folded=True, each_member=True)  # fmt: skip


RESETTLED_SECTION = QuestionSection("resettled", _("Resettled for a reservoir"), (
    Question("resettled_project", TEXT, _("Resettled for the reservoir"), length=80, keeps=K.PROPOSAL,
             help=_("Its name, if the family came from there. A change counts when it has been confirmed.")),
    Question("resettled_year", PAST_YEAR, _("Year resettled"), least=EARLIEST_RESETTLED, keeps=K.PROPOSAL,
             when=AskedWhen("resettled_project", GIVEN), help=_("May stay empty.")),
), folded=True)  # fmt: skip

WHO_JOINED = (_("Somebody joined the household"), _("A second person joined the household"),
              _("A third person joined the household"))  # fmt: skip


def newcomer_questions(n: int) -> tuple:
    """Return the questions about the nth person who joined."""
    somebody = AskedWhen(f"new{n}-is", ("yes",))
    return (
        Question(f"new{n}-is", CHOICE, WHO_JOINED[n - 1], YES_NO_CHOICES[:1], keeps=K.NEWCOMER),
        Question(f"new{n}-name", TEXT, _("Name"), length=60, required=True, when=somebody, keeps=K.NEWCOMER),
        Question(f"new{n}-sex", CHOICE, _("Sex"), Sex.choices, required=True, when=somebody, keeps=K.NEWCOMER),
        Question(f"new{n}-birth_date", BIRTH, _("Birth date, or the year alone"), required=True, when=somebody,
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


def family_questions(n: int) -> tuple:
    """Return the questions about the nth person of a family that is not in the registry; the first is the head."""
    somebody = AskedWhen("fam-is" if n == 1 else f"fam{n}-is", (YES,))
    asked = Question(
        f"fam{n}-is",
        CHOICE,
        _("Somebody else lives there"),
        YES_NO_CHOICES[:1],
        when=AskedWhen("fam-is" if n == 2 else f"fam{n - 1}-is", (YES,)),
        keeps=K.FAMILY,
    )
    relation = Question(
        f"fam{n}-relation",
        CHOICE,
        _("Relation to the head"),
        Relation.choices[1:],
        required=True,
        when=somebody,
        keeps=K.FAMILY,
    )
    name = _("Name of the head") if n == 1 else _("Name")
    return (
        *([asked] if n > 1 else []),
        Question(f"fam{n}-name", TEXT, name, length=60, required=True, when=somebody, keeps=K.FAMILY),
        Question(f"fam{n}-sex", CHOICE, _("Sex"), Sex.choices, required=True, when=somebody, keeps=K.FAMILY),
        Question(f"fam{n}-birth_date", BIRTH, _("Birth date, or the year alone"), required=True, when=somebody,
                 keeps=K.FAMILY),
        *([relation] if n > 1 else []),
    )  # fmt: skip


FAMILY_SECTION = QuestionSection("family", _("A family nearby that is not in the registry"), (
    Question("fam-is", CHOICE, _("There is a family in this village that is not in the registry"), YES_NO_CHOICES[:1],
             help=_("It is proposed, and in the registry when the village clerk or the township has confirmed it."),
             keeps=K.FAMILY),
    *(one for n in range(1, MAX_FAMILY + 1) for one in family_questions(n)),
    Question("fam-phone", PHONE, _("Phone of that family"), when=AskedWhen("fam-is", (YES,)), keeps=K.FAMILY),
    Question("fam-note", TEXT, _("Where they live, and since when"), length=300, when=AskedWhen("fam-is", (YES,)),
             keeps=K.FAMILY),
), folded=True)  # fmt: skip


ASKED_OF_ATTEMPTS = {"result", "purpose", "way", "visited_on", "note", "next_visit_on", "next_visit_time"}
SOMEBODY_MET = AskedWhen("result", (VisitResult.MET.value,))


def asked_when_met(section) -> QuestionSection:
    """Return a section whose questions are asked only when somebody was met, but for those of an attempt."""
    asked = [one if one.name in ASKED_OF_ATTEMPTS else question_when_met(one) for one in section.questions]
    return replace(section, questions=tuple(asked))


def question_when_met(question) -> Question:
    """Return a question that is asked only when somebody was met; one that hangs on such a question is already."""
    if question.when is None:
        return replace(question, when=SOMEBODY_MET)
    return replace(question, and_when=SOMEBODY_MET) if question.when.name in ASKED_OF_ATTEMPTS else question


SECTIONS = (
    *map(asked_when_met, (
        VISIT_SECTION, GUARANTEES_SECTION, MEMBER_SECTION, SHOCKS_SECTION, DEEDS_SECTION, PLACE_SECTION,
        *INCOME_SECTIONS, NEWCOMERS_SECTION, CORRECTIONS_SECTION, RESETTLED_SECTION,
    )),
    FAMILY_SECTION,  # a neighbour may tell of it to who stands before a closed door
    asked_when_met(CLOSING_SECTION),
)  # fmt: skip
QUESTIONS = tuple(question for section in SECTIONS if not section.each_member for question in section.questions)
MEMBER_QUESTIONS = tuple(question for section in SECTIONS if section.each_member for question in section.questions)
ALL_QUESTIONS = (*QUESTIONS, *MEMBER_QUESTIONS)  # those about a member with `m*-` in their names


def questions_that_keep(home: Keeps) -> list[Question]:
    """Return the questions whose answers are kept there; those about members stand for any member."""
    return [question for question in ALL_QUESTIONS if question.keeps == home]


def member_questions(pk, questions=MEMBER_QUESTIONS) -> tuple:
    """Return questions (all of them, if not said) about one member, under the names that their answers have."""
    return tuple(question_with_prefix(question, f"m{pk}-") for question in questions)


def question_with_prefix(question, prefix):
    def put(name):
        return name.replace("m*-", prefix)

    when = question.when and AskedWhen(put(question.when.name), question.when.values)
    return replace(question, name=put(question.name), when=when)


def questionnaire_data() -> dict:
    """Return the questions for the phone, in the reader's language, with the messages about wrong answers and about
    what a visit lacks to verify an alert."""
    return {
        "messages": {code: str(text) for code, text in ANSWER_MESSAGES.items()},
        "lacks": substance_data(),
        "questions": [question_data(question) for question in ALL_QUESTIONS],
        "patterns": {kind: f"^(?:{pattern.pattern})$" for kind, pattern in ANSWER_PATTERNS.items()},
    }


def question_data(question) -> dict:
    """Return what the phone needs of a question; what it has not is left out, because there are hundreds."""
    choices = [str(code) for code, _label in question.choices] if question.kind in (CHOICE, CHOICES) else None
    told = {
        "name": question.name, "kind": question.kind, "label": str(question.label), "required": question.required,
        "least": question.least, "below": question.below, "most": question.most, "length": question.length,
        "choices": choices, "earliest": question.earliest, "latest": question.latest,
        "group": question.group,
        "when": condition_data(question.when), "and_when": condition_data(question.and_when),
        "required_when": condition_data(question.required_when),
    }  # fmt: skip
    return {key: value for key, value in told.items() if value is not None and value is not False and value != ""}


def condition_data(when):
    return when and {"name": when.name, "is": list(when.values)}
