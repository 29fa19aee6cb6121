"""Whose data a person may see: a liaison that of the own department, the county all."""

from django.db import models
from django.db.models import Q

from accounts.models import Grant
from accounts.permissions import Permission


class DepartmentQuerySet(models.QuerySet):
    """A queryset of rows that have a county and a department."""

    to_look = Permission.FEED_VIEW

    def visible_to(self, user):
        """Keep what the grants of `user` reach: a liaison's names the department, others reach every one."""
        return self.filter(department_reach(user, self.to_look))


def department_reach(user, permission) -> Q:
    """Return the condition for the counties and departments in which `user` holds `permission` today."""
    reach = Q(pk__in=[])
    for grant in user.grants_today:
        if permission in grant.permissions:
            here = Q(county__path__startswith=grant.area.path)
            reach |= here & Q(department=grant.department) if grant.department else here
    return reach


def may_for_department(user, permission, county, department) -> bool:
    """Whether `user` holds `permission` in a county for a department."""
    return any(
        permission in grant.permissions
        and county.path.startswith(grant.area.path)
        and grant.department in ("", department)
        for grant in user.grants_today
    )


def departments_with_liaison(county, day) -> set[str]:
    """Return the departments for which somebody works in a county on a day."""
    return set(liaisons_on(day).filter(area=county).values_list("department", flat=True))


def liaisons_on(day):
    """Return the grants of those who work for a department on a day and can sign in."""
    return Grant.objects.in_force(day).filter(user__is_active=True).exclude(department="")
