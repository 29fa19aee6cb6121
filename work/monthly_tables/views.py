"""The page on which a monthly table is taken along: of a place, for a reason."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from core.listing.export import MANY_ROWS, XLSX_TYPE
from core.submitting import submit_form
from core.workflow import ActionRefused
from households.imports.sheet import IMPORT_SHEETS

from .export import MONTHLY_TABLES, rows_of_table, workbook_of
from .forms import TableForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REPORT_EXPORT)
def monthly_table(request, name):
    """Ask for the place and the reason, and return the table as a workbook with ID numbers in full."""
    if name not in MONTHLY_TABLES:
        raise Http404
    must(request.user, Permission.HOUSEHOLD_SECRET)
    form, status = TableForm(request.POST or None, user=request.user), 200
    if request.method == "POST":
        sent = submit_form(form, lambda place, reason: take_table(name, place, by=request.user, reason=reason))
        if sent.done:
            return workbook_answer(name, sent.result)
        status = sent.status
    long_url = reverse("reports:table-export", args=[name])
    context = {"form": form, "title": IMPORT_SHEETS[name].title, "long_url": long_url}
    return render(request, "work/monthly_tables/table.html", context, status=status)


def take_table(name, place, *, by, reason) -> bytes:
    """Return the workbook of a place, and write it into the access log. Raises ActionRefused where it would hold the ID
    numbers of many people, which one person alone takes along nowhere."""
    entries = list(rows_of_table(name, place, by)[: MANY_ROWS + 1])
    if len(entries) > MANY_ROWS:
        words = _(
            "This table holds the ID numbers of more than %(most)s people: ask for it as a long table, or choose a "
            "smaller place."
        )
        raise ActionRefused(words % {"most": MANY_ROWS})
    shown = [entry.household_id for entry in entries]
    record_access(by, "monthly_table_taken", area=place, reason=reason, shown=shown, list=name, rows=len(entries))
    return workbook_of(name, entries)


def workbook_answer(name, body) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(body, content_type=XLSX_TYPE, headers=headers)
