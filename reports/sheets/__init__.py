"""The sheets of the monthly report, in order. Each file declares what a sheet shows; table.py fills it."""

from . import stock, movements, alerts, assistance, state_of_things  # isort: skip
from .declare import REPORT_SHEETS

THEMES = (stock, movements, alerts, assistance, state_of_things)

__all__ = ["REPORT_SHEETS", "SHEET_MODULES"]
