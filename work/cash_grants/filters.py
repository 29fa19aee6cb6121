"""Filters of the clerk's list of a cash grant. Their names are also the parameters in addresses."""

from functools import cached_property

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.listing.facets import count_by_filter, facets_of
from core.text import Label
from households.models import Household, Member
from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found
from work.choices import STANDING_CLAIMS, ClaimState

from .fitting import MAY_HAVE

STATES: dict[str, Label] = {MAY_HAVE: _("May have it, not applied")}
STATES |= {one: ClaimState(one).label for one in STANDING_CLAIMS}


class CashGrantFilter(TerritoryFilterSet):
    state = django_filters.ChoiceFilter(label=_("State"), choices=list(STATES.items()), method="in_state")
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Member
        fields = []

    @cached_property
    def facets(self) -> list[dict]:
        """Return how many may have the grant, applied, were paid and were refused, each among those that the other
        filters leave."""
        counted = count_by_filter(self, {"state": {state: Q(stands=state) for state in STATES}})
        return facets_of(self, counted, always=("state",))

    def in_state(self, queryset, _name, state):
        return queryset.filter(stands=state)

    def matching(self, queryset, _name, text):
        return queryset.matching(text) if queryset.model is Household else rows_of_found(queryset, text)
