"""The sheets of the monthly report, in their order. Each file declares what a sheet shows; table.py fills it."""

from . import stock
from .declare import SHEETS

THEMES = (stock,)

__all__ = ["SHEETS", "THEMES"]
