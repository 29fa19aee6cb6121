"""The annual update: from October to December every lifted or monitored household is asked for its income of the
accounting year that ended in September. Source: the national annual update, 1 October to 30 September."""

import datetime as dt

from django.db.models import Count, Q

from core.dates import accounting_year
from visits.planning.due import IS_CLEARED_OR_LIFTED, IS_FOLLOWED

IS_TOLD = Q(facts__year_told=True)
IS_ASKED = IS_FOLLOWED | IS_CLEARED_OR_LIFTED
IS_MISSING = IS_ASKED & ~IS_TOLD


def last_day_to_collect(day) -> dt.date:
    """Return the last day on which the income of the last accounting year is collected."""
    return dt.date(accounting_year(day), 12, 31)


def count_annual_update(households) -> dict:
    """Return how many households are asked, told, and still missing."""
    return households.active().order_by().aggregate(**ANNUAL_UPDATE_COUNTS)


def annual_update_by_village(households) -> list[dict]:
    """Count the same for each village, where most is missing first."""
    rows = households.active().order_by().values("village", "village__name", "village__code", "village__parent__name")
    return list(rows.annotate(**ANNUAL_UPDATE_COUNTS).filter(asked__gt=0).order_by("-missing", "village__path"))


ANNUAL_UPDATE_COUNTS = {
    "asked": Count("pk", filter=IS_ASKED),
    "told": Count("pk", filter=IS_ASKED & IS_TOLD),
    "missing": Count("pk", filter=IS_MISSING),
}
