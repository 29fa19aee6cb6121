"""Data-quality checks: values that an auditor would ask about. None of them stops anything; each is listed with the
record, the reason and the remedy. The registry import lists them for the rows of its file."""

from . import homes, people, work
from .declare import CHECKS, Check

__all__ = ["CHECKS", "Check", "homes", "people", "work"]
