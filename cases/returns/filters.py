"""The filters of the list of possible returns to poverty."""

import django_filters
from django.utils.translation import gettext_lazy as _

from households.registry.filters import TerritoryFilterSet

from .candidates import ReturnState

EXAMINED = "examined"
STATE_CHOICES = [*ReturnState.choices, (EXAMINED, _("Examined this year"))]


class ReturnFilter(TerritoryFilterSet):
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATE_CHOICES, method="in_return_state")

    def in_return_state(self, queryset, _name, state):
        both = (ReturnState.RETURNED, ReturnState.NOT_RETURNED)
        return queryset.filter(return_state__in=both if state == EXAMINED else [state])
