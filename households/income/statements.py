"""Telling of income: every way of learning of a household's income becomes a statement here, and its months follow."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from households.choices import TOPIC_OF_ITEM
from households.models import IncomeStatement

from .months import rebuild_income


def income_line(item, amount, *, member=None, others=False) -> dict:
    """Return a line of a statement: yuan of one item in the whole period, of a member, of "the others" or undivided."""
    line: dict = {"item": str(item), "amount": f"{Decimal(amount):.2f}"}
    if member is not None:
        line["member"] = getattr(member, "pk", member)
    elif others:
        line["others"] = True
    return line


def asked_topics(lines: Iterable[dict], topics=()) -> list[int]:
    """Return what a statement asked: the given topics, and those of the items that its lines name."""
    return sorted({int(topic) for topic in topics} | {int(TOPIC_OF_ITEM[line["item"]]) for line in lines})


@transaction.atomic
def tell_income(household, *, teller, told_on, first_month, months=1, lines, topics=(), member=None, **more):
    """Keep what was told of a household's income, or of one `member`'s, and work out its months again.

    `lines` come from `income_line`; `topics` were asked besides those that the lines name. `more` says where it comes
    from: `source_visit`, `source_import`, `source_spell`, `began_on`."""
    lines = list(lines)
    statement = IncomeStatement.objects.create(
        county_id=household.county_id,
        household=household,
        member=member,
        teller=teller,
        told_on=told_on,
        first_month=first_month,
        months=months,
        asked=asked_topics(lines, topics),
        lines=lines,
        **more,
    )
    rebuild_income([household.pk])
    return statement


@transaction.atomic
def withdraw_statements(statements) -> None:
    """Withdraw statements, such as those of a voided visit: what held before them holds again."""
    households = list(statements.standing().values_list("household_id", flat=True).distinct())
    statements.standing().update(withdrawn_at=timezone.now())
    rebuild_income(households)
