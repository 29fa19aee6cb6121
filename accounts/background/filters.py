"""Filters of the list of background work. The names are also the words in addresses."""

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.jobs.kinds import JOB_KINDS
from core.jobs.models import GIVEN_UP_STATES, OPEN_JOB_STATES, PATIENCE, Job, JobState


def job_kind_choices():
    return [(kind.name, kind.label) for kind in JOB_KINDS.values()]


class JobFilter(django_filters.FilterSet):
    """Filters of jobs: those that need attention, by state, by kind."""

    needs = django_filters.ChoiceFilter(
        label=_("Needs attention"),
        choices=[("someone", _("Failed, set aside or late"))],
        method="needing_someone",
        empty_label=_("All"),
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=JobState.choices)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=job_kind_choices)

    class Meta:
        model = Job
        fields = []

    def needing_someone(self, queryset, _name, _value):
        late = queryset.filter(state__in=OPEN_JOB_STATES, not_before__lt=timezone.now() - PATIENCE)
        return (queryset.filter(state__in=GIVEN_UP_STATES) | late).exclude(heartbeat_at__gte=timezone.now() - PATIENCE)
