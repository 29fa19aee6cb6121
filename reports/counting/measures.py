"""Measures of assistance delivered in the month and since January."""

from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat, JSONObject

from cases.models import CaseTransition, MeasureTransition
from reports.indicators import stock

from .declare import counting, report_rows

NO_CASE = "no_case"
MEASURE_DETAILS = JSONObject(group=F("measure__group"), title=F("measure__title"), risk=F("measure__risk"))


@counting("measures")
def measure_report_rows(month):
    """Yield measures.<month or year>.<group>.<case type>, and helped.<month or year>.<case type> for any group, so that
    a household with several measures counts once there; the type of a measure without a case is "no_case"."""
    for word, since in (("month", month.first), ("year", month.first.replace(month=1))):
        found = measure_deliveries(month, since)
        code = Concat(Value(f"measures.{word}."), "measure__group", Value("."), "type_then")
        yield measure_delivery_report_rows(found, code)
        yield measure_delivery_report_rows(found, Concat(Value(f"helped.{word}."), "type_then"))


def measure_deliveries(month, since):
    """Return the log entries of deliveries, each with the `home` it was for, the `place` of that and the type that the
    case had at the end of the month; a delivery is never taken back. A case says itself whose it was then: its measures
    are told of the household since they can do without one."""
    mine = stock.village_inside([month.county], "measure__household__village__path")
    found = MeasureTransition.objects.filter(mine, step="deliver", effective_on__range=(since, month.as_of))
    entries = CaseTransition.objects.filter(case=OuterRef("measure__case"), effective_on__lte=month.as_of)
    latest = Subquery(entries.order_by("-effective_on", "-pk").values("case_type")[:1])
    found = found.annotate(home=Coalesce("measure__case__household", "measure__household"))
    return found.annotate(
        place=stock.village_of_household_on(month.as_of, "home", today=village_today()),
        type_then=Case(
            When(measure__case=None, then=Value(NO_CASE)), default=Coalesce(latest, "measure__case__case_type")
        ),
    )


def village_today():
    """Return the village in which the household of a delivery lives."""
    return Coalesce("measure__case__household__village", "measure__household__village")


def measure_delivery_report_rows(found, code):
    return report_rows(
        found,
        code=code,
        village=F("place"),
        household=F("home"),
        people=stock.member_count_on(OuterRef("effective_on"), "home"),
        yuan=F("measure__cost"),
        on=F("effective_on"),
        details=MEASURE_DETAILS,
    )
