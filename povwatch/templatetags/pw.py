"""Tags and filters of povwatch's templates: numbers, days, masks, levels, and the table that becomes cards."""

from django import template
from django.template.loader import render_to_string
from django.utils import formats

from alerts.models import Colour, Level
from policy.reference import in_words
from povwatch.lib import masks, words

register = template.Library()

NOTHING = "–"  # "not asked": never a zero

BY_NUMBER = {level.value: level.name.lower() for level in Level}  # flags number their levels, households name colours
MAP_STEPS = (1, 3, 6)  # open red households from which a tile takes the next step of colour


@register.filter
def number(value, decimals=0):
    """12345 becomes 12,345 in both languages."""
    return NOTHING if value in (None, "") else f"{value:,.{decimals}f}"


@register.filter
def money(value):
    """An amount in yuan, to the yuan; fen only where there are some. The word "yuan" stands in the template."""
    if value in (None, ""):
        return NOTHING
    return number(value, 0 if value == int(value) else 2)


@register.filter
def percent(value, decimals=1):
    """A share: 0.895 becomes 89.5%."""
    return NOTHING if value in (None, "") else f"{100 * value:,.{decimals}f}%"


@register.filter
def day(value):
    """A date in words of the language: 3 Oct 2026."""
    return formats.date_format(value, "DATE_FORMAT") if value else NOTHING


@register.filter
def month(value):
    """A month in words of the language: October 2026."""
    return formats.date_format(value, "YEAR_MONTH_FORMAT") if value else NOTHING


@register.filter
def listed(words_in_a_row):
    """Several words in a row: a, b and in Chinese with its own comma. Nothing stays nothing."""
    return words.listed(words_in_a_row or ())


@register.filter
def cited(document):
    """A document as it is cited; those of povwatch's own values in the reader's language."""
    return in_words(document)


@register.filter
def mask(value, kind):
    """Personal data as lists show it. `kind`: name, id_number, phone or last4 (bank account)."""
    return getattr(masks, kind)(value) if value else NOTHING


@register.filter
def level_code(value):
    """A flag's level or a household's colour as the styles know it: red, amber, green, else unknown."""
    code = BY_NUMBER.get(value, value)
    return code if code in Colour.values else "unknown"


@register.filter
def level_label(value):
    """The level in words."""
    return Colour(level_code(value)).label


@register.filter
def map_step(count):
    """The step of colour, 0 to 3, of a tile with `count` open red households."""
    return sum((count or 0) >= start for start in MAP_STEPS)


@register.simple_tag
def map_steps():
    """The steps of the tile map for its legend: (step, words)."""
    ends = [start - 1 for start in MAP_STEPS[1:]]
    between = [f"{start}–{end}" for start, end in zip(MAP_STEPS, ends, strict=False)]
    return list(enumerate(["0", *between, f"≥ {MAP_STEPS[-1]}"]))


@register.filter
def chart_rows(chart):
    """A chart's numbers point by point, for its table: (x, [value of each series])."""
    values = zip(*(series["values"] for series in chart["series"]), strict=True)
    return [(x, list(row)) for x, row in zip(chart["x"], values, strict=True)]


@register.filter
def pages_around(page):
    """The page numbers a pager shows: the ends and the neighbours."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_block_tag(takes_context=True)
def table(context, content, caption="", cards=True):
    """{% table caption="…" %} thead and tbody {% endtable %}: see components/table.html."""
    return render_to_string("components/table.html", {"content": content, "caption": caption, "cards": cards})
