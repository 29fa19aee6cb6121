"""The two worries, the three guarantees and water: where one was found not met, where it was solved, and what is
open."""

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import Lag, Lead

from households.models import GuaranteeCheck
from reports.indicators import stock
from visits.models import VisitState, VisitTransition

from .declare import counting, report_rows

CHECK_ORDER = ["checked_on", "found_at", "pk"]


@counting("guarantees")
def guarantee_report_rows(month):
    """Yield guarantee.<which>.found, .solved and .open: a check of the month that found it not met after none had; one
    that found it met again; and a last check that found it not met."""
    for which in GuaranteeCheck.GUARANTEES:
        checks = guarantee_checks_with_neighbours(month, which)
        for word, wanted in guarantee_conditions(which, month).items():
            found = checks.annotate(holds=Case(When(wanted, then=Value(True)), default=Value(False)))
            yield guarantee_check_report_rows(found.filter(holds=True), f"guarantee.{which}.{word}", month)


def guarantee_conditions(which, month) -> dict:
    """Return what a check of one guarantee means, by the answer before it and by whether another check followed."""
    met, unmet = Q(**{which: True}), Q(**{which: False})
    in_month = Q(checked_on__gte=month.first)
    return {
        "found": in_month & unmet & (Q(before=None) | Q(before=True)),
        "solved": in_month & met & Q(before=False),
        "open": unmet & Q(after=None),
    }


def guarantee_checks_with_neighbours(month, which):
    """Return the checks of one guarantee until the end of the month, each with the answer `before` and the check
    `after`. A visit's check counts unless the visit was voided."""
    mine = stock.village_inside([month.county], "household__village__path")
    voided = VisitTransition.objects.filter(
        visit=OuterRef("source_visit"), target=VisitState.VOIDED, effective_on__lte=month.as_of
    )
    checks = GuaranteeCheck.objects.filter(
        mine, ~Exists(voided), checked_on__lte=month.as_of, **{f"{which}__isnull": False}
    )
    over = {"partition_by": F("household"), "order_by": CHECK_ORDER}
    return checks.annotate(before=Window(Lag(which), **over), after=Window(Lead("pk"), **over))


def guarantee_check_report_rows(found, code, month):
    return report_rows(
        found,
        code=Value(code),
        village=stock.village_of_household_on(month.as_of, "household"),
        household=F("household"),
        people=stock.member_count_on(month.as_of, "household"),
        on=F("checked_on"),
    )
