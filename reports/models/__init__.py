"""The monthly report as tables: months with their counted lines, exports, and orders to the worker."""

from .exports import AT_WORK, FULL, MASKED, NONE, Export, ExportKind, ExportState
from .orders import OrderKind, ReportOrder
from .reports import MonthlyReport, ReportLine, ReportState, ReportSum, ReportTransition

__all__ = [
    "AT_WORK",
    "FULL",
    "MASKED",
    "NONE",
    "Export",
    "ExportKind",
    "ExportState",
    "MonthlyReport",
    "OrderKind",
    "ReportLine",
    "ReportOrder",
    "ReportState",
    "ReportSum",
    "ReportTransition",
]
