"""The filters of the list of sales. Their names are also the words in addresses, which the dashboard links to."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.queue.filters import day_span
from households.registry.filters import TerritoryFilterSet
from work.choices import SaleChannel
from work.models import Enterprise, Sale

ONLINE = "online"
STATES = {"withdrawn": pgettext_lazy("sale", "Withdrawn"), "any": _("Any state")}


class SaleFilter(TerritoryFilterSet):
    """Filters by place, goods (those that were sold), channel and days; the list starts with the sales that stand."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    goods = django_filters.ChoiceFilter(label=_("Goods"), field_name="goods")
    channel = django_filters.ChoiceFilter(
        label=pgettext_lazy("sale", "Channel"),
        choices=[(ONLINE, _("Online: e-commerce and live stream")), *SaleChannel.choices],
        method="by_channel",
    )
    enterprise = django_filters.ModelChoiceFilter(
        label=_("Enterprise or host"), queryset=lambda request: Enterprise.objects.visible_to(request.user)
    )
    sold = day_span(_("Sold on"), "sold_on")
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("sales", "Recorded"),
        choices=list(STATES.items()),
        method="in_state",
    )

    class Meta:
        model = Sale
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        goods = self.queryset.order_by("goods").values_list("goods", flat=True).distinct()
        self.form.fields["goods"].choices = [("", _("All")), *((one, one) for one in goods)]

    def current(self, queryset):
        return queryset.standing()

    def in_state(self, queryset, _name, state):
        return queryset if state == "any" else queryset.exclude(withdrawn_at=None)

    def by_channel(self, queryset, _name, channel):
        return queryset.online() if channel == ONLINE else queryset.filter(channel=channel)
