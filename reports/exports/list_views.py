"""The page on which a list of many rows is asked for as a file, with a reason."""

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard
from core.listing.export import QUICK_ROWS, list_file
from core.listing.kept import COLUMNS_KEY
from reports.models import LIST_KINDS

from . import actions
from .forms import ListExportForm
from .lists import taken_list

KIND_OF_FILE = {file: kind for kind, file in LIST_KINDS.items()}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REPORT_EXPORT)
def list_export_new(request):
    """Ask for the list at ?page= as a file, and say what for: a short one comes at once, a long one from a worker."""
    asked = {"kind": KIND_OF_FILE.get(request.GET.get("kind"))}
    form = ListExportForm(request.POST or None, user=request.user, initial=asked)
    with taken_list(request.GET.get("page", ""), request.user) as taken:
        taken.in_full = form.is_valid() and form.wants_names
        count = taken.rows.count()
        if form.is_valid():
            return give_list(request, taken, count, form.cleaned_data["kind"], form.cleaned_data["reason"])
        context = {"form": form, "taken": taken, "count": count, "is_long": count > QUICK_ROWS}
        return render(request, "reports/exports/new_list.html", context, status=422 if form.errors else 200)


def give_list(request, taken, count, kind, reason):
    """Return the file of a short list; of a long one the page on which it is waited for."""
    if count <= QUICK_ROWS:
        return list_file(taken, list(taken.rows[:QUICK_ROWS]), LIST_KINDS[kind], reason=reason)
    asked = {"kind": kind, "reason": reason, "rows": count, "in_full": taken.in_full, "language": get_language()}
    return redirect(actions.request_list_export(page=page_of(taken), listing=taken.listing, by=request.user, **asked))


def page_of(taken) -> str:
    """Return the address of the list with the columns shown now, which the person may choose otherwise later."""
    shown = ",".join(one.code for one in taken.listing.choosable if one.in_file)
    joint = "&" if "?" in taken.page else "?"
    return f"{taken.page}{joint}{COLUMNS_KEY}={shown}"
