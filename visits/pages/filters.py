"""The filters of the list of visits. The names are also the words in addresses."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.areas.places import first_county
from accounts.models import User
from accounts.permissions import Permission
from core.dates import today
from households.choices import RiskType
from households.registry.filters import TerritoryFilterSet
from policy import parameters
from visits.models import Visit, VisitPurpose, VisitResult, VisitState, VisitWay
from visits.planning import overdue

ANY_DOUBT = "any"
# Those of the apps above too: the addresses, and with them this file, are read after all apps are ready.
DOUBT_CHOICES = [(ANY_DOUBT, _("Any doubt")), *((one.code, one.label) for one in overdue.VISIT_DOUBTS.values())]


def caseworkers_in_territory(request):
    """Return those who work, or worked, in the territory."""
    return User.objects.working_in(*request.user.areas_where(Permission.HOUSEHOLD_VIEW)).order_by("full_name", "pk")


class DayFilter(django_filters.DateFilter):
    def __init__(self, **kwargs):
        day = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(field_name="visited_on", widget=day, **kwargs)


class VisitFilter(TerritoryFilterSet):
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    since = DayFilter(label=_("Visited from"), lookup_expr="gte")
    until = DayFilter(label=_("Visited until"), lookup_expr="lte")
    caseworker = django_filters.ModelChoiceFilter(
        label=_("Caseworker"), field_name="visited_by", queryset=caseworkers_in_territory
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=_("All but voided"),
        choices=[(ANY_DOUBT, _("Any state")), *VisitState.choices],
        method="in_state",
    )
    purpose = django_filters.ChoiceFilter(label=_("Purpose"), choices=VisitPurpose)
    result = django_filters.ChoiceFilter(label=_("Somebody met"), choices=VisitResult)
    way = django_filters.ChoiceFilter(label=_("Way"), choices=VisitWay)
    shock = django_filters.ChoiceFilter(label=_("Shock seen"), choices=RiskType, method="with_shock")
    doubt = django_filters.ChoiceFilter(label=_("Doubt"), choices=DOUBT_CHOICES, method="doubted")

    class Meta:
        model = Visit
        fields = []

    def current(self, queryset):
        return queryset.counted()

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_DOUBT else queryset.filter(state=state)

    def with_shock(self, queryset, _name, code):
        return queryset.filter(shocks__contains=[code])

    def doubted(self, queryset, _name, code):
        county = first_county(self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        return overdue.doubtful_visits(
            queryset, parameters.parameters_on(today(), county), "" if code == ANY_DOUBT else code
        )
