"""What was paid as income: a payment is a statement of one person for its month, and replaces what the post promised in
that month and nothing else (docs/income.md, paragraph 7)."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from households.choices import WAGE_ITEM_BY_CHANNEL, Teller
from households.income.months import rebuild_income
from households.income.statements import asked_topics, income_line
from households.models import IncomeStatement, WorkSpell
from work.models import Payment

from .people import in_month, is_whole_month, item_of


@transaction.atomic
def state_payments(members, month) -> None:
    """State what these people were paid for a month, as the lists that hold say it, and withdraw what was stated before
    and no longer follows. Running it twice changes nothing."""
    wanted = {statement_key(one): one for one in wanted_statements(members, month)}
    told = IncomeStatement.objects.standing().filter(teller=Teller.EMPLOYER, first_month=month, member__in=members)
    standing = {statement_key(one): one for one in told}
    gone = [one for key, one in standing.items() if key not in wanted]
    made = [one for key, one in wanted.items() if key not in standing]
    IncomeStatement.objects.filter(pk__in=[one.pk for one in gone]).update(withdrawn_at=timezone.now())
    IncomeStatement.objects.bulk_create(made)
    rebuild_income([one.household_id for one in (*gone, *made)])


def statement_key(statement) -> tuple:
    line = statement.lines[0]
    return statement.member_id, line["item"], line["amount"], statement.told_on, statement.began_on


def wanted_statements(members, month) -> list[IncomeStatement]:
    """Return the statements that follow from the payments of a month: one a person and item."""
    said = defaultdict(list)
    paid = Payment.objects.holding().filter(month=month, member__in=members)
    for one in paid.select_related("list", "spell", "member__household"):
        said[one.member, one.item].append(one)
    posts = other_posts(members, month, [one.spell_id for payments in said.values() for one in payments])
    return [statement_of(*key, month, payments, posts) for key, payments in said.items()]


def other_posts(members, month, told) -> dict[tuple, list]:
    """Return {(person, item): posts} of which no list says anything: they go on as promised beside the others."""
    paid = {"channel__in": WAGE_ITEM_BY_CHANNEL, "monthly_wage__isnull": False, "member__in": members}
    posts, found = WorkSpell.objects.filter(**paid).exclude(pk__in=told), defaultdict(list)
    for spell in in_month(posts, month).select_related("member"):
        if is_whole_month(spell, month):
            found[spell.member_id, item_of(spell)].append(spell)
    return found


def statement_of(member, item, month, payments, posts) -> IncomeStatement:
    others = posts[member.pk, item]
    yuan = sum(one.yuan for one in payments) + sum(one.monthly_wage for one in others)
    lines = [income_line(item, yuan, member=member)]
    return IncomeStatement(
        county_id=member.household.county_id, household_id=member.household_id, member=member, teller=Teller.EMPLOYER,
        told_on=max(one.list.sent_on for one in payments), first_month=month, months=1, lines=lines,
        asked=asked_topics(lines), began_on=min(one.started_on for one in (*others, *(one.spell for one in payments))),
    )  # fmt: skip
