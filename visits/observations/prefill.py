"""What is known already, as answers: the form starts with it, so that a visit where nothing changed needs few taps."""

import datetime as dt

from django.db.models import Q

from core.dates import accounting_year, add_months, first_of_month
from households.models import Member, WorkSpell
from visits.questionnaire.declare import YES
from visits.questionnaire.income import POSTS
from visits.questionnaire.questions import WORKING

from .known_income import known_year_amounts, last_month_amounts
from .things import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, amount_to_cent, column_as_answer


def prefilled_answers(households, day) -> dict:
    """Return {household's pk: {field: answer}} for some households, in four queries however many they are."""
    periods = {"income_month": f"{add_months(day, -1):%Y-%m}", "income_year": f"{accounting_year(day)}"}
    found = {household.pk: prefilled_household_answers(household) | periods for household in households}
    people = list(members_to_prefill(found, day))
    for member in people:
        found[member.household_id] |= prefilled_member_answers(member)
    present = {None, *(member.pk for member in people)}
    spells = list(work_spells_of_month(found, day))
    for pk, *amount in last_month_amounts(found, day, present, spells):
        found[pk] |= prefilled_amount("income", *amount)
    for pk, *amount in known_year_amounts(found, day, present):
        found[pk] |= prefilled_amount("year", *amount)
    for spell in spells:
        if spell.ended_on is None:
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


def work_spells_of_month(pks, day):
    """Return the work that has begun and went on to the end of last month at least, the latest first."""
    lasts = Q(ended_on=None) | Q(ended_on__gte=first_of_month(day) - dt.timedelta(1))
    spells = WorkSpell.objects.filter(lasts, member__in=Member.objects.present(day), started_on__lte=day)
    return spells.filter(member__household__in=pks).select_related("member").order_by("-started_on", "-pk")


def prefilled_work_answers(spell) -> dict:
    prefix, wage = f"m{spell.member_id}-work", spell.monthly_wage
    return {
        prefix: WORKING,
        f"{prefix}_place": spell.place,
        f"{prefix}_wage": "" if wage is None else amount_to_cent(wage),
    }


def prefilled_amount(period, member, item, yuan) -> dict:
    person = f"m{member}-" if member else ""
    has_post = {f"{person}{period}_post": YES} if person and item in POSTS else {}
    return {f"{person}{period}_{item}": amount_to_cent(yuan), **has_post}
