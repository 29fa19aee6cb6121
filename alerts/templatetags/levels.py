"""How levels of risk look: their codes and words, and the colour of a tile of the map."""

from django import template

from alerts.levels import Colour, Level

register = template.Library()

BY_NUMBER = {level.value: level.name.lower() for level in Level}  # flags number their levels, households name colours
MAP_STEPS = (1, 3, 6)  # open red households from which a tile takes the next step of colour


@register.filter
def level_code(value):
    """Return a flag's level or a household's colour as the styles know it: red, amber, green, else unknown."""
    code = BY_NUMBER.get(value, value)
    return code if code in Colour.values else "unknown"


@register.filter
def level_label(value):
    """Return the level in words."""
    return Colour(level_code(value)).label


@register.filter
def map_step(count):
    """Return the step of colour, 0 to 3, of a tile with `count` open red households."""
    return sum((count or 0) >= start for start in MAP_STEPS)


@register.simple_tag
def map_steps():
    """Return the steps of the tile map for its legend: (step, words)."""
    ends = [start - 1 for start in MAP_STEPS[1:]]
    between = [f"{start}–{end}" for start, end in zip(MAP_STEPS, ends, strict=False)]
    return list(enumerate(["0", *between, f"≥ {MAP_STEPS[-1]}"]))
