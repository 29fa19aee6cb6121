"""Filters of the list of measures. Their names are also the parameters in addresses."""

from functools import cached_property

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import MeasureGroup, MeasureState
from cases.models import Measure
from core.listing.facets import count_by_filter, facets_of
from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found

ANY_MEASURE_STATE = "any"
OF_A_CASE, WITHOUT_A_CASE = "with", "without"
BELONGING = {OF_A_CASE: _("Of a case"), WITHOUT_A_CASE: _("Without a case")}


class MeasureFilter(TerritoryFilterSet):
    case = django_filters.ChoiceFilter(label=_("Case"), choices=list(BELONGING.items()), method="by_case")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("measures", "All but cancelled"),
        choices=[*MeasureState.choices, (ANY_MEASURE_STATE, _("Any state"))],
        method="in_state",
    )
    group = django_filters.ChoiceFilter(label=pgettext_lazy("measure", "Group"), choices=MeasureGroup)
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Measure
        fields = []

    def current(self, queryset):
        return queryset.standing()

    @cached_property
    def facets(self) -> list[dict]:
        """Return how many measures belong to a case and how many are in each state, each among those that all others
        leave."""
        states = {state: Q(state=state) for state in MeasureState.values}
        counted = count_by_filter(self, {"case": {word: case_condition(word) for word in BELONGING}, "state": states})
        return facets_of(self, counted, always=("case",))

    def by_case(self, queryset, _name, word):
        return queryset.filter(case_condition(word))

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_MEASURE_STATE else queryset.filter(state=state)

    def matching(self, queryset, _name, text):
        return rows_of_found(queryset, text)


def case_condition(word) -> Q:
    return Q(case__isnull=word == WITHOUT_A_CASE)
