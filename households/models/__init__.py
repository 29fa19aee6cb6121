"""The tables of the registry: households and their people, income, work, and each import."""

from .changes import ChangeSource, ChangeState, ConfirmedValue, RegistryChange, RegistryChangeTransition
from .ending import DataHold, EndedData
from .imports import ImportBatch, ImportMeaning, ImportProblem, ImportState
from .income import IncomeQuestion, IncomeRecord, IncomeStatement, months_within
from .places import InVillageOfHousehold, VillageOfHousehold, fill_village
from .registry import GuaranteeCheck, Household, Member, joined_by, present_on
from .requests import DataRequest, DataRequestTransition, RequestKind, RequestState
from .twice import NotTheSame, TwiceKind
from .unknown import UnknownPerson, UnknownPersonState
from .work import WorkSpell

__all__ = [
    "ChangeSource",
    "ChangeState",
    "ConfirmedValue",
    "DataHold",
    "DataRequest",
    "DataRequestTransition",
    "EndedData",
    "GuaranteeCheck",
    "Household",
    "ImportBatch",
    "ImportMeaning",
    "ImportProblem",
    "ImportState",
    "IncomeQuestion",
    "IncomeRecord",
    "IncomeStatement",
    "InVillageOfHousehold",
    "Member",
    "NotTheSame",
    "RegistryChange",
    "RegistryChangeTransition",
    "RequestKind",
    "RequestState",
    "TwiceKind",
    "UnknownPerson",
    "UnknownPersonState",
    "VillageOfHousehold",
    "WorkSpell",
    "fill_village",
    "joined_by",
    "months_within",
    "present_on",
]
