"""Filters of the access log: by person, action, household, day, outcome, and where the request came from."""

import datetime as dt
from collections.abc import Callable

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.events import ACCESS_ACTIONS
from accounts.models import AccessEvent, AccessOutcome, User
from accounts.permissions import Permission
from core.dates import SHANGHAI


class HouseholdFinder:
    """Who knows households fills this in: `find(user, number)` returns the numbers (pk) of the households that carry
    this household number where `user` may look."""

    find: Callable = staticmethod(lambda user, number: [])


household_finder = HouseholdFinder()


def audited_people(request):
    """Return the people who ever held a role in the territory of who reads the log."""
    user = request.user
    areas = user.areas_where(Permission.AUDIT_VIEW) or user.areas_where(Permission.HOUSEHOLD_LOOKS)
    return User.objects.working_in(*areas)


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AddressFilter(django_filters.Filter):
    field_class = forms.GenericIPAddressField


class AccessLogFilter(django_filters.FilterSet):
    """Filters of the access log. A family is named by its household number."""

    person = django_filters.ModelChoiceFilter(field_name="user", label=_("Person"), queryset=audited_people)
    household = django_filters.CharFilter(label=_("Household number"), method="about_household")
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list(ACCESS_ACTIONS.items()))
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=AccessOutcome)
    address = AddressFilter(label=_("From address"))
    since = django_filters.DateFilter(label=_("From day"), widget=day_input(), method="from_day")
    until = django_filters.DateFilter(label=_("To day"), widget=day_input(), method="to_day")

    class Meta:
        model = AccessEvent
        fields = []

    def about_household(self, queryset, _name, number):
        found = household_finder.find(self.request.user, number.strip())
        return queryset.filter(households__overlap=found) if found else queryset.none()

    # Moments and not at__date: the database finds them by its index.
    def from_day(self, queryset, _name, day):
        return queryset.filter(at__gte=beginning_of(day))

    def to_day(self, queryset, _name, day):
        return queryset.filter(at__lt=beginning_of(day + dt.timedelta(1)))


class LooksFilter(AccessLogFilter):
    """Filters of the looks at one family."""

    household = None


def beginning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)
