"""What people keep of lists: filters under names, and the columns to show. It is their own:
others see nothing of it."""

from accounts.models import ListColumns, SavedFilter
from core.listing.kept import kept_hooks


def keep_list_columns(code, columns, *, by) -> None:
    """Show these columns of a list from now on, on its page and in its files."""
    ListColumns.objects.update_or_create(user=by, list=code, defaults={"columns": columns})


def forget_list_columns(code, *, by) -> None:
    """Show the columns again that the list has by itself."""
    ListColumns.objects.filter(user=by, list=code).delete()


def kept_columns(user, code) -> list[str] | None:
    """Return the columns that a person chose for a list; None where nothing was chosen."""
    return ListColumns.objects.filter(user=user.pk, list=code).values_list("columns", flat=True).first()


def keep_filters(code, name, query, *, by) -> None:
    """Keep filters of a list under a name; the same name replaces the earlier ones."""
    SavedFilter.objects.update_or_create(user=by, list=code, name=name, defaults={"query": query})


def forget_filters(saved, *, by) -> None:
    """Forget filters that a person kept."""
    by.saved_filters.filter(pk=saved.pk).delete()


def kept_filters(user, code):
    """Return the filters that a person kept of a list, by name."""
    return SavedFilter.objects.filter(user=user.pk, list=code)


def fill_kept_hooks() -> None:
    kept_hooks.columns, kept_hooks.filters = kept_columns, kept_filters
