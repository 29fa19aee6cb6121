"""The sheets of the registry itself. They register in the order in which they are read and written."""

from .areas import Areas
from .households import Households
from .members import Members

from .income import Income  # isort: skip

__all__ = ["Areas", "Households", "Members", "Income"]
