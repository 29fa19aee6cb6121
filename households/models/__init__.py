"""The tables of the registry: households and their people, income, work, and each import."""

from .imports import ImportBatch, ImportMeaning, ImportProblem, ImportState
from .income import IncomeQuestion, IncomeRecord, IncomeStatement, months_within
from .registry import GuaranteeCheck, Household, Member, joined_by, present_on
from .work import WorkSpell

__all__ = [
    "GuaranteeCheck",
    "Household",
    "ImportBatch",
    "ImportMeaning",
    "ImportProblem",
    "ImportState",
    "IncomeQuestion",
    "IncomeRecord",
    "IncomeStatement",
    "Member",
    "WorkSpell",
    "joined_by",
    "months_within",
    "present_on",
]
