"""The tag that draws a registry change for the person who reads the page."""

from django import template

from households.changes import sides

register = template.Library()


@register.simple_tag(takes_context=True)
def describe_change(context, change):
    """Return what stands beside what is proposed: {label, who, lines, key, ...}; see households/changes/sides.py."""
    return sides.describe_change(change, context["request"].user)
