"""What is missing in a household's record, for templates."""

from django import template

from alerts.engine.gaps import GAPS

register = template.Library()


@register.filter
def gaps_of(facts):
    """Return the gaps of a row that `with_gaps` annotated."""
    return [entry for code, entry in GAPS.items() if getattr(facts, f"gap_{code}")]
