"""The access log, for auditors."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.events import ACCESS_ACTIONS
from accounts.models import AccessEvent, User
from accounts.permissions import Permission, guard
from core.listing import list_page

from .columns import LOG_LISTING
from .log import record_access


def audited_people(request):
    """Return the people who ever held a role in the auditor's territory."""
    areas = request.user.areas_where(Permission.AUDIT_VIEW)
    return User.objects.working_in(*areas)


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AccessLogFilter(django_filters.FilterSet):
    """Filters of the access log: by person, by action, by day."""

    person = django_filters.ModelChoiceFilter(field_name="user", label=_("Person"), queryset=audited_people)
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list(ACCESS_ACTIONS.items()))
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From day"), widget=day_input())
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("To day"), widget=day_input())

    class Meta:
        model = AccessEvent
        fields = []


@never_cache
@require_GET
@guard(Permission.AUDIT_VIEW)
def access_log_page(request):
    """Show who opened, changed or exported what, and why, the newest first. Reading the log is logged too."""
    events = AccessEvent.objects.visible_to(request.user).select_related("user", "area")
    answer = list_page(request, events, AccessLogFilter, LOG_LISTING)
    record_access(request.user, "log_read")
    return answer
