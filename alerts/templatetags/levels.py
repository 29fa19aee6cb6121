"""Template filters for levels of risk: their codes and words, and the colour of a tile of the map."""

from django import template

from alerts.levels import Colour, Level

register = template.Library()

BY_NUMBER = {level.value: level.name.lower() for level in Level}  # households store colours as names
MAP_STEPS = (1, 3, 6)  # from so many open red households on, a tile takes the next shade


@register.filter
def level_code(value):
    """Return a flag's level or a household's colour as a CSS name: red, amber, green, otherwise unknown."""
    code = BY_NUMBER.get(value, value)
    return code if code in Colour.values else "unknown"


@register.filter
def level_label(value):
    """Return the level in words."""
    return Colour(level_code(value)).label


@register.filter
def map_step(count):
    """Return the shade, 0 to 3, of a tile with `count` open red households."""
    return sum((count or 0) >= start for start in MAP_STEPS)


@register.simple_tag
def map_steps():
    """Return the shades of the tile map for its legend: (step, words)."""
    ends = [start - 1 for start in MAP_STEPS[1:]]
    between = [f"{start}–{end}" for start, end in zip(MAP_STEPS, ends, strict=False)]
    return list(enumerate(["0", *between, f"≥ {MAP_STEPS[-1]}"]))
