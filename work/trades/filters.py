"""The filters of trades. Their names are also the words in addresses, which the counts by kind link to."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found
from work.choices import BuyerKind, TradeKind
from work.models import Trade
from work.models.trades import MONTHS

from .columns import month_words

ANY_TRADE_STATE, ENDED = "any", "ended"


class TradeFilter(TerritoryFilterSet):
    """Filters of the list, which starts with what goes on."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("trade", "Kind"), choices=TradeKind)
    goods = django_filters.CharFilter(label=_("Goods"), lookup_expr="icontains")
    buyer = django_filters.ChoiceFilter(label=_("Who buys"), choices=BuyerKind, field_name="buyer_kind")
    month = django_filters.ChoiceFilter(label=_("Comes in"), method="in_month")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("Going on"),
        choices=[(ENDED, pgettext_lazy("trade", "Ended")), (ANY_TRADE_STATE, _("Any state"))],
        method="in_state",
    )
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Trade
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["month"].choices = [("", _("All")), *((f"{one}", month_words([one])) for one in MONTHS)]

    def current(self, queryset):
        return queryset.going_on()

    def in_month(self, queryset, _name, month):
        return queryset.filter(months__contains=[int(month)])

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_TRADE_STATE else queryset.exclude(until=None)

    def matching(self, queryset, _name, text):
        return rows_of_found(queryset, text)
