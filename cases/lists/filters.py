"""Filters of the list of cases. Their names are also the parameters in addresses."""

import datetime as dt
from functools import cached_property

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.areas.places import first_county
from accounts.permissions import Permission
from cases.assessment import shortfalls
from cases.choices import IN_CLEARING, ON_FILE, PROPOSED, CaseState, CaseType
from cases.models import Case
from core.dates import today
from core.listing.facets import count_by_filter, facets_of
from households.choices import RiskType
from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found
from policy import parameters

ANY_CASE_STATE = "any"
CASE_STATE_GROUPS = {  # groups of states that clerks ask for together
    "proposed": (_("Open proposals"), PROPOSED),
    "in_clearing": (_("All in clearing"), IN_CLEARING),
    "on_file": (_("Under monitoring or cleared"), ON_FILE),
}
CURRENT_CASE_STATES = (*PROPOSED, *ON_FILE)  # neither refused nor ended
DECISION_TIMES = {"late": _("Decision late"), "week": _("Decision due within 7 days")}


class CaseFilter(TerritoryFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("cases", "All but refused and ended"),
        method="in_state",
        choices=[
            *((word, label) for word, (label, _states) in CASE_STATE_GROUPS.items()),
            *CaseState.choices,
            (ANY_CASE_STATE, _("Any state")),
        ],
    )
    time = django_filters.ChoiceFilter(label=_("Time"), choices=list(DECISION_TIMES.items()), method="in_time")
    case_type = django_filters.ChoiceFilter(label=_("Type"), choices=CaseType)
    risk = django_filters.ChoiceFilter(label=_("Main risk"), choices=RiskType, method="with_risk")
    shortfall = django_filters.ChoiceFilter(
        label=_("Late or missing"), choices=shortfalls.shortfall_choices(), method="behind_with"
    )
    objection = django_filters.ChoiceFilter(
        label=_("Objection"), choices=[("open", _("Waits for a decision"))], method="objected"
    )
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Case
        fields = []

    def current(self, queryset):
        return queryset.filter(state__in=CURRENT_CASE_STATES)

    @cached_property
    def facets(self) -> list[dict]:
        """Return how many cases are in each state and how many are late, each among those that all others leave."""
        counted = count_by_filter(self, case_facet_conditions(today()))
        return facets_of(self, counted, always=("time", "state"))

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_CASE_STATE else queryset.filter(state__in=case_states_named(state))

    def in_time(self, queryset, _name, word):
        return queryset.filter(decision_time_conditions(today())[word])

    def with_risk(self, queryset, _name, risk):
        """Return cases by their main risk, which comes first."""
        return queryset.filter(risks__0=risk)

    def behind_with(self, queryset, _name, code):
        county = first_county(self.request.user.areas_where(Permission.HOUSEHOLD_VIEW))
        return shortfalls.cases_with_shortfall(queryset, code, parameters.parameters_on(today(), county))

    def objected(self, queryset, _name, _word):
        return queryset.objected()

    def matching(self, queryset, _name, text):
        return rows_of_found(queryset, text)


COUNTED_CASE_STATES = (
    "proposed",
    *PROPOSED,
    CaseState.ACTIVE,
    "in_clearing",
    *IN_CLEARING,
    CaseState.CLEARED,
    CaseState.ROLLBACK,
)


def case_facet_conditions(day) -> dict[str, dict[str, Q]]:
    """Return the condition behind each value of each counted filter."""
    return {
        "time": decision_time_conditions(day),
        "state": {str(word): Q(state__in=case_states_named(word)) for word in COUNTED_CASE_STATES},
    }


def case_states_named(word) -> tuple:
    return CASE_STATE_GROUPS[word][1] if word in CASE_STATE_GROUPS else (word,)


def decision_time_conditions(day) -> dict[str, Q]:
    """Return the condition behind each value of the time filter on a day; only proposals have a deadline for the
    decision."""
    waiting = Q(state__in=PROPOSED)
    return {
        "late": waiting & Q(decide_by__lt=day),
        "week": waiting & Q(decide_by__gte=day, decide_by__lte=day + dt.timedelta(days=7)),
    }
