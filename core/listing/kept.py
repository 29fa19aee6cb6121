"""What a person keeps of a list: which columns it shows, and filters under names. An app above stores it."""

from collections.abc import Callable
from dataclasses import dataclass

from .filters import RANGE_SUFFIXES

COLUMNS_KEY = "columns"  # in the address of a list that is written as a file: ?columns=village,level


@dataclass
class KeptHooks:
    """How an app above stores what people keep: `columns(user, code)` returns the chosen columns of a list or None,
    `filters(user, code)` the filters kept under names."""

    columns: Callable = lambda user, code: None
    filters: Callable = lambda user, code: ()


kept_hooks = KeptHooks()


def chosen_columns(request, listing):
    """Return the codes of the columns to show: those of the address, else those the person keeps, else None."""
    if COLUMNS_KEY in request.GET:
        return request.GET[COLUMNS_KEY].split(",")
    return kept_hooks.columns(request.user, listing.code) if listing.exported else None


def kept_context(request, listing, filtered) -> dict:
    """Return what the page needs to keep columns and filters: the filters kept, and the part of the query that can
    be."""
    if filtered is None or not filtered.filters:
        return {}
    return {"saved": kept_hooks.filters(request.user, listing.code), "kept_query": filter_query(request.GET, filtered)}


def filter_query(query, filtered) -> str:
    """Return the part of a query string that filters or sorts a list."""
    known = {name + end for name in filtered.filters for end in RANGE_SUFFIXES} | {"sort"}
    rest = query.copy()
    for name in list(rest):
        if name not in known or not rest[name]:
            del rest[name]
    return rest.urlencode()
