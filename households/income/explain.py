"""Every yuan of a household's income: the months it stands for, and the statement that told it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, F, Sum, Value, When

from core.dates import month_number, twelve_full_months
from households.facts import FACT_GROUPS, shares_on, stale_months
from households.models import IncomeRecord, IncomeStatement


@dataclass(frozen=True)
class IncomePart:
    """What one row of the records adds to the net income of twelve full months, in yuan; costs are negative. It does
    not `count` when it was earned by somebody who does not share the income any more."""

    record: IncomeRecord
    first: int  # number of the first month of the window that it stands for
    months: int
    yuan: Decimal
    counts: bool
    statement: IncomeStatement | None


def parts_of_income(p, **households):
    """Return the rows that touch the twelve full months before the day of `p`, with `covered` months, `yuan` of net
    income and whether they `count`. The keywords filter the records."""
    rows = IncomeRecord.objects.amounts().filter(net_amount__isnull=False, **households)
    counts = Case(When(shares_on(p.day), then=Value(True)), default=Value(False))
    rows = rows.with_yuan(twelve_full_months(p.day), stale_months(p)).filter(covered__gt=0)
    return rows.annotate(net_yuan=F("net_amount") * F("covered"), counts=counts)


def explain_income(household, p) -> list[IncomePart]:
    """Return what the net income of a household is made of on the day of `p`, from the first month on."""
    rows = list(parts_of_income(p, household=household).select_related("member").order_by("topic", "item", "start"))
    told = IncomeStatement.objects.in_bulk({row.statement for row in rows})
    start = month_number(twelve_full_months(p.day).start)
    return [
        IncomePart(row, max(row.start, start), row.covered, row.net_yuan, row.counts, told.get(row.statement))
        for row in rows
    ]


def unexplained_households(county, p) -> list[int]:
    """Return the households of a county whose known net income is not the sum of rows that each have a standing
    statement behind them."""
    standing = IncomeStatement.objects.standing().filter(county=county)
    explained = parts_of_income(p, county=county, statement__in=standing.values("pk"))
    by_household = explained.filter(counts=True).order_by().values("household").annotate(net=Sum("net_yuan"))
    sums = dict(by_household.values_list("household", "net"))
    facts = FACT_GROUPS["income"].rows(p, county=county)
    return [pk for pk, net, *_others in facts if net is not None and net != sums.get(pk, 0)]
