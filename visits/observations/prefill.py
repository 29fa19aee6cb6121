"""What is known already, as answers: the form starts with it, so that a visit where nothing changed needs few taps."""

from django.db.models import F, Max, Sum, Value, Window
from django.db.models.functions import Least

from core.dates import MonthWindow, accounting_months, accounting_year, add_months, month_number
from households.choices import REGULAR_ITEMS, TOPICS_OF_NET_INCOME, WAGE_ITEM_BY_CHANNEL
from households.models import IncomeRecord, Member, WorkSpell
from visits.questionnaire.declare import YES
from visits.questionnaire.income import POSTS
from visits.questionnaire.questions import WORKING

from .things import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, amount_to_cent, column_as_answer

INCOME_MONTHS_BACK = 3  # older amounts are not prefilled


def prefilled_answers(households, day) -> dict:
    """Return {household's pk: {field: answer}} for some households, in five queries however many they are."""
    periods = {"income_month": f"{add_months(day, -1):%Y-%m}", "income_year": f"{accounting_year(day)}"}
    found = {household.pk: prefilled_household_answers(household) | periods for household in households}
    people = list(members_to_prefill(found, day))
    for member in people:
        found[member.household_id] |= prefilled_member_answers(member)
    present = {None, *(member.pk for member in people)}
    for period, amounts in (("income", last_income_amounts), ("year", known_year_amounts)):
        for pk, member, item, yuan in amounts(found, day):
            found[pk] |= prefilled_amount(period, member, item, yuan) if member in present else {}
    for spell in open_work_spells(found, day):
        found[spell.member.household_id] = prefilled_work_answers(spell) | found[spell.member.household_id]
    return {pk: {name: value for name, value in fields.items() if value} for pk, fields in found.items()}


def prefilled_household_answers(household) -> dict:
    return {
        column: column_as_answer(question, getattr(household, column))
        for column, question in HOUSEHOLD_QUESTIONS.items()
    }


def members_to_prefill(pks, day):
    return Member.objects.present(day).filter(household__in=pks).defer("id_number", "phone", "extra")


def prefilled_member_answers(member) -> dict:
    return {
        f"m{member.pk}-{column}": column_as_answer(question, getattr(member, column))
        for column, question in MEMBER_QUESTIONS.items()
    }


def open_work_spells(pks, day):
    spells = WorkSpell.objects.filter(member__household__in=pks, ended_on=None, started_on__lte=day)
    return spells.select_related("member").order_by("-started_on", "-pk")


def prefilled_work_answers(spell) -> dict:
    """Return what is known of somebody's work. Posts and workshop places fill their own line of income."""
    prefix, wage = f"m{spell.member_id}-work", spell.monthly_wage
    paid = wage is not None and spell.channel in WAGE_ITEM_BY_CHANNEL
    return {
        prefix: WORKING,
        f"{prefix}_place": spell.place,
        f"{prefix}_wage": "" if wage is None else amount_to_cent(wage),
        **(prefilled_amount("income", spell.member_id, WAGE_ITEM_BY_CHANNEL[spell.channel], wage) if paid else {}),
    }


def prefilled_amount(period, member, item, yuan) -> dict:
    person = f"m{member}-" if member else ""
    has_post = {f"{person}{period}_post": YES} if person and item in POSTS else {}
    return {f"{person}{period}_{item}": amount_to_cent(yuan), **has_post}


def last_income_amounts(pks, day):
    """Return (household, member, item, yuan) of the latest known month of each group, of what goes on from month to
    month. A harvest, a cost or a bill is a single event: it is asked again each time."""
    window = MonthWindow(add_months(day, -INCOME_MONTHS_BACK), add_months(day, 0))
    until = Least("end", Value(month_number(window.end)))
    latest = Window(Max(until), partition_by=["household", "topic"])
    rows = known_income(pks, window).annotate(until=until, latest=latest).filter(until=F("latest"))
    amounts = rows.values_list("household", "member", "item").annotate(yuan=Sum("amount"))
    return [row for row in amounts if row[2] in REGULAR_ITEMS]


def known_year_amounts(pks, day):
    """Return (household, member, item, yuan) of the groups known in every month of the last accounting year."""
    window = accounting_months(accounting_year(day))
    rows = known_income(pks, window).with_yuan(window, 0)
    sums = list(rows.values_list("household", "topic", "member", "item").annotate(Sum("covered"), Sum("yuan")))
    known = {(pk, topic) for pk, topic, _of, item, months, _yuan in sums if not item and months == 12}
    return [(pk, of, item, yuan) for pk, topic, of, item, _months, yuan in sums if item and (pk, topic) in known]


def known_income(pks, window):
    """Return the records of net income that touch the window and were not carried."""
    records = IncomeRecord.objects.filter(household__in=pks, told_until=None, topic__in=TOPICS_OF_NET_INCOME)
    return records.between(*window).order_by()
