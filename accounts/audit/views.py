"""The access log, for auditors."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import AccessEvent, User
from accounts.permissions import Permission, guard
from core.listing import list_page

from .events import ACTIONS
from .log import record


def colleagues(request):
    """The people who ever held a role in the territory that is audited."""
    areas = request.user.areas_where(Permission.AUDIT_VIEW)
    return User.objects.working_in(*areas)


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class LogFilter(django_filters.FilterSet):
    """By person, by what was done, by day."""

    person = django_filters.ModelChoiceFilter(field_name="user", label=_("Person"), queryset=colleagues)
    action = django_filters.ChoiceFilter(label=_("What was done"), choices=list(ACTIONS.items()))
    since = django_filters.DateFilter(field_name="at", lookup_expr="date__gte", label=_("From day"), widget=day_input())
    until = django_filters.DateFilter(field_name="at", lookup_expr="date__lte", label=_("To day"), widget=day_input())

    class Meta:
        model = AccessEvent
        fields = []


@never_cache
@require_GET
@guard(Permission.AUDIT_VIEW)
def log(request):
    """Who opened, changed or exported what, and why, newest first. Reading the log is itself a line in it."""
    events = AccessEvent.objects.visible_to(request.user).select_related("user", "area")
    answer = list_page(
        request,
        events,
        LogFilter,
        "accounts/audit/log.html",
        sorts={"-when": "pk", "when": "pk", "who": "user__full_name"},
    )
    record(request.user, "log_read")
    return answer
