"""Rules about housing and water."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.choices import DANGEROUS_GRADES

from .declare import HOUSING, WATER, Levels, rule


@rule(
    "HOU-01",
    _("Unsafe house"),
    group=HOUSING,
    facts=["house_grade", "housing_met", "unsafe_houses_told"],
    about=_(
        "The house the family lives in is of grade C or D, or was found unsafe at the latest check or by the housing "
        "department."
    ),
    says=(
        _("House grade: %(house_grade)s."),
        _("Safe housing at the latest check: %(housing_met)s."),
        _("Unsafe houses told by the housing department: %(unsafe_houses_told)s."),
    ),
    clears=_("The house is repaired or the family moves, and the grade and the next check say so."),
    basis=_("Three guarantees: safe housing"),
)
def unsafe_house(p):
    return Levels(red=Q(house_grade__in=DANGEROUS_GRADES) | Q(housing_met=False) | Q(unsafe_houses_told__gt=0))


@rule(
    "WAT-01",
    _("Unsafe water"),
    group=WATER,
    facts=["water_met", "water_problem", "water_out_since", "has_safe_water", "water_out_told_since"],
    uses=["water_out_days"],
    about=_("Water is out (red after some days), or its quality or distance does not meet the standard."),
    says=(
        _("Safe water at the latest check: %(water_met)s."),
        _("What is wrong with it: %(water_problem)s."),
        _("Out since: %(water_out_since)s."),
        _("Safe water by the registry: %(has_safe_water)s."),
        _("Out since, by the water works: %(water_out_told_since)s."),
    ),
    clears=_("The next check finds safe water."),
    basis=_("Safe drinking water"),
)
def unsafe_water(p):
    long_ago = p.ago(p.water_out_days)
    out = Q(water_met=False, water_problem="out", water_out_since__lt=long_ago) | Q(water_out_told_since__lt=long_ago)
    unasked = Q(water_met__isnull=True, has_safe_water=False)  # a later check overrides the registry
    return Levels(red=out, amber=Q(water_met=False) | unasked)
