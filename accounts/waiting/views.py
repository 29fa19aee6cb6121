"""The page of what waits for a person, and the whole list of one kind."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.log import record_access
from accounts.permissions import signed_in_only
from core.dates import today

from .counts import Waiting, count_waiting, keep_counts
from .declare import WAITING_KINDS
from .page import waiting_groups, waiting_rows

PER_PAGE = 50


@never_cache
@require_GET
@signed_in_only
def waiting_page(request):
    """Show what waits for this person, by what must be done and until when."""
    counts = keep_counts(request, count_waiting(request.user))
    groups = waiting_groups(request.user, counts)
    context = {"groups": groups, "day": today(), "overdue": sum(one.overdue for one in counts.values())}
    context["number"] = sum(one.number for one in counts.values())
    shown = [row.household for group in groups for row in group.rows]
    record_access(request.user, "waiting_opened", rows=len(shown), shown=shown)
    return render(request, "accounts/waiting/waiting.html", context)


@never_cache
@require_GET
@signed_in_only
def waiting_kind_page(request, code):
    """Show everything of one kind that waits for this person, page by page. A kind of which their roles are not told
    is not found."""
    kind = WAITING_KINDS.get(code)
    if kind is None or not kind.areas_of(request.user):
        raise Http404
    counts = keep_counts(request, count_waiting(request.user))
    waiting = counts.get(code, Waiting(0, 0))
    page = Paginator(range(waiting.number), PER_PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PER_PAGE
    rows = waiting_rows(kind, request.user, start=start, stop=start + PER_PAGE) if waiting.number else []
    record_access(request.user, "waiting_opened", rows=len(rows), kind=code, shown=[row.household for row in rows])
    context = {"kind": kind, "waiting": waiting, "rows": rows, "page": page, "day": today()}
    return render(request, "accounts/waiting/kind.html", context)
