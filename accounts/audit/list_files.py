"""Lists and their files: files for those who may export, of the places where they may, masked; each page and each file
in the access log."""

from django.urls import reverse

from accounts.permissions import Permission
from core.listing.columns import mask_value
from core.listing.export import export_hooks

from .about import households_of
from .log import record_access, record_list_shown


def may_export_lists(user) -> bool:
    return user.holds(Permission.REPORT_EXPORT)


def may_export_names(user) -> bool:
    return may_export_lists(user) and user.holds(Permission.HOUSEHOLD_SECRET)


def exportable_rows(user, queryset, in_full):
    """Keep the rows in places where `user` may export, and with `in_full` see names, which may be fewer than those the
    user may see."""
    if not hasattr(queryset, "within"):  # rows without a place
        return queryset
    held = queryset.within(*user.areas_where(Permission.REPORT_EXPORT))
    return held.within(*user.areas_where(Permission.HOUSEHOLD_SECRET)) if in_full else held


def households_in_list(row) -> list[int]:
    return households_of(row, follow=False)


def record_list_file(user, shown, **what) -> None:
    record_access(user, "list_exported", shown=shown, **what)


def list_file_address(page, kind) -> str:
    """Return the address at which a file of many rows is asked for."""
    return reverse("reports:list-export", query={"page": page, "kind": kind})


def fill_export_hooks() -> None:
    export_hooks.may, export_hooks.rows, export_hooks.mask = may_export_lists, exportable_rows, mask_value
    export_hooks.may_in_full = may_export_names
    export_hooks.households, export_hooks.record = households_in_list, record_list_file
    export_hooks.shown, export_hooks.ask = record_list_shown, list_file_address
