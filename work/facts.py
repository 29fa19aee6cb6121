"""Facts about projects that households joined."""

from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from core.sql import day_after
from departments.feeds.projects import FAILED_DAYS
from households.facts import DATE, Fact, fact_group

from .models import ProjectContract


@fact_group(joined_project_failed_on=Fact(DATE, _("project of the family failed on")))
def failed_projects(p):
    """Return when a project last failed with which a household had a contract on that day. It counts for as many days
    as a failure of which the department tells."""
    failed = F("project__failed_on")
    joined = ProjectContract.objects.filter(Q(until=None) | Q(until__gte=failed), since__lte=failed)
    counts = joined.annotate(counts_until=day_after("project__failed_on", FAILED_DAYS))
    counts = counts.filter(project__failed_on__lte=p.day, counts_until__gte=p.day)
    return counts.order_by().values("household").annotate(joined_project_failed_on=Max("project__failed_on"))
