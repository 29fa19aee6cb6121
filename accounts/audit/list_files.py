"""Lists and their files: files for those who may export, of the places where they may, masked; each page and each file
in the access log."""

from accounts.permissions import Permission
from core.listing.columns import mask_value
from core.listing.export import export_hooks

from .about import households_of
from .log import record_access, record_list_shown


def may_export_lists(user) -> bool:
    return user.holds(Permission.REPORT_EXPORT)


def exportable_rows(user, queryset):
    """Keep the rows in places where `user` may export, which may be fewer than those the user may see."""
    if not hasattr(queryset, "within"):  # rows without a place
        return queryset
    return queryset.within(*user.areas_where(Permission.REPORT_EXPORT))


def record_list_file(user, rows, **what) -> None:
    shown = [pk for row in rows for pk in households_of(row, follow=False)]
    record_access(user, "list_exported", shown=shown, rows=len(rows), **what)


def fill_export_hooks() -> None:
    export_hooks.may, export_hooks.rows = may_export_lists, exportable_rows
    export_hooks.mask, export_hooks.record = mask_value, record_list_file
    export_hooks.shown = record_list_shown
