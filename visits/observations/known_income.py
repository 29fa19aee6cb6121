"""The income that a visit's form starts with, for every month and year that can be chosen on it: what stands on file of
this very period, and what goes on from month to month. Left as it is shown, it changes nothing.

A harvest, a cost or a bill of another month is a single event: it is not filled in, but stands beside its field with
its month. Where it is carried into the month asked about, its group counts as told only once it was asked for."""

import datetime as dt
from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.db.models import Sum

from core.dates import accounting_months, accounting_year, add_months, month_number, month_of_number
from households.choices import (
    BESIDE_NET_INCOME,
    REGULAR_ITEMS,
    TOPICS_OF_NET_INCOME,
    WAGE_ITEM_BY_CHANNEL,
    WAGES,
    Teller,
)
from households.models import IncomeRecord, IncomeStatement
from visits.questionnaire.declare import YES
from visits.questionnaire.income import MONTHS_CHOSEN, POSTS, YEARS_CHOSEN, told_amounts

from .income_words import earlier_words, post_source_words, source_words, year_source_words
from .things import amount_to_cent

INCOME_MONTHS_BACK = 3  # what goes on is not filled in any more when it was told earlier
MONTHS_AHEAD = 1  # a phone may be offline while a month ends
EARLIER_MONTHS = 15  # amounts told before that are not named beside their fields
RECORD_FIELDS = ("household_id", "member_id", "item", "start", "end", "amount", "told_until", "statement")


class FilledAmount(NamedTuple):
    """One answer of the form with the words that say where it comes from."""

    answer: str
    source: str


@dataclass(frozen=True)
class KnownIncome:
    """What is on file of one household's income, as the form needs it. Periods are written as the form has them: months
    2026-10, years 2026.

    `amounts` are [field, first period, last period, answer, index of its source]; `expected` [field, first, last] was
    carried into these months and is not filled in; `sources` are words; `earlier` {field without its period: words}
    says what was told last; `undivided` are [item, words] of what was told for all together."""

    amounts: list
    expected: list
    sources: list
    earlier: dict
    undivided: list

    @property
    def data(self) -> dict:
        """Return it as the phone and the signed form carry it."""
        return asdict(self)

    @property
    def earners(self) -> set:
        """Return the members with wages of their own in a period that can be chosen."""
        named = dict.fromkeys([*(one[0] for one in self.amounts), *(one[0] for one in self.expected)], YES)
        return {one.member for one in told_amounts(named) if one.item in WAGES} - {None}

    def answers_about(self, month, year) -> dict:
        """Return the answers to start with when the form asks about this month or this year, with the fields that are
        `expected`. The phone does the same (static/js/phone/amounts.js)."""
        found = {name: one for name, first, last, one, _of in self.amounts if is_about(first, last, month, year)}
        waiting = [name for name, first, last in self.expected if first <= month <= last]
        return found | ({"expected": waiting} if waiting else {}) | {"income_month": month, "income_year": year}

    def seen_about(self, seen, month, year) -> dict:
        """Return what the form shows (`seen`) when it asks about another month or year."""
        amounts = {name for name, *_rest in self.amounts} | {"expected"}
        return {name: value for name, value in seen.items() if name not in amounts} | self.answers_about(month, year)

    def hints_about(self, month, year) -> dict:
        """Return {field: words} of where its amount came from or, where none is filled in, of what was told last."""
        found = {f"{person}{kind}_{item}": words for kind in ("income", "year") for person, item, words in self.said()}
        return found | {
            name: self.sources[of]
            for name, first, last, _answer, of in self.amounts
            if is_about(first, last, month, year)
        }

    def said(self):
        for name, words in self.earlier.items():
            person, dash, item = name.rpartition("-")
            yield person + dash, item, words


def is_about(first, last, month, year) -> bool:
    """Whether the month or the year asked about, whichever is written as `first` is, lies from it to `last`."""
    return first <= (month if "-" in first else year) <= last


def known_incomes(pks, day, present, spells) -> dict:
    """Return {household's pk: KnownIncome} by what was told of people `present` and of nobody named, and by the posts
    among `spells`; in as many queries for one household as for all."""
    rows = rows_by_household(pks, day, present)
    told = Told(IncomeStatement.objects.in_bulk({row.statement for found in rows.values() for row in found}))
    years = known_years(pks, day, present)
    posts = defaultdict(list)
    for spell in spells:
        if spell.channel in WAGE_ITEM_BY_CHANNEL and spell.monthly_wage:
            posts[spell.member.household_id].append(spell)
    return {pk: known_income(rows[pk], posts[pk], years[pk], told, day) for pk in pks}


def rows_by_household(pks, day, present):
    records = IncomeRecord.objects.amounts().filter(household__in=pks)
    records = records.between(add_months(day, -EARLIER_MONTHS), add_months(day, MONTHS_AHEAD + 1))
    found = defaultdict(list)
    for row in records.order_by("pk").values_list(*RECORD_FIELDS, named=True):
        if row.member_id in present:
            found[row.household_id].append(row)
    return found


def known_income(rows, posts, years, told, day) -> KnownIncome:
    this = month_number(day)
    amounts, expected = Runs(), Runs()
    for month in range(this - MONTHS_CHOSEN, this + MONTHS_AHEAD + 1):
        code = f"{month_of_number(month):%Y-%m}"
        filled, waiting = answers_of_month(rows, posts, month, told)
        amounts.add(code, filled)
        expected.add(code, dict.fromkeys(waiting - set(filled)))
    for year, filled in years.items():
        amounts.add(f"{year}", filled)
    sources = list(dict.fromkeys(one.source for _name, _first, _last, one in amounts.all))
    return KnownIncome(
        amounts=[[name, first, last, one.answer, sources.index(one.source)] for name, first, last, one in amounts.all],
        expected=[[name, first, last] for name, first, last, _none in expected.all],
        sources=sources,
        earlier=amounts_told_earlier(rows, told),
        undivided=undivided_amounts(rows, told),
    )


class Told:
    """The statements behind the amounts, each put into words once."""

    def __init__(self, statements):
        self.statements, self.words = statements, {}

    def source_of(self, row) -> str:
        key = row.statement, row.told_until
        if key not in self.words:
            self.words[key] = source_words(self.statements.get(row.statement), row.told_until)
        return self.words[key]

    def is_sale(self, statement) -> bool:
        return statement in self.statements and self.statements[statement].teller == Teller.SALE


class Runs:
    """Values by field and period; periods in a row with one value are kept as one: [field, first, last, value]."""

    def __init__(self):
        self.all, self.open = [], {}

    def add(self, code, values):
        """Add the values of the next period."""
        going_on = {name: run for name, run in self.open.items() if name in values and run[3] == values[name]}
        for name, value in values.items():
            if name not in going_on:
                going_on[name] = [name, code, code, value]
                self.all.append(going_on[name])
            going_on[name][2] = code
        self.open = going_on


# ---------------------------------------------------------------------------------------------------------- of a month


def answers_of_month(rows, posts, month, told):
    """Return ({field: FilledAmount}, the fields that are expected) of one month."""
    yuan, sources, waiting, told_until = defaultdict(int), {}, set(), 0
    for row in (row for row in rows if row.start <= month < row.end):
        key = row.member_id, row.item
        if is_filled_in(row, month):
            yuan[key] += row.amount
            sources[key] = told.source_of(row)
            told_until = max(told_until, row.told_until or month + 1) if row.item in WAGES else told_until
        elif row.amount:
            waiting |= {field_of("income", *key)}
    for spell in posts_of_month(posts, month):
        add_post(yuan, spell, is_part=month_number(spell.started_on) < told_until)
    return filled_fields("income", yuan, sources), waiting


def is_filled_in(row, month) -> bool:
    """Whether an amount is offered: told of this very month, or going on and carried over a few months at most."""
    if row.told_until is None:
        return True
    return row.item in REGULAR_ITEMS and row.told_until > month + 1 - INCOME_MONTHS_BACK


def field_of(kind, member, item) -> str:
    """Return the field of an amount: wages of a person have their own, everything else stands once."""
    return f"m{member}-{kind}_{item}" if member and item in WAGES else f"{kind}_{item}"


def filled_fields(kind, yuan, sources) -> dict:
    """Return {field: FilledAmount}. What is on file of a person and asked of the household (a pension) is kept beside
    the sum, so that it stays theirs when it is left as shown (income.py)."""
    found, sums = {}, defaultdict(int)
    for (member, item), amount in yuan.items():
        sums[field_of(kind, member, item)] += amount
        source = sources.get((member, item), post_source_words())
        found[f"m{member}-{kind}_{item}" if member else f"{kind}_{item}"] = FilledAmount(amount_to_cent(amount), source)
        if member and item in POSTS:
            found[f"m{member}-{kind}_post"] = FilledAmount(YES, source)
        found[field_of(kind, member, item)] = FilledAmount(amount_to_cent(sums[field_of(kind, member, item)]), source)
    return found


def posts_of_month(posts, month):
    """Return the posts that had begun before the end of a month and went on to it."""
    after = month_of_number(month + 1)
    last = after - dt.timedelta(1)
    return [one for one in posts if one.started_on < after and (one.ended_on is None or one.ended_on >= last)]


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


def amounts_told_earlier(rows, told) -> dict:
    """Return {field without its period: words} of the amounts that were told last, with their months."""
    latest = {}
    for row in rows:
        name = field_of("", row.member_id, row.item).replace("_", "", 1)
        if row.told_until is None and row.amount and row.statement in told.statements:
            latest[name] = max(latest.get(name, row), row, key=lambda one: (one.end, one.statement or 0))
    said = ((name, row, told.statements[row.statement]) for name, row in latest.items())
    return {name: words for name, row, by in said if (words := earlier_words(by, row.member_id, row.item))}


def undivided_amounts(rows, told) -> list[list]:
    """Return [item, words] of the amounts of net income that were told last for all together."""
    of_all = [
        row
        for row in rows
        if row.member_id is None and row.item not in BESIDE_NET_INCOME and not told.is_sale(row.statement)
    ]
    return [[item, words] for item, words in amounts_told_earlier(of_all, told).items()]


# ----------------------------------------------------------------------------------------------------------- of a year


def known_years(pks, day, present):
    """Return {household: {year: {field: FilledAmount}}} of the years that can be chosen."""
    found = defaultdict(dict)
    for year in range(accounting_year(day) - YEARS_CHOSEN, accounting_year(day) + 1):
        of_year = defaultdict(dict)
        for pk, member, item, yuan in known_year_amounts(pks, year, present):
            of_year[pk][member, item] = yuan
        for pk, yuan in of_year.items():
            found[pk][year] = filled_fields("year", yuan, dict.fromkeys(yuan, year_source_words()))
    return found


def known_year_amounts(pks, year, present):
    """Return (household, member, item, yuan) of the groups known in every month of an accounting year."""
    window = accounting_months(year)
    records = IncomeRecord.objects.filter(household__in=pks, told_until=None, topic__in=TOPICS_OF_NET_INCOME)
    rows = records.with_yuan(window, 0).order_by()
    sums = list(rows.values_list("household", "topic", "member", "item").annotate(Sum("covered"), Sum("yuan")))
    known = {(pk, topic) for pk, topic, _of, item, months, _yuan in sums if not item and months == 12}
    return [
        (pk, of, item, yuan)
        for pk, topic, of, item, _months, yuan in sums
        if item and (pk, topic) in known and of in present
    ]
