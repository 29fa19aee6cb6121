"""The filters of the lists of projects and of contracts."""

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import today
from households.registry.filters import TerritoryFilterSet
from work.choices import ProjectKind
from work.models import Enterprise, Project, ProjectContract

PAID = [("behind", _("Late or less than promised"))]
STATES = {"failed": pgettext_lazy("project", "Failed"), "over": pgettext_lazy("project", "Over"), "any": _("Any state")}


class ProjectFilter(TerritoryFilterSet):
    """Filters by place, kind and how it pays; the list starts with what runs."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    kind = django_filters.ChoiceFilter(label=pgettext_lazy("project", "Kind"), choices=ProjectKind)
    enterprise = django_filters.ModelChoiceFilter(
        label=_("Enterprise"), queryset=lambda request: Enterprise.objects.visible_to(request.user)
    )
    paid = django_filters.ChoiceFilter(label=pgettext_lazy("project", "Payments"), choices=PAID, method="behind")
    state = django_filters.ChoiceFilter(
        label=_("State"), empty_label=pgettext_lazy("project", "Runs"), choices=list(STATES.items()), method="in_state"
    )

    class Meta:
        model = Project
        fields = []

    def current(self, queryset):
        return queryset.running_on(today())

    def in_state(self, queryset, _name, state):
        if state == "failed":
            return queryset.exclude(failed_on=None)
        return queryset.filter(failed_on=None, ends_on__lt=today()) if state == "over" else queryset

    def behind(self, queryset, _name, _word):
        return queryset.filter(behind__gt=0)


class ContractFilter(TerritoryFilterSet):
    """Filters by place, project and how it pays."""

    village = django_filters.ChoiceFilter(label=_("Village or township"), method="in_village")
    project = django_filters.ModelChoiceFilter(
        label=_("Project"), queryset=lambda request: Project.objects.visible_to(request.user)
    )
    paid = django_filters.ChoiceFilter(label=pgettext_lazy("project", "Payments"), choices=PAID, method="behind")

    class Meta:
        model = ProjectContract
        fields = []

    def behind(self, queryset, _name, _word):
        return queryset.behind()
