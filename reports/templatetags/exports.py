"""Whether the page offers files."""

from django import template

from accounts.permissions import Permission
from reports.month_place import overlap

register = template.Library()


@register.filter
def may_export(user, report) -> bool:
    """Whether this person may have a file made of some part of a report."""
    return bool(overlap(user.areas_where(Permission.REPORT_EXPORT), [report.county]))
