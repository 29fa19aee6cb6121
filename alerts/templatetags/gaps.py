"""Template tag for what is missing in a household's data."""

from django import template

from alerts.engine.gaps import GAPS

register = template.Library()


@register.filter
def gaps_of(facts):
    """Return the gaps of a row annotated by `annotate_gaps`."""
    return [entry for code, entry in GAPS.items() if getattr(facts, f"gap_{code}")]
