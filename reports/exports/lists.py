"""A list as a file: the page that lists it is asked anew, in the name of the person and with the rights of this
moment."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from django_htmx.middleware import HtmxDetails

from accounts.permissions import page_paths
from accounts.reach import reach_of
from core.listing.export import TakenList, export_hooks
from core.listing.list_files import FILE_WRITERS
from reports.models import LIST_KINDS

LONGEST_PAGE = 2_000  # letters of an address with its filters
LIST_BATCH = 2_000  # rows fetched from the database at once
TOLD_EVERY = 500  # rows between two reports of progress


@contextmanager
def taken_list(page: str, user):
    """Give the list of a page as this person sees it; its rows can be read inside this context. Raises Http404 where
    the page is none with such a list, PermissionDenied where the person may not enter it."""
    view = page_view(page)
    with transaction.atomic(), reach_of(page_paths(user, *permission_of(view.func)), user):
        taken = view.func(ListRequest(page, user, view), *view.args, **view.kwargs)
        if not isinstance(taken, TakenList) or not taken.listing.exported:
            raise Http404
        yield taken


def page_view(page: str):
    if len(page) > LONGEST_PAGE:
        raise Http404
    try:
        return resolve(urlsplit(page).path)
    except Resolver404 as error:
        raise Http404 from error


def permission_of(view) -> tuple:
    """Return the permission that a page asks for, and whether it looks across villages."""
    return getattr(view, "guard", None), getattr(view, "across", "")


class ListRequest(HttpRequest):
    """The request of somebody who opens a page, of which only the list is taken."""

    is_list_taken = True

    def __init__(self, page: str, user, view):
        super().__init__()
        parts = urlsplit(page)
        self.method, self.path, self.path_info = "GET", parts.path, parts.path
        self.GET, self.META["QUERY_STRING"] = QueryDict(parts.query), parts.query
        self.user, self.session, self.resolver_match = user, SessionBase(), view
        self.htmx = HtmxDetails(self)


def write_list(export, job, path) -> int:
    """Write the list of an export as its page shows it now, and return how many rows it has."""
    kind, shown = LIST_KINDS[export.kind], []
    with taken_list(export.page, export.user) as taken:
        taken.in_full = export.in_full
        total = taken.rows.count()
        rows = told_rows(taken.rows.iterator(chunk_size=LIST_BATCH), shown, job, total)
        path.write_bytes(FILE_WRITERS[kind](*taken.contents(rows, total, export.reason)))
    taken.record(shown, kind, rows=total, reason=export.reason)
    return total


def told_rows(rows, shown, job, total):
    """Yield rows; remember whom they are about, and tell from time to time how far the work is."""
    for done, row in enumerate(rows):
        if done % TOLD_EVERY == 0:
            job.tell("writing", done, total)
        shown += export_hooks.households(row)
        yield row
