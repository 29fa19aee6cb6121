"""What a month counts. Each counting is one pass over one table and yields lines: a household under a word."""

from . import movements, stock
from .declare import COUNTINGS, Month

THEMES = (stock, movements)

__all__ = ["COUNTINGS", "THEMES", "Month"]
