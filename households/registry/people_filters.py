"""Filters of households by the people who live there."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from households.models import Member

HAS_DISABILITY = Q(disability_level__isnull=False) | ~Q(disability_type__in=["", "none"])
ILLNESS = {  # word in the address: (label, condition on one person)
    "serious": (_("Serious illness"), Q(has_serious_illness=True)),
    "chronic": (_("Chronic illness"), Q(has_chronic_illness=True)),
}
DISABILITY = {
    "any": (_("Any"), HAS_DISABILITY),
    "severe": (_("Level 1 or 2"), Q(disability_level__lte=2)),
    "lighter": (_("Level 3 or 4"), Q(disability_level__gte=3)),
}
SAFETY_NET = {
    "allowance": (_("Somebody has the subsistence allowance"), Q(has_allowance=True)),
    "destitute": (_("Somebody has destitute support"), Q(is_destitute=True)),
    "household": (_("Safety-net household"), Q(household__is_safety_net=True)),
}


def people_filter(label, kinds):
    """Return a filter that keeps the households in which somebody present is of the chosen kind."""

    def keep(households, _name, word):
        _label, condition = kinds[word]
        people = Member.objects.filter(condition, household=OuterRef("pk"), left_on=None)
        return households.filter(Exists(people))

    choices = [(word, label) for word, (label, _condition) in kinds.items()]
    return django_filters.ChoiceFilter(label=label, choices=choices, method=keep)
