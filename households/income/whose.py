"""Whose an undivided amount was: when somebody has left, the family says what of it was theirs, and it leaves with
them."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.dates import month_number
from households.choices import IncomeQuestionReason, LeftReason, Teller
from households.counties import refuse_closed, share_registry_turn
from households.models import Household, IncomeQuestion, IncomeStatement, Member

from .leavers import RECENT_MONTHS
from .months import rebuild_income
from .statements import income_line

TOLD_ANEW = {"id", "lines", "recorded_at", "withdrawn_at"}


def questions_with_leavers(questions, household) -> list[IncomeQuestion]:
    """Return questions about a household's income, each with `leavers`: those whose the undivided amount may have
    been."""
    questions = list(questions)
    is_asked = any(one.reason == IncomeQuestionReason.LEFT for one in questions)
    gone = list(household.members.exclude(left_on=None).exclude(left_reason=LeftReason.ERROR)) if is_asked else []
    told = statements_of_all(household) if gone else []
    for one in questions:
        asked = gone if one.reason == IncomeQuestionReason.LEFT else []
        one.leavers = [member for member in asked if statements_to_divide(told, member, one.item)]
    return questions


def statements_of_all(household) -> list[IncomeStatement]:
    """Return what was told for the whole household and stands. What was sold is nobody's by name."""
    told = IncomeStatement.objects.standing().filter(household=household, member=None)
    return list(told.exclude(teller=Teller.SALE))


def statements_to_divide(told, member, item) -> list[IncomeStatement]:
    """Keep what speaks of months in which this person belonged to the household, of the last two years before they
    left, with an amount of this item that nobody is named for."""
    return [one for one in told if touches_stay(one, member) and unnamed_amount(one, item) > 0]


def touches_stay(statement, member) -> bool:
    """Whether a statement speaks of a month in which a person belonged to the household."""
    last = month_number(member.left_on - dt.timedelta(1))
    first = max(last - RECENT_MONTHS + 1, month_number(member.joined_on) if member.joined_on else 0)
    return statement.start <= last and statement.end > first


def unnamed_amount(statement, item) -> Decimal:
    """Return yuan of an item for which nobody is named: what "the others" had, and the undivided amount without what
    persons and others had of it."""
    said: dict[str, Decimal] = defaultdict(Decimal)
    for line in statement.lines:
        if line["item"] == item:
            said["member" if "member" in line else "others" if "others" in line else ""] += Decimal(line["amount"])
    return said["others"] + max(said[""] - said["member"] - said["others"], Decimal(0))


@transaction.atomic
def give_income_to_leaver(question: IncomeQuestion, member: Member, *, by) -> int:
    """Tell the undivided amounts that a question is about again as those of the person who left. Returns how many
    statements were told again. A household that was closed, or whose registry is being saved, is refused."""
    share_registry_turn(question.county_id)
    household = Household.objects.select_for_update(no_key=True).get(pk=question.household_id)
    refuse_closed(household)
    return len(give_item_to_leaver(household, question.item, member, by=by))


def give_item_to_leaver(household, item, member, *, by) -> list[tuple[int, int]]:
    """Tell undivided amounts of one item again as those of the person who left: they count no more once they are gone.
    Each statement keeps its day and who told it; the one it corrects is withdrawn. Returns both, [(corrected, now)].
    The caller holds the household's lock."""
    must(by, Permission.VISIT_LOG, household.village)
    found = statements_to_divide(statements_of_all(household), member, item)
    corrected = [with_amount_of(one, item, member) for one in found]
    IncomeStatement.objects.filter(pk__in=[one.pk for one in found]).update(withdrawn_at=timezone.now())
    IncomeStatement.objects.bulk_create(corrected)
    rebuild_income([household.pk])
    record_access(by, "income_given_to_leaver", household, area=household.village, statements=len(corrected))
    return [(before.pk, now.pk) for before, now in zip(found, corrected, strict=True)]


def take_giving_back(household, given) -> None:
    """Let what was told before hold again, because the visit is voided that said whose it was. What was told anew or
    withdrawn since stays as it is."""
    standing = set(
        IncomeStatement.objects.standing().filter(pk__in=[now for _, now in given]).values_list("pk", flat=True)
    )
    back = [(before, now) for before, now in given if now in standing]
    IncomeStatement.objects.filter(pk__in=[now for _, now in back]).update(withdrawn_at=timezone.now())
    IncomeStatement.objects.filter(pk__in=[before for before, _ in back]).update(withdrawn_at=None)
    rebuild_income([household.pk])


def with_amount_of(statement, item, member) -> IncomeStatement:
    """Return a statement that says the same on the same day, with what was unnamed of an item told of one person."""
    own = [line for line in statement.lines if line["item"] == item and line.get("member") == member.pk]
    amount = unnamed_amount(statement, item) + sum(Decimal(line["amount"]) for line in own)
    kept = [line for line in statement.lines if line["item"] != item or line.get("member", member.pk) != member.pk]
    columns = [field.attname for field in IncomeStatement._meta.concrete_fields if field.name not in TOLD_ANEW]
    same = {column: getattr(statement, column) for column in columns}
    return IncomeStatement(**same, lines=[*kept, income_line(item, amount, member=member)])
