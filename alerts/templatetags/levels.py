"""Template filters for levels of risk: their codes and words."""

from django import template

from alerts.levels import Colour, Level

register = template.Library()

BY_NUMBER = {level.value: level.name.lower() for level in Level}  # households store colours as names


@register.filter
def level_code(value):
    """Return a flag's level or a household's colour as a CSS name: red, amber, green, otherwise unknown."""
    code = BY_NUMBER.get(value, value)
    return code if code in Colour.values else "unknown"


@register.filter
def level_label(value):
    """Return the level in words."""
    return Colour(level_code(value)).label
