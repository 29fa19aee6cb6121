"""Data-quality checks: values that an auditor would ask about. None of them stops anything; each is listed with the
record, the reason and the remedy. The registry import lists them for the rows of its file."""

from . import homes, people, work
from .declare import QUALITY_CHECKS, QualityCheck

__all__ = ["QUALITY_CHECKS", "QualityCheck", "homes", "people", "work"]
