"""Who came under monitoring, whose risk was cleared, and who left, in the month and since January."""

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, Func, JSONField, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat, JSONObject

from cases.models import MeasureTransition
from reports.indicators import stock

from .declare import counting, report_rows


def case_field_at_clearing(field):
    """Return a field of the case as of the clearing; after a rollback only the case's history has it."""
    earlier = apps.get_model("cases", "CaseEvent").objects
    earlier = earlier.filter(pgh_obj=OuterRef("case"), cleared_on=OuterRef("effective_on")).order_by("-pgh_id")
    cleared = When(target__in=stock.IS_CLEARED, case__cleared_on=F("effective_on"), then=F(f"case__{field}"))
    rolled_back = When(target__in=stock.IS_CLEARED, then=Subquery(earlier.values(field)[:1]))
    return Case(cleared, rolled_back)


def measure_groups_at_clearing():
    """Return the groups of measures delivered before the risk was cleared."""
    delivered = MeasureTransition.objects.filter(
        measure__case=OuterRef("case"), step="deliver", effective_on__lte=OuterRef("effective_on")
    )
    groups = delivered.order_by("measure__group").values("measure__group").distinct()
    return Case(When(target__in=stock.IS_CLEARED, then=ArraySubquery(groups)))


class MonthsKnown(Func):
    """The months known and carried of an income snapshot; null for a snapshot of a version that did not count them."""

    template = (
        "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(NULLIF(%(expressions)s, 'null'::jsonb)) "
        "WHERE key IN ('income_known', 'income_carried'))"
    )
    output_field = JSONField()


class JSONMerge(Func):
    """The first object with what the second one knows: a key that is null there stays away, so that a month that was
    frozen before the key was counted still gives the same digest."""

    template = "(%(expressions)s)"
    output_field = JSONField()

    def __init__(self, first, second):
        super().__init__(first, Func(second, function="jsonb_strip_nulls"), arg_joiner=" || ")


MOVEMENT_DETAILS = JSONObject(
    type=F("case_type"),
    risks=F("risks"),
    reason=F("reason"),
    since=F("case__identified_on"),
    line=F("case__line_at_identification"),
    income=F("case__income_at_identification"),
    line_cleared=case_field_at_clearing("line_at_clearing"),
    income_cleared=case_field_at_clearing("income_at_clearing"),
    was=F("was"),
    left=F("left"),
    helped=measure_groups_at_clearing(),
)
MONTHS_KNOWN = JSONObject(
    months_known=MonthsKnown(F("case__statement_at_identification")),
    months_known_cleared=MonthsKnown(case_field_at_clearing("statement_at_clearing")),
)


@counting("movements")
def movement_report_rows(month):
    """Yield month.<change> and year.<change>; a household that came from another village as month.moved."""
    for word, since in (("month", month.first), ("year", month.first.replace(month=1))):
        found = stock.stock_movements([month.county], since, month.as_of)
        yield case_step_report_rows(found.exclude(what=""), Concat(Value(f"{word}."), "what"))
        moved = found.filter(step="move", was__in=stock.UNCLEARED).exclude(left=F("village__path"))
        yield case_step_report_rows(moved, Value(f"{word}.moved"))


def case_step_report_rows(found, code):
    return report_rows(
        found,
        code=code,
        village=F("village"),
        household=F("case__household"),
        people=F("members"),
        on=F("effective_on"),
        details=JSONMerge(MOVEMENT_DETAILS, MONTHS_KNOWN),
    )
