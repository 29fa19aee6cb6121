"""The tag for a cell of a list."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def cell(context, column, row):
    """Return what a column shows of a row: its own small template, or its text."""
    if not column.template:
        return column.written(row)
    with context.push(**{context["listing"].row: row}):
        return context.template.engine.get_template(column.template).render(context)
