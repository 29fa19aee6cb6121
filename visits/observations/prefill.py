"""What is known already, as answers: the form starts with it, so that a visit where nothing changed needs few taps."""

from django.db.models import F, Max, Sum, Value, Window
from django.db.models.functions import Least

from core.dates import MonthWindow, add_months, month_number
from households.choices import BESIDE_NET_INCOME
from households.models import IncomeRecord, Member, WorkSpell
from visits.questionnaire.questions import WORKING

from .things import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, amount_to_cent, column_as_answer

INCOME_MONTHS_BACK = 3  # older amounts are not prefilled


def prefilled_answers(households, day) -> dict:
    """Return {household's pk: {field: answer}} for some households, in four queries however many they are."""
    found = {
        household.pk: prefilled_household_answers(household) | {"income_month": f"{add_months(day, -1):%Y-%m}"}
        for household in households
    }
    for member in members_to_prefill(found, day):
        found[member.household_id] |= prefilled_member_answers(member)
    for spell in open_work_spells(found, day):
        found[spell.member.household_id] |= prefilled_work_answers(spell)
    for pk, item, total in last_income_amounts(found, day):
        found[pk][f"income_{item}"] = amount_to_cent(total)
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
    return spells.select_related("member").order_by("started_on", "pk")


def prefilled_work_answers(spell) -> dict:
    prefix = f"m{spell.member_id}-work"
    return {
        prefix: WORKING,
        f"{prefix}_place": spell.place,
        f"{prefix}_wage": "" if spell.monthly_wage is None else amount_to_cent(spell.monthly_wage),
    }


def last_income_amounts(pks, day):
    """Return (household, item, yuan) of each household's latest known month. Medical costs, claims, schooling and
    losses are single events: they are asked again each time."""
    window = MonthWindow(add_months(day, -INCOME_MONTHS_BACK), add_months(day, 0))
    known = IncomeRecord.objects.filter(household__in=pks, told_until=None).amounts().between(*window)
    until = Least("end", Value(month_number(window.end)))
    return (
        known.exclude(item__in=BESIDE_NET_INCOME)
        .annotate(until=until, latest=Window(Max(until), partition_by="household"))
        .filter(until=F("latest"))
        .order_by()
        .values_list("household", "item")
        .annotate(total=Sum("amount"))
    )
