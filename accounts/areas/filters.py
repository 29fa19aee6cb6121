"""Filters of the list of places. The names are also the words in addresses."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area, AreaAttribute
from core.dates import today


class PlaceFilter(django_filters.FilterSet):
    """Filters of places: by what they are today, by level, by a part of the name or the code."""

    is_a = django_filters.ChoiceFilter(label=_("What it is"), choices=AreaAttribute.Kind.choices, method="being")
    level = django_filters.ChoiceFilter(label=pgettext_lazy("area", "Level"), choices=Area.Level.choices[:3])
    name = django_filters.CharFilter(label=_("Name or code"), method="called")

    class Meta:
        model = Area
        fields = []

    def being(self, queryset, _name, kind):
        return queryset.having(kind, today())

    def called(self, queryset, _name, text):
        return queryset.filter(name__icontains=text.strip()) | queryset.filter(code__startswith=text.strip())
