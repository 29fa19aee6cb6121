"""Tags and filters of povwatch's templates: numbers, days, masks, and the table that becomes cards on a phone."""

from django import template
from django.template.loader import render_to_string
from django.utils import formats

from core import log_context, masks, text

register = template.Library()

NOTHING = "–"  # "not asked": never a zero
NUMBER_SHOWN = 8  # of 32 digits: enough to find it, and to tell it on the phone


@register.filter
def number(value, decimals=0):
    """Format a number: 12345 becomes 12,345 in both languages."""
    return NOTHING if value in (None, "") else text.written_number(value, decimals)


@register.filter
def money(value):
    """Format an amount in yuan; fen only where there are some. The word "yuan" stands in the template."""
    if value in (None, ""):
        return NOTHING
    return text.written_amount(value)


@register.filter
def percent(value, decimals=1):
    """Format a share: 0.895 becomes 89.5%."""
    return NOTHING if value in (None, "") else text.written_share(value, decimals)


@register.filter
def day(value):
    """Format a date in the reader's language: 3 Oct 2026."""
    return formats.date_format(value, "DATE_FORMAT") if value else NOTHING


@register.filter
def month(value):
    """Format a month in the reader's language: October 2026."""
    return formats.date_format(value, "YEAR_MONTH_FORMAT") if value else NOTHING


@register.filter
def listed(words_in_a_row):
    """Join several words: "a, b", in Chinese with the enumeration comma."""
    return text.join_words(words_in_a_row or ())


@register.simple_tag
def colon():
    """Write what stands between a label and what it says; after Chinese the full colon."""
    return text.colon()


@register.simple_tag
def comma():
    """Write what stands between two parts of a line; in Chinese the full comma."""
    return text.comma()


@register.filter
def bracketed(value):
    """Write something behind a word in brackets: " (3)", in Chinese （3）."""
    return text.bracketed(value)


@register.simple_tag
def request_number():
    """Write the beginning of the request's number, by which whoever operates the site finds its lines in the log."""
    return log_context.request_number()[:NUMBER_SHOWN]


@register.filter
def mask(value, kind):
    """Mask personal data as lists show it. `kind`: name, id_number, phone or last4 (bank account)."""
    return getattr(masks, kind)(value) if value else NOTHING


@register.filter
def chart_rows(chart):
    """Return a chart's numbers point by point for its table: (x, [value of each series])."""
    values = zip(*(series["values"] for series in chart["series"]), strict=True)
    return [(x, list(row)) for x, row in zip(chart["x"], values, strict=True)]


@register.filter
def pages_around(page):
    """Return the page numbers that a pager shows: the ends and the neighbours."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_block_tag(takes_context=True)
def table(context, content, caption="", cards=True):
    """Draw a table: {% table caption="…" %} thead and tbody {% endtable %}; see components/table.html."""
    return render_to_string("components/table.html", {"content": content, "caption": caption, "cards": cards})
