"""Filters of the lists of people and grants. The names are also the words in addresses."""

import datetime as dt

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area, Grant, User
from accounts.permissions import Permission
from accounts.roles import role_choices
from core.dates import today
from core.listing.search import SealedField


class SealedFilter(django_filters.Filter):
    field_class = SealedField


def townships(request):
    """Return the counties and townships in which one may look at people."""
    areas = Area.objects.within(*request.user.areas_where(Permission.PEOPLE_VIEW))
    return areas.filter(level__in=[Area.Level.COUNTY, Area.Level.TOWNSHIP])


class PeopleFilter(django_filters.FilterSet):
    """Filters of people: by role and place today, by whether they left, by name. The list starts with who is still
    here."""

    role = django_filters.ChoiceFilter(label=_("Role"), choices=role_choices(), method="with_role")
    area = django_filters.ModelChoiceFilter(label=_("Township"), queryset=townships, method="in_area")
    left = django_filters.ChoiceFilter(
        label=pgettext_lazy("person", "Stands"),
        empty_label=pgettext_lazy("person", "works here"),
        choices=[("left", pgettext_lazy("person", "left")), ("any", _("All"))],
        method="having_left",
    )
    text = SealedFilter(label=_("Searched for"), method="called")

    class Meta:
        model = User
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.form.fields["text"].reader = self.request.user

    def filter_queryset(self, queryset):
        asked = self.form.cleaned_data
        queryset = queryset if asked.get("left") or asked.get("text") else queryset.filter(is_active=True)
        return super().filter_queryset(queryset)

    def with_role(self, queryset, _name, role):
        return queryset.filter(pk__in=self.held().filter(role=role).values("user"))

    def in_area(self, queryset, _name, area):
        return queryset.filter(pk__in=self.held().filter(area__path__startswith=area.path).values("user"))

    def held(self):
        """Return the grants in force where the reader may look at people."""
        inside = Area.objects.within(*self.request.user.areas_where(Permission.PEOPLE_VIEW))
        return Grant.objects.in_force(today()).filter(area__in=inside)

    def having_left(self, queryset, _name, value):
        return queryset.filter(is_active=False) if value == "left" else queryset

    def called(self, queryset, _name, text):
        return queryset.filter(full_name__icontains=text.strip()) | queryset.filter(username__icontains=text.strip())


class GrantFilter(django_filters.FilterSet):
    """Filters of grants: the day on which they were in force, and the role."""

    day = django_filters.DateFilter(
        label=_("In force on"), method="on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    role = django_filters.ChoiceFilter(label=_("Role"), choices=role_choices())

    class Meta:
        model = Grant
        fields = []

    def filter_queryset(self, queryset):
        day = self.form.cleaned_data.get("day")
        return super().filter_queryset(queryset if day else queryset.held_on(today()))

    def on(self, queryset, _name, day: dt.date):
        return queryset.held_on(day)
