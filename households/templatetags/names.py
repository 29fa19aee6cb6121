"""The tag that names a household on a list: in full to those who may see secrets there, masked to everybody else."""

from django import template

from accounts.permissions import Permission
from core import masks
from households.registry.columns import head_name

register = template.Library()


@register.simple_tag(takes_context=True)
def head_for_reader(context, household) -> str:
    """Return the head's name as this reader may see it; "" when there is none."""
    name, held = head_name(household) or "", context["request"].user.areas_where(Permission.HOUSEHOLD_SECRET)
    in_full = any(household.village.path.startswith(area.path) for area in held)
    return name if in_full else masks.name(name)
