"""A list as a file: the rows that its filters leave, in its order, masked, limited in number, and logged."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from .filters import active_filters, query_without
from .list_files import FILE_WRITERS

MAX_EXPORT_ROWS = 5_000  # of one file; for more there are filters and the monthly report
FILE_KEY = "file"  # in the address: ?file=csv


@dataclass
class ExportHooks:
    """What an app above decides about files of lists; until one does, nobody may export any.

    `rows(user, queryset)` keeps the rows that may be exported, `mask(kind, value)` hides personal data; `record(user,
    rows, …)` writes the entry of a file in the access log, `shown(request, listing, rows)` that of a page."""

    may: Callable = lambda user: False
    rows: Callable = lambda user, queryset: queryset.none()
    mask: Callable = lambda kind, value: ""
    record: Callable = lambda user, rows, **what: None
    shown: Callable = lambda request, listing, rows: None


export_hooks = ExportHooks()


def is_export_asked(request, listing) -> bool:
    return listing.exported and request.method == "GET" and request.GET.get(FILE_KEY) in FILE_WRITERS


def may_export(user, listing) -> bool:
    return listing.is_plain or export_hooks.may(user)


def export_context(request, listing, count) -> dict:
    """Return what the page needs for its buttons: nothing for those who may not, a hint when the list is too long."""
    if not listing.exported or not count or not may_export(request.user, listing):
        return {}
    query = query_without(request.GET, FILE_KEY)
    links = [(kind.upper(), f"?{query}&{FILE_KEY}={kind}".replace("?&", "?")) for kind in FILE_WRITERS]
    return {"files": links, "too_long": count > MAX_EXPORT_ROWS, "max_export_rows": MAX_EXPORT_ROWS}


def export_list(request, listing, rows, filtered):
    """Return the file, or redirect to the list with the reason when it would hold too many rows."""
    if not may_export(request.user, listing):
        raise PermissionDenied(_("Your role does not export lists. Ask your administrator for a role that does."))
    kind = request.GET[FILE_KEY]
    rows = rows if listing.is_plain else export_hooks.rows(request.user, rows)
    held = list(rows[: MAX_EXPORT_ROWS + 1])
    if len(held) > MAX_EXPORT_ROWS:
        messages.error(request, too_long_text())
        return redirect(f"{request.path}?{query_without(request.GET, FILE_KEY)}")
    found = active_filters(filtered.form, request.GET) if filtered else []
    names = ", ".join(one["name"] for one in found)
    export_hooks.record(request.user, held, list=listing.code, file=kind, filters=names)
    return file_answer(listing, kind, FILE_WRITERS[kind](*file_contents(request.user, listing, held, found)))


def too_long_text() -> str:
    return _("A file holds at most %(rows)s rows. Narrow the list with its filters first.") % {
        "rows": f"{MAX_EXPORT_ROWS:,}"
    }


def file_contents(user, listing, rows, found) -> tuple:
    """Return (columns, rows of values, what the file says about itself)."""
    columns = listing.file_columns
    values = ([exported_value(column, row) for column in columns] for row in rows)
    return columns, values, file_about(user, listing, len(rows), found)


def exported_value(column, row):
    """Return what a column says in a file: personal data is masked even where the page shows it in full."""
    value = column.read(row)
    return export_hooks.mask(column.mask, value) if column.mask and value else value


def file_about(user, listing, count, found) -> str:
    """Say which list it is, made for whom and when, how many rows, by which filters; never whom somebody searched
    for."""
    told = _("%(list)s, made for %(who)s (%(account)s) at %(when)s, %(rows)s rows.") % {
        "list": listing.caption,
        "who": user,
        "account": user.get_username(),
        "when": f"{timezone.localtime():%Y-%m-%d %H:%M}",
        "rows": f"{count:,}",
    }
    return " · ".join([told, *(filter_about(one) for one in found)])


def filter_about(one) -> str:
    return str(one["label"]) if one["hidden"] else f"{one['label']}: {one['words']}"


def file_answer(listing, kind, body) -> HttpResponse:
    name = f"{listing.code}-{timezone.localtime():%Y-%m-%d}.{kind}"
    answer = HttpResponse(body, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    answer["Content-Type"] = "text/csv; charset=utf-8" if kind == "csv" else XLSX_TYPE
    add_never_cache_headers(answer)
    return answer


XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
