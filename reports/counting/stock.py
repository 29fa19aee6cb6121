"""Who was under monitoring at the end of the month: by type and state, and by main risk."""

from django.db.models import F, Value
from django.db.models.functions import Concat, JSONObject

from reports.indicators import stock as standing

from .declare import counting, report_rows


@counting("stock")
def stock_report_rows(month):
    """Yield stock.<type>.<cleared or uncleared>, and risk.<two digits>.<cleared or uncleared>."""
    found = standing.on_file_steps([month.county], month.as_of)
    details = JSONObject(type=F("case_type"), risks=F("risks"), since=F("case__identified_on"))
    for code in (
        Concat(Value("stock."), "case_type", Value("."), "state"),
        Concat(Value("risk."), "risk", Value("."), "state"),
    ):
        yield report_rows(
            found,
            code=code,
            village=F("village"),
            household=F("case__household"),
            people=F("members"),
            on=F("case__identified_on"),
            details=details,
        )
