"""Data that looks wrong: what the data-quality checks find, household by household."""

from django.db.models import Count, F, Value

from households.checks import QUALITY_CHECKS
from households.models import Household, Member, WorkSpell
from reports.indicators import stock

from .declare import counting, report_rows

HOUSEHOLD_PATHS = {Household: "pk", Member: "household", WorkSpell: "member__household"}
ENTERED = {Household: "created_at", Member: "created_at", WorkSpell: "recorded_at"}


@counting("quality")
def quality_report_rows(month):
    """Yield quality.<check> with the number of findings as `times`, as of the day on which the month was first
    counted."""
    for check in QUALITY_CHECKS.values():
        found = odd_records(check, month).values("home", "there").annotate(number=Count("pk"))
        yield report_rows(
            found,
            code=Value(f"quality.{check.code}"),
            village=F("there"),
            household=F("home"),
            times=F("number"),
            people=stock.member_count_on(month.as_of, HOUSEHOLD_PATHS[check.model]),
        )


def odd_records(check, month):
    """Return the findings of one check, each with its household as `home` and the village as `there`."""
    road = HOUSEHOLD_PATHS[check.model]
    inside = "" if check.model is Household else f"{road}__"
    odd = check.odd(check.model.objects.filter(**{f"{inside}county": month.county}), month.as_of)
    found = check.model.objects.filter(month.entered(ENTERED[check.model]), pk__in=odd.order_by().values("pk"))
    return found.order_by().annotate(home=F(road), there=F(f"{inside}village"))
