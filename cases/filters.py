"""Filters that cases add to the household list."""

import django_filters
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from households.registry.filters import HouseholdFilter, add_list_column

from .assessment.red_parts import RedPart, red_households
from .choices import IN_CLEARING, IS_CLEARED, ON_FILE, PROPOSED, UNAPPROVED, UNCLEARED, CaseState
from .models import Case

NEVER, MONITORED, NOT_CLEARED = "none", "on_file", "uncleared"
CASE_PHASES = {  # as clerks group them in a list of households
    CaseState.CANDIDATE: PROPOSED,
    CaseState.ACTIVE: [CaseState.ACTIVE],
    CaseState.CLEARING: IN_CLEARING,
    CaseState.CLEARED: IS_CLEARED,
    CaseState.ENDED: [CaseState.ENDED],
}
FILTERED_CASE_STATES = {MONITORED: ON_FILE, NOT_CLEARED: UNCLEARED} | CASE_PHASES
CASE_STATE_CHOICES = [
    (NEVER, _("Never monitored")),
    (MONITORED, _("Under monitoring or cleared")),
    (NOT_CLEARED, _("Not yet cleared")),
    *((state, state.label) for state in CASE_PHASES),
]


def households_in_case_state(households, _name, chosen):
    """Return households by the state of their latest approved episode; candidates by the episode that waits for a
    decision."""
    if chosen == CaseState.CANDIDATE:
        return households.filter(pk__in=Case.objects.filter(state__in=PROPOSED).values("household"))
    latest = Case.objects.exclude(state__in=UNAPPROVED)
    latest = latest.order_by("household_id", "-episode_no").distinct("household_id")
    if chosen == NEVER:
        return households.exclude(pk__in=latest.values("household"))
    return households.filter(
        pk__in=Case.objects.filter(pk__in=latest.values("pk"), state__in=FILTERED_CASE_STATES[chosen]).values(
            "household"
        )
    )


HouseholdFilter.add(
    case_state=django_filters.ChoiceFilter(
        label=_("Monitoring"), choices=CASE_STATE_CHOICES, method=households_in_case_state
    )
)


class RedPartFilter(django_filters.ChoiceFilter):
    """Red households by what they wait for."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Red"), choices=RedPart, **kwargs)

    def filter(self, queryset, value):
        return red_households(queryset).filter(red_part=value) if value in RedPart.values else queryset


HouseholdFilter.add(red=RedPartFilter())

latest_case_first = Case.objects.exclude(state=CaseState.REFUSED).order_by("-episode_no")

add_list_column(
    "case",
    _("Monitoring"),
    order=70,
    value=lambda household: household.episodes[0].get_state_display() if household.episodes else None,
    template="cases/_cell_case.html",
    prefetch=(Prefetch("cases", latest_case_first, to_attr="episodes"),),
)
