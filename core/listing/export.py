"""A list as a file: the rows that its filters leave, in its order, masked and logged; with a reason where many."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .filters import query_without
from .list_files import FILE_WRITERS

MANY_ROWS = 50  # a file about more people needs a reason
QUICK_ROWS = 5_000  # more are written by a worker
FILE_KEY = "file"  # in the address: ?file=csv


@dataclass
class ExportHooks:
    """What an app above decides about files of lists; until one does, nobody may export any.

    `rows(user, queryset, in_full)` keeps the rows that may be exported, `mask(kind, value)` hides personal data, and
    `may_in_full(user)` tells who may have names in full somewhere; `record(user,
    shown, …)` writes the entry of a file in the access log, `shown(request, listing, rows)` that of a page, and
    `households(row)` tells whom a row is about. `ask(page, kind)` is the address at which a file of many rows is asked
    for."""

    may: Callable = lambda user: False
    may_in_full: Callable = lambda user: False
    rows: Callable = lambda user, queryset, in_full: queryset.none()
    mask: Callable = lambda kind, value: ""
    households: Callable = lambda row: []
    record: Callable = lambda user, shown, **what: None
    shown: Callable = lambda request, listing, rows: None
    ask: Callable = lambda page, kind: page


export_hooks = ExportHooks()


class TakenList(HttpResponse):
    """What a page would list, for a file of it: the list, its rows for this person, and the filters in words. `page` is
    the address that lists the same again. With `in_full` names are not masked; numbers and phones always are."""

    in_full = False

    def __init__(self, request, listing, rows, found):
        super().__init__()
        self.user, self.listing, self.found = request.user, listing, found
        self.held = rows
        query = query_without(request.GET, FILE_KEY)
        self.page = f"{request.path_info}?{query}" if query else request.path_info

    @property
    def rows(self):
        """The rows that this person may take along, which may be fewer than the page shows."""
        return self.held if self.listing.is_plain else export_hooks.rows(self.user, self.held, self.in_full)

    def contents(self, rows, count, reason="") -> tuple:
        """Return (columns, rows of values, what the file says about itself)."""
        columns = self.listing.file_columns
        shown = {"name"} if self.in_full else set()
        values = ([exported_value(column, row, shown) for column in columns] for row in rows)
        told = [file_about(self.user, self.listing, count), *map(filter_about, self.found)]
        told += [_("Reason: %(reason)s") % {"reason": reason}] if reason else []
        return columns, values, " · ".join(told)

    def record(self, shown, kind, **more) -> None:
        """Write the file into the access log, with the numbers (pk) of all households in it."""
        names = [one["name"] for one in self.found]
        more |= {"in_full": True} if self.in_full else {}
        export_hooks.record(self.user, shown, list=self.listing.code, file=kind, filters=names, **more)


def is_export_asked(request, listing) -> bool:
    return listing.exported and request.method == "GET" and request.GET.get(FILE_KEY) in FILE_WRITERS


def may_export(user, listing) -> bool:
    return listing.is_plain or export_hooks.may(user)


def export_context(request, taken, count) -> dict:
    """Return what the page needs for its buttons: nothing for those who may not, a hint when the list is too long."""
    listing = taken.listing
    if not listing.exported or not count or not may_export(request.user, listing):
        return {}
    at_once = listing.is_plain or count <= MANY_ROWS
    links = [(kind.upper(), file_link(request, taken, kind, at_once)) for kind in FILE_WRITERS]
    too_long = listing.is_plain and count > QUICK_ROWS
    told = {"files": links, "at_once": at_once, "too_long": too_long, "max_export_rows": QUICK_ROWS}
    has_names = any(column.mask == "name" for column in listing.file_columns)
    if at_once and has_names and not listing.is_plain and export_hooks.may_in_full(request.user):
        told["in_full"] = export_hooks.ask(taken.page, "xlsx")
    return told


def file_link(request, taken, kind, at_once) -> str:
    """Return the address of a file; of one with many rows that at which it is asked for."""
    if not at_once:
        return export_hooks.ask(taken.page, kind)
    return f"?{query_without(request.GET, FILE_KEY)}&{FILE_KEY}={kind}".replace("?&", "?")


def export_list(request, taken):
    """Return the file; or redirect to where a file of many rows is asked for with its reason, or back to the list when
    nobody writes one that long."""
    if not may_export(request.user, taken.listing):
        raise PermissionDenied(_("Your role does not export lists. Ask your administrator for a role that does."))
    kind, most = request.GET[FILE_KEY], QUICK_ROWS if taken.listing.is_plain else MANY_ROWS
    held = list(taken.rows[: most + 1])
    if len(held) <= most:
        return list_file(taken, held, kind)
    if not taken.listing.is_plain:
        return redirect(export_hooks.ask(taken.page, kind))
    messages.error(request, too_long_text())
    return redirect(f"{request.path}?{query_without(request.GET, FILE_KEY)}")


def too_long_text() -> str:
    return _("A file holds at most %(rows)s rows. Narrow the list with its filters first.") % {
        "rows": f"{QUICK_ROWS:,}"
    }


def list_file(taken, held, kind, reason="") -> HttpResponse:
    """Return the file of these rows of a list, with its entry in the access log."""
    shown = [pk for row in held for pk in export_hooks.households(row)]
    taken.record(shown, kind, rows=len(held), reason=reason)
    return file_answer(taken.listing, kind, FILE_WRITERS[kind](*taken.contents(held, len(held), reason)))


def exported_value(column, row, shown):
    """Return what a column says in a file: personal data is masked even where the page shows it in full, but for the
    kinds `shown`."""
    value = column.read(row)
    return export_hooks.mask(column.mask, value) if column.mask and value and column.mask not in shown else value


def file_about(user, listing, count) -> str:
    """Say which list it is, made for whom and when, and how many rows."""
    return _("%(list)s, made for %(who)s (%(account)s) at %(when)s, %(rows)s rows.") % {
        "list": listing.caption,
        "who": user,
        "account": user.get_username(),
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "rows": f"{count:,}",
    }


def filter_about(one) -> str:
    """Say by which filter the rows are chosen; never whom somebody searched for."""
    return str(one["label"]) if one["hidden"] else f"{one['label']}: {one['words']}"


def file_answer(listing, kind, body) -> HttpResponse:
    name = f"{listing.code}-{timezone.localtime():%Y-%m-%d}.{kind}"
    answer = HttpResponse(body, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    answer["Content-Type"] = "text/csv; charset=utf-8" if kind == "csv" else XLSX_TYPE
    add_never_cache_headers(answer)
    return answer


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
