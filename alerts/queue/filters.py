"""Filters of the queue. Their names are also the parameters in addresses."""

from functools import cached_property

import django_filters
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.filters import RuleFilter
from alerts.levels import Level
from alerts.models import (
    IDENTIFICATION_OUTCOMES,
    Alert,
    AlertChannel,
    AlertOutcome,
    AlertState,
    LookVerdict,
    SecondLook,
    Signal,
)
from alerts.waiting import waiting_alerts_condition
from core.dates import today
from core.forms import DaySpanWidget
from households.registry.filters import SealedFilter, TerritoryFilterSet, rows_of_found

from .counts import DIRECTIONS, channel_conditions, queue_facets
from .waiting import TIME_LABELS, WAITING_FOR_ME, time_conditions

ANY_ALERT_STATE, LED_TO_IDENTIFICATION, LOOK_WAITS = "any", "identification", "waiting"


def day_span(label, field):
    """Return a filter by two days, from and until, that says which is which."""
    return django_filters.DateFromToRangeFilter(label=label, field_name=field, widget=DaySpanWidget)


class AlertFilter(TerritoryFilterSet):
    waiting = django_filters.ChoiceFilter(
        label=_("Waiting for"), choices=[(WAITING_FOR_ME, _("Me"))], method="in_waiting"
    )
    time = django_filters.ChoiceFilter(label=_("Time"), choices=list(TIME_LABELS.items()), method="in_time")
    level = django_filters.TypedChoiceFilter(label=_("Level"), choices=Level, coerce=int)
    state = django_filters.ChoiceFilter(
        label=_("State"),
        empty_label=pgettext_lazy("alert", "Open"),
        method="in_state",
        choices=[(ANY_ALERT_STATE, _("Any state")), *AlertState.choices],
    )
    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    rule = RuleFilter(label=_("Rule"), method="with_rule")
    channel = django_filters.ChoiceFilter(
        label=_("Channel"), choices=[*DIRECTIONS.items(), *AlertChannel.choices], method="in_channel"
    )
    outcome = django_filters.ChoiceFilter(
        label=_("Outcome"),
        choices=[(LED_TO_IDENTIFICATION, _("Leads to identification")), *AlertOutcome.choices],
        method="with_outcome",
    )
    look = django_filters.ChoiceFilter(
        label=_("Second look"),
        choices=[(LOOK_WAITS, _("Waits for the county")), *LookVerdict.choices],
        method="in_look",
    )
    opened = day_span(_("Clue of"), "opened_on")
    sent = day_span(_("Sent on"), "dispatched_on")
    answered = day_span(_("Answered on"), "answered_on")
    closed = day_span(_("Closed on"), "closed_on")
    text = SealedFilter(label=_("Search"), method="matching")

    class Meta:
        model = Alert
        fields = []

    def current(self, queryset):
        return queryset if self.form.cleaned_data.get("look") else queryset.open()

    @cached_property
    def facets(self) -> list[dict]:
        """Return the counted filters, for the page."""
        return queue_facets(self)

    def in_state(self, queryset, _name, state):
        return queryset if state == ANY_ALERT_STATE else queryset.filter(state=state)

    def in_time(self, queryset, _name, word):
        return queryset.filter(time_conditions(self.request.user, today())[word])

    def in_waiting(self, queryset, _name, _me):
        return queryset.filter(waiting_alerts_condition(self.request.user, today()))

    def in_channel(self, queryset, _name, channel):
        return queryset.filter(channel_conditions()[channel])

    def in_look(self, queryset, _name, verdict):
        looks = SecondLook.objects.waiting() if verdict == LOOK_WAITS else SecondLook.objects.filter(verdict=verdict)
        return queryset.filter(Exists(looks.filter(alert=OuterRef("pk"))))

    def with_rule(self, queryset, _name, code):
        return queryset.filter(Exists(Signal.objects.standing().filter(alert=OuterRef("pk"), rule=code)))

    def with_outcome(self, queryset, _name, outcome):
        return queryset.filter(outcome__in=IDENTIFICATION_OUTCOMES if outcome == LED_TO_IDENTIFICATION else [outcome])

    def matching(self, queryset, _name, text):
        return rows_of_found(queryset, text)
