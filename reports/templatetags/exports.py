"""Template tags for the files that a page offers."""

from django import template

from reports.exports.contents import exportable_areas

register = template.Library()


@register.filter
def may_export(user, report) -> bool:
    """Return whether this person may have a file for some part of a report."""
    return bool(exportable_areas(user, report.county))


@register.filter
def may_export_in_full(user, report) -> bool:
    """Return whether the file may name people in full, as the national layout does."""
    return bool(exportable_areas(user, report.county, with_details=True, in_full=True))
