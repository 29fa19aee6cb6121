"""The page on which a county leader allows a file with the ID numbers of many people, or refuses it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from accounts.reach import beyond_reach
from core.workflow import StaleState
from reports.models import Export

from . import about, actions


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.EXPORT_CONFIRM)
@beyond_reach("a leader allows files that others asked for")
def export_confirm(request, pk):
    """Show who asks for which file, how many people it holds and why; nothing of its contents."""
    asked = Export.objects.to_confirm_by(request.user).select_related("report__county", "county", "user")
    export = get_object_or_404(asked, pk=pk)
    if request.method != "POST":
        record_access(request.user, "opened", export, area=export.home)
        context = {
            "export": export,
            "lists": about.export_lists_in_words(export),
            "places": [area.name for area in export.areas],
        }
        return render(request, "reports/exports/confirm.html", context)
    try:
        actions.decide_export(export=export, by=request.user, allow=request.POST.get("decision") == "allow")
        messages.success(request, _("Decided. Who asked for the file sees it on the page of the file."))
    except StaleState as error:
        messages.error(request, str(error))
    return redirect("accounts:waiting")
