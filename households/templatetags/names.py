"""How a household is named on a list: in full to those who may see secrets there, masked to everybody else; and through
whom a search found it."""

from django import template

from accounts.permissions import Permission
from core import masks
from households.registry.columns import head_name
from households.registry.names import found_through_words, loaded_label

register = template.Library()


@register.simple_tag(takes_context=True)
def head_for_reader(context, household) -> str:
    """Return the head's name as this reader may see it; "" when there is none."""
    name, held = head_name(household) or "", context["request"].user.areas_where(Permission.HOUSEHOLD_SECRET)
    in_full = any(household.village.path.startswith(area.path) for area in held)
    return name if in_full else masks.name(name)


@register.filter
def found_through(household) -> str:
    """Say through which member a search found the household; "" for the head or the household itself."""
    return found_through_words(getattr(household, "found_people", []))


@register.filter
def named(household) -> str:
    """Name a household: its head, masked, before its number."""
    return loaded_label(household)
