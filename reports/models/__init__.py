"""Tables of the monthly report: months with their rows, exports, and orders to the worker."""

from .effects import EffectState, MeasureEffect
from .exports import (
    FULL_LISTS,
    LIST_KINDS,
    MASKED_LISTS,
    MONTH_KINDS,
    NO_LISTS,
    TABLE_KINDS,
    UNFINISHED_EXPORT_STATES,
    WITHDRAWABLE_EXPORT_STATES,
    Export,
    ExportKind,
    ExportState,
)
from .orders import ReportOrder, ReportOrderKind
from .proofs import ReportProof
from .reports import MonthlyReport, ReportRow, ReportState, ReportSum, ReportTransition

__all__ = [
    "UNFINISHED_EXPORT_STATES",
    "WITHDRAWABLE_EXPORT_STATES",
    "FULL_LISTS",
    "LIST_KINDS",
    "TABLE_KINDS",
    "MASKED_LISTS",
    "MONTH_KINDS",
    "NO_LISTS",
    "Export",
    "EffectState",
    "ExportKind",
    "ExportState",
    "MeasureEffect",
    "MonthlyReport",
    "ReportOrderKind",
    "ReportRow",
    "ReportOrder",
    "ReportProof",
    "ReportState",
    "ReportSum",
    "ReportTransition",
]
