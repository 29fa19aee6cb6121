"""The sheets of the monthly report, in their order. Each file declares what a sheet shows; table.py fills it."""

from . import stock, movements  # isort: skip
from .declare import SHEETS

THEMES = (stock, movements)

__all__ = ["SHEETS", "THEMES"]
