"""The tables of a page, which are no lists of people, as files: nothing personal is in them."""

from .export import FILE_KEY, TakenList, is_export_asked, list_file

TABLE_KEY = "table"  # in the address: ?table=late-visits&file=csv


def asked_table(request, *tables):
    """Return the file of the table that the address asks for, else None. `tables` are pairs of a listing and its
    rows."""
    for listing, rows in tables:
        if listing.code == request.GET.get(TABLE_KEY) and listing.is_plain and is_export_asked(request, listing):
            return list_file(TakenList(request, listing, rows, []), list(rows), request.GET[FILE_KEY])
    return None
