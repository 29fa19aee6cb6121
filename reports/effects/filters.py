"""The filters of the list of households behind the figures. Their names are also the words in addresses."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import MeasureGroup
from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found
from reports.models import EffectState, MeasureEffect
from work.choices import OfferKind


class EffectFilter(TerritoryFilterSet):
    """Filters by group, kind of offer or offer: each keeps a household once, with its first measure there."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    group = django_filters.ChoiceFilter(
        label=pgettext_lazy("measure", "Group"), choices=MeasureGroup, method="of_group"
    )  # fmt: skip
    kind = django_filters.ChoiceFilter(label=_("Kind of offer"), choices=OfferKind, method="of_kind")
    offer = django_filters.NumberFilter(label=_("Offer, by its number"), method="of_offer", min_value=1)
    state = django_filters.ChoiceFilter(label=_("State"), choices=EffectState, empty_label=_("Any state"))
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = MeasureEffect
        fields = []

    def narrowed(self, rows, asked):
        named = any(asked.get(name) for name in ("group", "kind", "offer"))
        return super().narrowed(rows if named else rows.filter(first_in_group=True), asked)

    def of_group(self, queryset, _name, group):
        return queryset.filter(group=group, first_in_group=True)

    def of_kind(self, queryset, _name, kind):
        return queryset.filter(offer__kind=kind, first_in_kind=True)

    def of_offer(self, queryset, _name, offer):
        return queryset.filter(offer=int(offer), first_in_offer=True)

    def matching(self, queryset, _name, text):
        return rows_of_found(queryset, text)
