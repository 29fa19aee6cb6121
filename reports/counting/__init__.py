"""What a month counts. Each counting is one pass over one table and yields lines: a household under a word."""

from . import alerts, guarantees, measures, movements, quality, stock, visits, work
from .declare import COUNTINGS, Month

THEMES = (stock, movements, alerts, measures, visits, work, guarantees, quality)

__all__ = ["COUNTINGS", "THEMES", "Month"]
