"""The filter that visits add to the household list."""

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.areas.places import first_county
from core.dates import today
from core.listing import DAY
from households.registry.filters import HouseholdFilter, add_list_column
from policy import parameters
from visits.planning import annual_update, attempts, overdue

add_list_column(
    "visit",
    _("Last visit"),
    order=80,
    value="facts.last_visit_on",
    kind=DAY,
    sort="facts__last_visit_on",
    css="pw-labelled",
    prefetch=("facts",),
)

OVERDUE_TIMES = {"late": 1, "very_late": 2}


class OverdueVisitFilter(django_filters.ChoiceFilter):
    """Households whose visit is overdue, by the intervals of the county that is shown."""

    def __init__(self, **kwargs):
        choices = [
            ("late", _("Past the interval")),
            ("very_late", _("Past twice the interval")),
            ("in_vain", _("Tried several times, nobody met")),
        ]
        super().__init__(label=_("Visit late"), choices=choices, **kwargs)

    def filter(self, queryset, value):
        if value == "in_vain":
            return queryset.active().filter(attempts.tried_in_vain())
        if value not in OVERDUE_TIMES:
            return queryset
        county = first_county(self.parent.request.user.areas_where(queryset.to_look))
        return overdue.overdue_visit_households(
            queryset, parameters.parameters_on(today(), county), times=OVERDUE_TIMES[value]
        )


HouseholdFilter.add(late=OverdueVisitFilter())


class AnnualUpdateFilter(django_filters.ChoiceFilter):
    """Households by whether their income of the last accounting year was told in full."""

    def __init__(self, **kwargs):
        choices = [("missing", _("Still to ask")), ("told", _("Told"))]
        super().__init__(label=_("Annual update"), choices=choices, **kwargs)

    def filter(self, queryset, value):
        conditions = {"missing": annual_update.IS_MISSING, "told": annual_update.IS_TOLD}
        return queryset.active().filter(conditions[value]) if value in conditions else queryset


HouseholdFilter.add(update=AnnualUpdateFilter())
