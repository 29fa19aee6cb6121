"""Measures of assistance that reached a household, in the month and since January."""

from django.db.models import F, OuterRef, Value
from django.db.models.functions import Concat, JSONObject

from cases.models import MeasureTransition
from reports.indicators import stock

from .declare import counting, lines

DETAILS = JSONObject(group=F("measure__group"), title=F("measure__title"), risk=F("measure__risk"))


@counting("measures")
def measures(month):
    """measures.<month or year>.<group>.<case type>, and helped.<month or year>.<case type> for any group, so that a
    household that got several measures is one household there."""
    for word, since in (("month", month.first), ("year", month.first.replace(month=1))):
        found = delivered(month, since)
        yield told(found, Concat(Value(f"measures.{word}."), "measure__group", Value("."), "measure__case__case_type"))
        yield told(found, Concat(Value(f"helped.{word}."), "measure__case__case_type"))


def delivered(month, since):
    """The log's lines of deliveries; a delivery is never taken back."""
    mine = stock.inside([month.county], "measure__case__household__village__path")
    found = MeasureTransition.objects.filter(mine, step="deliver", effective_on__range=(since, month.as_of))
    return found.annotate(place=stock.village_then(month.as_of, "measure__case__household"))


def told(found, code):
    return lines(
        found, code=code, village=F("place"), household=F("measure__case__household"),
        people=stock.people(OuterRef("effective_on"), "measure__case__household"), yuan=F("measure__cost"),
        on=F("effective_on"), details=DETAILS,
    )  # fmt: skip
