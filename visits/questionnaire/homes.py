"""A check, when povwatch starts, that every answer has a place where it is kept, so that nothing is asked and lost."""

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured
from django.db.models import CharField, Field

from households.models import GuaranteeCheck, Household, Member
from visits.models import Visit

from .declare import CHOICE, Keeps
from .income import INCOME_ITEMS
from .questions import ALL_QUESTIONS
from .whose import SHARED_ITEMS, WHOSE

MODELS = {
    Keeps.VISIT: Visit, Keeps.CHECK: GuaranteeCheck, Keeps.MEMBER: Member, Keeps.HOUSEHOLD: Household,
    Keeps.NEWCOMER: Member, Keeps.PROPOSAL: Member,
    Keeps.FAMILY: Member,
}  # fmt: skip
PARTS = {  # things that need several answers, and the parts that are stored
    Keeps.WORK: {"work", "work_place", "work_wage", "work_since"},
    Keeps.LEAVING: {"left_reason", "left_on"},
    Keeps.WHOSE: {f"{WHOSE}{item}" for item in SHARED_ITEMS},
    Keeps.ASKING: {
        "not_verified",
        "amounts_right",
        "guarantees_as_before",
        "income_asked",
        "income_month",
        "income_year",
        "income_post",
        "year_post",
        "income_less",
        "year_less",
    },
}
FAMILY_AS_A_WHOLE = {"fam-phone", "fam-note"}  # the household's phone, and the reason


def check_question_homes(questions=ALL_QUESTIONS) -> None:
    """Raise ImproperlyConfigured for a question whose answer would be kept nowhere."""
    for question in questions:
        if not has_home(question):
            raise ImproperlyConfigured(
                f"The answer to the question {question.name!r} would be thrown away: it says keeps={question.keeps!s}, "
                f"and there is no {question.column!r} that holds such an answer. Add the column and a migration, or "
                "choose another home: docs/howto/add-a-question.md."
            )


def has_home(question) -> bool:
    """Whether there is a place for its answer."""
    if question.keeps in PARTS:
        return question.column in PARTS[question.keeps]
    if question.keeps == Keeps.INCOME:
        return question.column in INCOME_ITEMS
    proposes_of_household = question.keeps == Keeps.PROPOSAL and not question.name.startswith("m*-")
    model = Household if proposes_of_household else MODELS[question.keeps]
    if question.keeps == Keeps.VISIT and question.kind == CHOICE:  # a visit keeps the code of the answer
        return has_column(model, question.column, CharField)
    if question.name in FAMILY_AS_A_WHOLE:
        return question.keeps == Keeps.FAMILY
    return question.column == "is" or has_column(model, question.column.removeprefix("check_"))


def has_column(model, name, kind=Field) -> bool:
    try:
        return isinstance(model._meta.get_field(name), kind)
    except FieldDoesNotExist:
        return False
