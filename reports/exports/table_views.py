"""The page on which a monthly table of many people is asked for."""

from functools import partial

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard, must
from core.submitting import submit_form
from reports.models import TABLE_KINDS, ExportKind
from work.monthly_tables.forms import TableForm

from .tables import request_table_export


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REPORT_EXPORT)
def table_export_new(request, name):
    """Ask for a monthly table of a place, for a reason; it is made by a worker, once somebody else allowed it."""
    if name not in TABLE_KINDS:
        raise Http404
    must(request.user, Permission.HOUSEHOLD_SECRET)
    form, status = TableForm(request.POST or None, user=request.user), 200
    if request.method == "POST":
        act = partial(request_table_export, name, by=request.user, language=get_language())
        sent = submit_form(form, act)
        if sent.done:
            return redirect(sent.result)
        status = sent.status
    context = {"form": form, "title": ExportKind(name).label}
    return render(request, "reports/exports/new_table.html", context, status=status)
