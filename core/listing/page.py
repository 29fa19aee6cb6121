"""A page with a list: filter, sort, count, paginate, and draw it, or return it as a file."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from .export import TakenList, export_context, export_hooks, export_list, is_export_asked
from .filters import active_filters, invalid_filters
from .kept import chosen_columns, kept_context
from .sorting import chosen_sort, sort_queryset

PER_PAGE = 50
PAGE_TEMPLATE, PART_TEMPLATE = "list_page.html", "components/listing.html"


def list_page(
    request,
    queryset,
    filterset,
    listing,
    *,
    template=PAGE_TEMPLATE,
    part=PART_TEMPLATE,
    sorts=None,
    per_page=PER_PAGE,
    **context,
):
    """Render the rows of `queryset` that the query string asks for, as `listing` declares them.

    `filterset` may be None. `template` is the whole page; htmx gets `part`, the list alone, which the page includes.
    `sorts` replaces the declared orders: the words allowed in ?sort= with a field ("income": "facts__per_capita") or
    several ("due": ("due_on", "-level")); "-income" reverses the order, the first is the default. Templates get `page`,
    `listing`, `filter`, `found` (the filters in words), `refused` (invalid filters) and `sort`."""
    listing = listing.showing(chosen_columns(request, listing))
    filtered = filterset(request.GET, queryset=queryset, request=request) if filterset else None
    sorts = sorts or listing.allowed_sorts()
    sort = chosen_sort(request.GET.get("sort", ""), sorts)
    rows = sort_queryset(listing.prepared(filtered.qs if filtered else queryset), sort, sorts)
    rows = rows[: listing.newest] if listing.newest else rows
    found = active_filters(filtered.form, request.GET) if filtered else []
    taken = TakenList(request, listing, rows, found)
    if is_list_taken(request):
        return taken
    if is_export_asked(request, listing):
        return export_list(request, taken)
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))  # a page that does not exist is the last
    context |= {"listing": listing, "page": page, "filter": filtered, "sort": sort, "part": part}
    context |= {
        "found": found,
        "refused": invalid_filters(filtered.form) if filtered else [],
        **export_context(request, taken, page.paginator.count),
        **kept_context(request, listing, filtered),
    }
    export_hooks.shown(request, listing, list(page))
    answer = render(request, part if is_partial_request(request) else template, context)
    patch_vary_headers(answer, ["HX-Request"])  # or the browser shows a cached part as the whole page
    return answer


def is_partial_request(request) -> bool:
    """Whether htmx asks for the list alone; it does not when it restores a whole page from history."""
    return bool(request.htmx) and not request.htmx.history_restore_request and not request.htmx.boosted


def is_list_taken(request) -> bool:
    """Whether a file is made of what the page lists: then nothing is drawn."""
    return getattr(request, "is_list_taken", False)
