"""The sheets of the registry itself, in the order in which they are read and written."""

from .areas import AreasSheet
from .attributes import AttributesSheet
from .households import HouseholdsSheet
from .members import MembersSheet

from .income import IncomeSheet  # isort: skip
from .work import WorkSheet  # isort: skip

__all__ = ["AreasSheet", "AttributesSheet", "HouseholdsSheet", "MembersSheet", "IncomeSheet", "WorkSheet"]
