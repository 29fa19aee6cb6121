"""Filters of the list of answers."""

import django_filters
from django.utils.translation import gettext_lazy as _

from alerts.models import AlertOutcome
from core.forms import DaySpanWidget
from departments.feeds import FEEDS
from departments.models import FeedAnswer

TO_REPLY = "to_reply"


def every_feed():
    return FEEDS.values()


class AnswerFilter(django_filters.FilterSet):
    feed = django_filters.ChoiceFilter(label=_("Feed"), choices=lambda: [(one.code, one.title) for one in every_feed()])
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=AlertOutcome)
    state = django_filters.ChoiceFilter(label=_("To do"), choices=[(TO_REPLY, _("To reply to"))], method="in_state")
    answered = django_filters.DateFromToRangeFilter(
        label=_("Answered on"), field_name="answered_on", widget=DaySpanWidget
    )

    class Meta:
        model = FeedAnswer
        fields = []

    def in_state(self, queryset, _name, _state):
        return queryset.tasks()
