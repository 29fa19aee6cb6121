"""How well the income was known at each decision of a month, by the income snapshot that was stored with it."""

from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import GreaterThan

from reports.indicators import stock

from .declare import counting, report_rows
from .movements import MonthsKnown, case_field_at_clearing

DECISIONS = {  # what happened: the decision, the income of that day, and its snapshot
    "identified": ("identified", F("case__income_at_identification"), F("case__statement_at_identification")),
    **{
        way: ("cleared", case_field_at_clearing("income_at_clearing"), case_field_at_clearing("statement_at_clearing"))
        for way in (*stock.CLEAR_METHOD_CHANGES.values(), "cleared_way_unknown")
    },
}


@counting("incomes")
def income_report_rows(month):
    """Yield income.<identified, cleared>.<known, carried, unknown>: an income known in full, partly carried forward, or
    unknown; nothing for a decision that does not say."""
    found = stock.stock_movements([month.county], month.first, month.as_of)
    for what, (decision, income, snapshot) in DECISIONS.items():
        decided = found.filter(what=what).annotate(months=MonthsKnown(snapshot), income=income)
        yield report_rows(
            decided.exclude(months=None),
            code=Concat(Value(f"income.{decision}."), how_well_known()),
            village=F("village"),
            household=F("case__household"),
            people=F("members"),
            on=F("effective_on"),
        )


def how_well_known():
    """Return the word for an income: unknown, carried when some of its months are, known in full."""
    carried = Cast(KT("months__income_carried"), IntegerField())
    return Case(
        When(income=None, then=Value("unknown")),
        When(GreaterThan(carried, 0), then=Value("carried")),
        default=Value("known"),
    )
