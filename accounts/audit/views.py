"""The access log, and what auditors are told about it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import AccessEvent, LogNotice
from accounts.permissions import Permission, guard
from core.listing import list_page

from .columns import LOG_LISTING
from .filters import AccessLogFilter
from .log import record_access
from .notices import notice_link, see_notice


@never_cache
@require_GET
@guard(Permission.AUDIT_VIEW)
def access_log_page(request):
    """Show who opened, changed or exported what, and why, the newest first. Reading the log is logged too."""
    events = AccessEvent.objects.visible_to(request.user).select_related("user", "area")
    answer = list_page(request, events, AccessLogFilter, LOG_LISTING)
    record_access(request.user, "log_read")
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.AUDIT_VIEW)
def log_notice_page(request, pk):
    """Show what an auditor is told about the log, with the way to its lines; a POST says that they looked into it."""
    notices = LogNotice.objects.visible_to(request.user).select_related("county", "user", "seen_by")
    notice = get_object_or_404(notices, pk=pk)
    if request.method == "POST":
        if see_notice(notice, by=request.user):
            messages.success(request, _("It is noted that you looked into it."))
        else:
            messages.info(request, _("Somebody noted it before you: nothing was changed."))
        return redirect("accounts:waiting")
    record_access(request.user, "log_notice_opened", notice, area=notice.county, kind=notice.kind)
    return render(request, "accounts/audit/notice.html", {"notice": notice, "lines_url": notice_link(notice)})
