"""The income that a visit's form starts with: as it stands on file for the last full month and, where all of it is
known, for the last accounting year. Left as it is shown, it changes nothing."""

from collections import defaultdict

from django.db.models import F, Q, Sum, Value
from django.db.models.functions import Coalesce

from core.dates import accounting_months, accounting_year, first_of_month, month_number
from households.choices import REGULAR_ITEMS, TOPICS_OF_NET_INCOME, WAGE_ITEM_BY_CHANNEL, WAGES
from households.models import IncomeRecord

INCOME_MONTHS_BACK = 3  # older amounts are not prefilled


def last_month_amounts(pks, day, present, spells):
    """Return (household, member, item, yuan) of the last full month, of people `present` and of nobody named: what was
    told of this month, what goes on from month to month, and the posts among `spells`. A harvest or a cost of another
    month is not offered, a bill never: they are single events."""
    amounts, told_until = defaultdict(lambda: defaultdict(int)), {}
    for pk, member, item, yuan, until in standing_amounts(pks, month_number(day) - 1):
        if member in present:
            amounts[pk][member, item] += yuan
            told_until[pk] = until if item in WAGES else told_until.get(pk, 0)
    for spell in posts_of_month(spells, day):
        pk = spell.member.household_id
        is_part = month_number(spell.started_on) < told_until.get(pk, 0)
        add_post(amounts[pk], spell, is_part=is_part)
    return [(pk, *key, yuan) for pk, found in amounts.items() for key, yuan in found.items()]


def standing_amounts(pks, month):
    """Return (household, member, item, yuan, month after the last known one) of what was told of this month, and what
    goes on from month to month and was carried over a few: what an office or a post said since then is in it."""
    records = IncomeRecord.objects.amounts().filter(household__in=pks, topic__in=TOPICS_OF_NET_INCOME)
    of_month = records.filter(start__lte=month, end__gt=month)
    goes_on = Q(item__in=REGULAR_ITEMS, told_until__gt=month + 1 - INCOME_MONTHS_BACK)
    recent = of_month.filter(Q(told_until=None) | goes_on)
    until = Coalesce(F("told_until"), Value(month + 1))
    return recent.order_by("pk").values_list("household", "member", "item", "amount", until)


def posts_of_month(spells, day):
    """Return the posts and workshop places with a wage that had begun before the month of `day`."""
    return [
        spell
        for spell in spells
        if spell.channel in WAGE_ITEM_BY_CHANNEL and spell.monthly_wage and spell.started_on < first_of_month(day)
    ]


def add_post(amounts, spell, *, is_part) -> None:
    """Give a post its own line among the amounts of a month, {(member, item): yuan}. One that had begun when the wages
    were told `is_part` of the person's, else of the undivided ones: it is taken off there (docs/income.md,
    paragraph 7)."""
    line = spell.member_id, WAGE_ITEM_BY_CHANNEL[spell.channel]
    if line in amounts:
        return
    rest = spell.monthly_wage if is_part else 0
    whole = [(of, item) for of, item in amounts if item in WAGES and of in (spell.member_id, None)]
    for key in sorted(whole, key=lambda one: (one[0] is None, one[1] != line[1], one[1])):
        taken = min(rest, amounts[key])
        amounts[key], rest = amounts[key] - taken, rest - taken
        if not amounts[key]:
            del amounts[key]
    amounts[line] = spell.monthly_wage


def known_year_amounts(pks, day, present):
    """Return (household, member, item, yuan) of the groups known in every month of the last accounting year."""
    window = accounting_months(accounting_year(day))
    records = IncomeRecord.objects.filter(household__in=pks, told_until=None, topic__in=TOPICS_OF_NET_INCOME)
    rows = records.with_yuan(window, 0).order_by()
    sums = list(rows.values_list("household", "topic", "member", "item").annotate(Sum("covered"), Sum("yuan")))
    known = {(pk, topic) for pk, topic, _of, item, months, _yuan in sums if not item and months == 12}
    return [
        (pk, of, item, yuan)
        for pk, topic, of, item, _months, yuan in sums
        if item and (pk, topic) in known and of in present
    ]
