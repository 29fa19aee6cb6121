"""The filters of the list of villages with their caseworkers."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from households.registry.filters import SealedFilter, TerritoryFilterSet

STANDINGS = {
    "held": (_("With a caseworker"), Q(held__gt=0)),
    "vacant": (_("Vacant"), Q(held=0)),
    "silent": (_("No visit this month"), Q(visits=0)),
}


class CaseworkerFilter(TerritoryFilterSet):
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("area", "Kind"), choices=Area.Kind)
    standing = django_filters.ChoiceFilter(
        label=_("How it stands"),
        choices=[(word, label) for word, (label, _q) in STANDINGS.items()],
        method="that_stands",
    )
    text = SealedFilter(label=_("Searched for"), method="called")

    class Meta:
        model = Area
        fields = []

    def that_stands(self, queryset, _name, word):
        return queryset.filter(STANDINGS[word][1])

    def called(self, queryset, _name, text):
        """Keep the villages that are called so, or whose caseworker is."""
        text = text.strip()
        return queryset.filter(
            Q(name__icontains=text) | Q(official_name__icontains=text) | Q(caseworker__icontains=text)
        )
