"""The filters of the list of people nobody knows yet."""

import django_filters
from django.utils.translation import gettext_lazy as _

from households.models import UnknownPerson, UnknownPersonState
from households.registry.filters import TerritoryFilterSet

from .actions import TELLERS

ANY_STATE = "any"


class UnknownPersonFilter(TerritoryFilterSet):
    """Filters by place, teller and state; the list starts with who is to be found."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    told_by = django_filters.ChoiceFilter(label=_("Told by"), choices=lambda: list(TELLERS.items()))
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=UnknownPersonState.OPEN.label,
        choices=[*UnknownPersonState.choices[1:], (ANY_STATE, _("Any state"))],
        method="in_state",
    )

    class Meta:
        model = UnknownPerson
        fields = []

    def current(self, queryset):
        return queryset.open()

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_STATE else queryset.filter(state=state)
