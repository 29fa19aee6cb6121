"""The lists of povwatch: columns are declared once, and one template draws, sorts, counts, filters and exports them."""

from .columns import DAY, MOMENT, NUMBER, SHARE, TEXT, YUAN, Column
from .declare import COMPACT, Listing
from .filters import RANGE_SUFFIXES, active_filters, invalid_filters, query_without
from .page import is_partial_request, list_page

__all__ = [
    "COMPACT",
    "DAY",
    "MOMENT",
    "NUMBER",
    "RANGE_SUFFIXES",
    "SHARE",
    "TEXT",
    "YUAN",
    "Column",
    "Listing",
    "active_filters",
    "invalid_filters",
    "is_partial_request",
    "list_page",
    "query_without",
]
