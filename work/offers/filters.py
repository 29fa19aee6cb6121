"""The filters of the list of offers."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import today
from households.registry.filters import SealedFilter, TerritoryFilterSet
from work.choices import OfferKind
from work.models import Offer

STATES = {"over": pgettext_lazy("offers", "Closed or over"), "any": _("Any state")}


class OfferFilter(TerritoryFilterSet):
    """Filters by place, kind, free places and pay; the list starts with what can still be taken up."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("offer", "Kind"), choices=OfferKind)
    free = django_filters.ChoiceFilter(
        label=_("Free places"),
        choices=[("yes", _("Some")), ("no", pgettext_lazy("offers", "None"))],
        method="with_room",
    )
    pay = django_filters.NumberFilter(
        label=_("Pays at least (yuan a month)"), field_name="monthly_wage", lookup_expr="gte"
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=pgettext_lazy("offers", "Open"), choices=list(STATES.items()), method="in_state"
    )
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Offer
        fields = []

    def current(self, queryset):
        return queryset.open_on(today())

    def in_state(self, queryset, _name, state):
        return queryset if state == "any" else queryset.exclude(pk__in=Offer.objects.open_on(today()).values("pk"))

    def with_room(self, queryset, _name, answer):
        return queryset.filter(free__gt=0) if answer == "yes" else queryset.filter(free__lte=0)

    def matching(self, queryset, _name, text):
        words = Q(title__icontains=text) | Q(skill__icontains=text) | Q(enterprise__name__icontains=text)
        return queryset.filter(words)
