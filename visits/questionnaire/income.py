"""Questions about income: of one month or, for the annual update, of the accounting year (October to September). Wages
are asked of each earner, everything else of the household."""

import re
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from households.choices import (
    BESIDE_NET_INCOME,
    EARNINGS,
    ITEMS_OF_TOPIC,
    TOPIC_OF_ITEM,
    WAGES,
    IncomeItem,
    IncomeTopic,
)
from visits.models import VisitPurpose

from .declare import (
    CHOICE,
    CHOICES,
    MONTH,
    NUMBER,
    YEAR,
    YES,
    YES_NO_CHOICES,
    AskedWhen,
    Keeps,
    Question,
    QuestionSection,
)

MONTH_ASKED, YEAR_ASKED = AskedWhen("income_asked", (YES,)), AskedWhen("income_asked", ("year",))
PERIODS = {"income": MONTH_ASKED, "year": YEAR_ASKED}  # how the names of amounts begin, and when they are asked
INCOME_ITEMS = {f"{period}_{item.value}": item for period in PERIODS for item in IncomeItem}
AMOUNT_NAME = re.compile(r"(?:m([0-9]{1,18})-)?([a-z_]+)")
POSTS = tuple(item for item in WAGES if item != IncomeItem.WAGES_LABOUR)
MOST_A_MONTH = 10_000_000  # yuan
MONTHS_CHOSEN = 12  # how many months back, and
YEARS_CHOSEN = 3  # how many years: a phone carries what is known of them (visits/observations/known_income.py)

PERIOD_SECTION = QuestionSection("period", _("Income"), (
    Question("amounts_right", CHOICES, _("The questions above"),
             [(YES, _("The family was asked: the amounts are right as they count"))], keeps=Keeps.ASKING),
    Question("income_asked", CHOICE, _("Was income spoken about?"),
             [(YES, _("Yes, of one month")), ("year", _("Yes, of the whole year (annual update)"))],
             required_when=AskedWhen("purpose", (VisitPurpose.UPDATE.value,)),
             help=_("Then the amounts last known appear: correct what changed. Otherwise no income is saved."),
             keeps=Keeps.ASKING),
    Question("income_month", MONTH, _("Month"), required=True, when=MONTH_ASKED, earliest=-MONTHS_CHOSEN,
             latest=0, keeps=Keeps.ASKING,
             help=_("The last full month, unless the family spoke of another: the amounts below are of this month.")),
    Question("income_year", YEAR, _("Year that ended on 30 September"), required=True, when=YEAR_ASKED,
             earliest=-YEARS_CHOSEN, latest=0, keeps=Keeps.ASKING,
             help=_("Amounts of all twelve months together, from October to September.")),
))  # fmt: skip


def amount_question(period, item, *, person="", when=None):
    """Return the question for an amount of one item; the `group` is the part of the income that is told together."""
    return Question(
        f"{person}{period}_{item.value}",
        NUMBER,
        item.label,
        least=0,
        below="cost" if item in EARNINGS else "least",  # a loss is a cost
        most=MOST_A_MONTH,
        when=when or PERIODS[period],
        group=group_code(period, TOPIC_OF_ITEM[item]),
        keeps=Keeps.INCOME,
    )


def group_code(period, topic) -> str:
    return f"{period}_{topic.name.lower()}"


def earner_section(period):
    """Return what is asked of each earner: the wages of work, and those of posts where there is one. "Less than before"
    counts as an answer of the group: whoever says so says how much it is now."""
    has_post = f"m*-{period}_post"
    asked = {"when": PERIODS[period], "group": group_code(period, IncomeTopic.WAGES), "keeps": Keeps.ASKING}
    questions = (
        Question(f"m*-{period}_less", CHOICES, _("Compared with before"), [(YES, _("Less than before"))], **asked),
        amount_question(period, IncomeItem.WAGES_LABOUR, person="m*-"),
        Question(
            has_post, CHOICE, _("A post paid by a department, the township or the village"), YES_NO_CHOICES, **asked
        ),
        *(amount_question(period, item, person="m*-", when=AskedWhen(has_post, (YES,))) for item in POSTS),
    )
    return QuestionSection(f"{period}_earner", _("Wages"), questions, folded=True, each_member=True, earners_only=True)


def amount_sections(period):
    """Return the sections of what is asked of the household as a whole, one for each topic of net income and one for
    what stands beside it."""
    titles = {topic: topic.label for topic in ITEMS_OF_TOPIC} | {IncomeTopic.WAGES: _("Wages of the others")}
    parts = [(group_code(period, topic), titles[topic], items) for topic, items in ITEMS_OF_TOPIC.items()]
    parts.append((f"{period}_beside", _("Beside net income"), BESIDE_NET_INCOME))
    return [
        QuestionSection(code, title, tuple(amount_question(period, item) for item in items), folded=True)
        for code, title, items in parts
    ]


INCOME_SECTIONS = (
    PERIOD_SECTION,
    *(section for period in PERIODS for section in (earner_section(period), *amount_sections(period))),
)


class ToldAmount(NamedTuple):
    """One amount among answers: of which member (None: of nobody named), of a month or a year, of which item, and the
    answer itself."""

    name: str
    member: int | None
    period: str
    item: IncomeItem
    yuan: str


def told_amounts(answers: dict) -> list[ToldAmount]:
    """Return every amount among answers."""
    found = [AMOUNT_NAME.fullmatch(name) for name in answers]
    return [
        ToldAmount(
            name[0],
            int(name[1]) if name[1] else None,
            name[2].partition("_")[0],
            INCOME_ITEMS[name[2]],
            answers[name[0]],
        )
        for name in found
        if name and name[2] in INCOME_ITEMS and answers[name[0]]
    ]


def expected_items(seen: dict) -> list[tuple]:
    """Return (field, item) of the amounts that are carried into the month asked about, and that the form did not fill
    in: a harvest of the same month last year."""
    told = seen.get("expected")
    names = told if isinstance(told, list) else []
    found = [AMOUNT_NAME.fullmatch(name) for name in names if isinstance(name, str)]
    return [(name[0], INCOME_ITEMS[name[2]]) for name in found if name and name[2] in INCOME_ITEMS]
