"""Template filter for the words of cases."""

from django import template

from households.choices import RiskType

register = template.Library()


@register.filter
def risk_label(code):
    """Return the word for one kind of risk."""
    return RiskType(code).label if code in RiskType.values else code
