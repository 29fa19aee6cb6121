"""The filters of the register of enterprises."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.registry.filters import SealedFilter, TerritoryFilterSet
from work.choices import EnterpriseKind
from work.models import Enterprise

STATES = {"closed": pgettext_lazy("enterprise", "Closed"), "any": _("Any state")}


class EnterpriseFilter(TerritoryFilterSet):
    """Filters by place, kind and what is lent; the list starts with those that are not closed."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("enterprise", "Kind"), choices=EnterpriseKind)
    machines = django_filters.ChoiceFilter(
        label=_("Machines"), choices=[("out", _("Lent and not given back"))], method="with_machines_out"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("enterprise", "Open"),
        choices=list(STATES.items()),
        method="in_state",
    )
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Enterprise
        fields = []

    def current(self, queryset):
        return queryset.standing()

    def in_state(self, queryset, _name, state):
        return queryset if state == "any" else queryset.exclude(closed_on=None)

    def with_machines_out(self, queryset, _name, _word):
        return queryset.filter(machines_out__gt=0)

    def matching(self, queryset, _name, text):
        return queryset.filter(Q(name__icontains=text) | Q(in_charge__icontains=text) | Q(industry__icontains=text))
