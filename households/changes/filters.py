"""The filters of the list of registry changes."""

import django_filters
from django.utils.translation import gettext_lazy as _

from households.models import ChangeSource, ChangeState, RegistryChange
from households.registry.filters import TerritoryFilterSet

from .declare import CHANGE_KINDS

ANY_STATE = "any"


class ChangeFilter(TerritoryFilterSet):
    """Filters by place, kind, where it was said and state; the list starts with what waits."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=_("What"), choices=lambda: kind_choices())
    source = django_filters.ChoiceFilter(label=_("Said"), choices=ChangeSource)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=ChangeState.PROPOSED.label,
        choices=[*ChangeState.choices[1:], (ANY_STATE, _("Any state"))],
        method="in_state",
    )

    class Meta:
        model = RegistryChange
        fields = []

    def current(self, queryset):
        return queryset.waiting()

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_STATE else queryset.filter(state=state)


def kind_choices() -> list:
    return [(code, kind.label) for code, kind in CHANGE_KINDS.items()]
