"""Measures of assistance delivered in the month and since January."""

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, JSONObject

from cases.models import CaseTransition, MeasureTransition
from reports.indicators import stock

from .declare import counting, report_rows

MEASURE_DETAILS = JSONObject(group=F("measure__group"), title=F("measure__title"), risk=F("measure__risk"))


@counting("measures")
def measure_report_rows(month):
    """Yield measures.<month or year>.<group>.<case type>, and helped.<month or year>.<case type> for any group, so that
    a household with several measures counts once there."""
    for word, since in (("month", month.first), ("year", month.first.replace(month=1))):
        found = measure_deliveries(month, since)
        code = Concat(Value(f"measures.{word}."), "measure__group", Value("."), "type_then")
        yield measure_delivery_report_rows(found, code)
        yield measure_delivery_report_rows(found, Concat(Value(f"helped.{word}."), "type_then"))


def measure_deliveries(month, since):
    """Return the log entries of deliveries, each with the `place` of the household and the type that the case had at
    the end of the month; a delivery is never taken back."""
    mine = stock.village_inside([month.county], "measure__case__village__path")
    found = MeasureTransition.objects.filter(mine, step="deliver", effective_on__range=(since, month.as_of))
    entries = CaseTransition.objects.filter(case=OuterRef("measure__case"), effective_on__lte=month.as_of)
    latest = Subquery(entries.order_by("-effective_on", "-pk").values("case_type")[:1])
    place = stock.village_of_household_on(month.as_of, "measure__case__household")
    return found.annotate(place=place, type_then=Coalesce(latest, "measure__case__case_type"))


def measure_delivery_report_rows(found, code):
    return report_rows(
        found,
        code=code,
        village=F("place"),
        household=F("measure__case__household"),
        people=stock.member_count_on(OuterRef("effective_on"), "measure__case__household"),
        yuan=F("measure__cost"),
        on=F("effective_on"),
        details=MEASURE_DETAILS,
    )
