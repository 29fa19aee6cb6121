"""What is missing or contradictory in a household's data.

Such a household is listed as unknown until somebody corrects it. It still takes part in the run, and rules that can be
judged are judged."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.text import Label


@dataclass(frozen=True)
class Gap:
    """Something that must be known: `condition` finds it in the facts, `remedy` says how to correct it."""

    code: str
    name: Label
    remedy: Label
    condition: Q


GAPS = {
    one.code: one
    for one in (
        Gap(
            "no_members",
            _("No members"),
            _("Add the people of the household, or take it off file."),
            Q(people__isnull=True) | Q(people=0),
        ),
        Gap("no_head", _("No head"), _("Say who is the head of the household."), Q(people__gt=0, heads=0)),
        Gap("several_heads", _("Several heads"), _("Leave exactly one head of the household."), Q(heads__gt=1)),
        Gap(
            "income_unknown",
            _("Income not known"),
            _("Record the income of the last twelve full months; zero is an answer."),
            Q(net__isnull=True),
        ),
        Gap("birth_unknown", _("Birth date missing"), _("Enter the birth date."), Q(births_unknown__gt=0)),
        Gap(
            "labour_unknown",
            _("Capacity to work not recorded"),
            _("Enter the capacity to work of every adult."),
            Q(labour_unknown__gt=0),
        ),
        Gap(
            "insurance_unknown",
            _("Medical insurance not recorded"),
            _("Ask which medical insurance everybody has."),
            Q(insurance_unknown__gt=0),
        ),
    )
}


def any_gap() -> Q:
    """Return the condition that something about the household is unknown."""
    condition = Q()
    for entry in GAPS.values():
        condition |= entry.condition
    return condition
