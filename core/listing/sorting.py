"""The order of a list: only what is declared, and always the same among equals."""

from django.db.models import F


def chosen_sort(asked, sorts) -> str:
    """The sort asked for when it is an allowed one, else the first."""
    return asked if asked.removeprefix("-") in sorts else next(iter(sorts))


def sort_queryset(queryset, sort, sorts):
    """Sorted by what is allowed, unknown values last, and always the same among equals."""
    fields = sorts[sort.removeprefix("-")]
    first, *more = (fields,) if isinstance(fields, str) else fields
    turned = sort.startswith("-")
    return queryset.order_by(
        sort_expression(first, turned, nulls_last=True), *(sort_expression(one, turned) for one in more), "pk"
    )


def sort_expression(field, turned, **nulls):
    """By one field, downwards when it begins with a minus or the whole order is turned round, but not by both."""
    column, down = F(field.removeprefix("-")), field.startswith("-") != turned
    return column.desc(**nulls) if down else column.asc(**nulls)
