"""The order of a list: only declared orders, and always the same among equal rows."""

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F


def chosen_sort(asked, sorts) -> str:
    """Return the order asked for when it is allowed, else the first."""
    return asked if asked.removeprefix("-") in sorts else next(iter(sorts))


def sort_queryset(queryset, sort, sorts):
    """Sort by an allowed order: unknown values last, equal rows always in the same order."""
    fields = sorts[sort.removeprefix("-")]
    first, *more = (fields,) if isinstance(fields, str) else fields
    turned = sort.startswith("-")  # "pk" at the end keeps pages from overlapping
    last = {"nulls_last": True} if may_be_unknown(queryset, first) else {}
    return queryset.order_by(
        sort_expression(first, turned, **last), *(sort_expression(one, turned) for one in more), "pk"
    )


def may_be_unknown(queryset, field) -> bool:
    """Whether a row may have no value there. Where none may, nothing is said of it, so that an index serves both
    directions."""
    try:
        return queryset.model._meta.get_field(field.removeprefix("-")).null
    except FieldDoesNotExist:  # computed, or of another table
        return True


def sort_expression(field, turned, **nulls):
    """Sort by one field: downwards when it begins with a minus or the whole order is reversed, but not when both."""
    column, down = F(field.removeprefix("-")), field.startswith("-") != turned
    return column.desc(**nulls) if down else column.asc(**nulls)
