"""What came in beside a household's trades: its business income as the records say it, never a figure of its own."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from core.dates import MonthWindow, add_months, today, twelve_full_months, years_before
from core.templatetags import pw
from core.text import join_words
from households.choices import IncomeItem, IncomeTopic
from households.facts import months_of_topic, shares_on, stale_months, topic_sum
from households.income.known import months_known_words
from households.models import IncomeRecord, months_within
from policy import parameters

YEARS_SHOWN = 3
TOPIC = IncomeTopic.BUSINESS


@dataclass(frozen=True)
class CameIn:
    """The business income of twelve full months, in yuan; without it where a month is unknown."""

    window: MonthWindow
    yuan: Decimal | None
    items: str
    known: str

    @property
    def months(self) -> str:
        return f"{pw.month(self.window.start)} – {pw.month(add_months(self.window.end, -1))}"


def what_came_in(household) -> list[CameIn]:
    """Return the business income of the last years, the latest first; only years of which something is on file."""
    days = [years_before(today(), years) for years in range(YEARS_SHOWN)]
    told = [came_in_before(household, parameters.parameters_on(day, household.county)) for day in days]
    return [one for one in told if one]


def came_in_before(household, p) -> CameIn | None:
    """Return the business income of the twelve full months before the day of `p`, by the same rules as the facts."""
    window, stale = twelve_full_months(p.day), stale_months(p)
    months = months_within(window, stale)
    records = IncomeRecord.objects.filter(household=household, topic=TOPIC).between(*window)
    [*found] = (
        records.order_by()
        .values("household")
        .annotate(
            yuan=topic_sum(p, TOPIC),
            known=months_of_topic(months, TOPIC, told_until__isnull=True),
            carried=months_of_topic(months, TOPIC, told_until__isnull=False),
        )
    )
    if not found or not (found[0]["known"] or found[0]["carried"]):
        return None
    told = found[0]
    items = records.amounts().filter(shares_on(p.day)).with_yuan(window, stale)
    return CameIn(window, told["yuan"], item_words(items), months_known_words(told["known"], told["carried"]))


def item_words(rows) -> str:
    """Return each item with its yuan: "Crops 3,000, Livestock 1,200"."""
    sums = rows.order_by("item").values_list("item").annotate(sum=Sum("yuan")).filter(sum__gt=0)
    return join_words(f"{IncomeItem(item).label} {pw.money(yuan)}" for item, yuan in sums)
