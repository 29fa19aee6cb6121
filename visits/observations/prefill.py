"""What is known already, as answers: the form starts with it, so that a visit where nothing changed needs few taps."""

from django.db.models import Exists, OuterRef, Q

from core.dates import accounting_year, add_months
from households.models import GuaranteeCheck, Member, WorkSpell
from visits.models import Visit, VisitState
from visits.questionnaire.income import MONTHS_CHOSEN
from visits.questionnaire.questions import WORKING

from .known_income import known_incomes
from .things import HOUSEHOLD_QUESTIONS, MEMBER_QUESTIONS, PROPOSED_OF_HOUSEHOLD, amount_to_cent, column_as_answer


def prefilled_answers(households, day) -> dict:
    """Return {household's pk: {field: answer}} for some households, in as many queries as for one."""
    return {pk: seen for pk, (seen, _income) in prefilled_forms(households, day).items()}


def prefilled_forms(households, day) -> dict:
    """Return {household's pk: (answers, KnownIncome)}: the answers about the last full month and the last accounting
    year, and what is known of the others that can be chosen."""
    month, year = f"{add_months(day, -1):%Y-%m}", f"{accounting_year(day)}"
    found = {household.pk: prefilled_household_answers(household) for household in households}
    for pk, met_on in all_met_last_time(found):
        found[pk]["guarantees_met_on"] = f"{met_on}"
    people = list(members_to_prefill(found, day))
    for member in people:
        found[member.household_id] |= prefilled_member_answers(member)
    present = {None, *(member.pk for member in people)}
    spells = list(work_spells_of_months(found, day))
    for spell in spells:
        if spell.ended_on is None:
            found[spell.member.household_id] = prefilled_work_answers(spell) | found[spell.member.household_id]
    known = known_incomes(found, day, present, spells)
    return {
        pk: ({name: one for name, one in fields.items() if one} | known[pk].answers_about(month, year), known[pk])
        for pk, fields in found.items()
    }


def prefilled_household_answers(household) -> dict:
    return {
        column: column_as_answer(question, getattr(household, column))
        for column, question in (HOUSEHOLD_QUESTIONS | PROPOSED_OF_HOUSEHOLD).items()
    }


def all_met_last_time(pks):
    """Return (household, day) of those of whom the latest check that counts found all six guarantees met."""
    voided = Visit.objects.filter(pk=OuterRef("source_visit"), state=VisitState.VOIDED)
    checks = GuaranteeCheck.objects.filter(~Exists(voided), household__in=pks)
    latest = checks.order_by("household", "-checked_on", "-found_at", "-pk").distinct("household")
    rows = latest.values_list("household", "checked_on", *GuaranteeCheck.GUARANTEES)
    return [(pk, day) for pk, day, *met in rows if all(met)]


def members_to_prefill(pks, day):
    return Member.objects.present(day).filter(household__in=pks).defer("id_number", "phone", "extra")


def prefilled_member_answers(member) -> dict:
    return {
        f"m{member.pk}-{column}": column_as_answer(question, getattr(member, column))
        for column, question in MEMBER_QUESTIONS.items()
    }


def work_spells_of_months(pks, day):
    """Return the work that has begun and went on into the months that can be chosen, the latest first."""
    lasts = Q(ended_on=None) | Q(ended_on__gte=add_months(day, -MONTHS_CHOSEN))
    spells = WorkSpell.objects.filter(lasts, member__in=Member.objects.present(day), started_on__lte=day)
    return spells.filter(member__household__in=pks).select_related("member").order_by("-started_on", "-pk")


def prefilled_work_answers(spell) -> dict:
    prefix, wage = f"m{spell.member_id}-work", spell.monthly_wage
    return {
        prefix: WORKING,
        f"{prefix}_place": spell.place,
        f"{prefix}_wage": "" if wage is None else amount_to_cent(wage),
    }
