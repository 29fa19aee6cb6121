"""The filters of the list of payments."""

import django_filters
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.places import first_county
from accounts.permissions import Permission
from core.dates import add_months, first_of_month, today
from households.registry.filters import TerritoryFilterSet
from policy import parameters
from work.models import Payment

from .conditions import PAY_CHOICES, pay_condition

MONTHS_OFFERED = 24


def month_choices() -> list[tuple]:
    months = [add_months(first_of_month(today()), -back) for back in range(MONTHS_OFFERED)]
    return [(f"{month:%Y-%m}", date_format(month, "YEAR_MONTH_FORMAT")) for month in months]


class PaymentFilter(TerritoryFilterSet):
    """Filters by place, month and what is wrong with the pay."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    month = django_filters.ChoiceFilter(label=_("Month"), choices=month_choices, method="in_month")
    pay = django_filters.ChoiceFilter(label=pgettext_lazy("work", "Pay"), choices=PAY_CHOICES, method="paid_so")

    class Meta:
        model = Payment
        fields = []

    def in_month(self, queryset, _name, month):
        return queryset.filter(month=f"{month}-01")

    def paid_so(self, queryset, _name, word):
        county = first_county(self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        return queryset.filter(pay_condition(word, parameters.parameters_on(today(), county)))
