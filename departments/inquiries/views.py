"""The pages of a liaison who is asked about families. Names and ID numbers stand in full, because the department must
look the people up; each time they are shown or downloaded is logged."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import StaleState
from departments.models import Inquiry
from departments.pages.views import XLSX
from households.import_messages import BrokenFile

from .actions import answer_inquiry
from .columns import CLOSED_LISTING, OPEN_LISTING, PROBLEM_TABLE
from .forms import AnswerFileForm, AnswerForm
from .returned import take_answers
from .sheet import inquiries_workbook

MOST_IN_FILE = 1_000  # inquiries of one download, the most urgent first
MOST_AT_ONCE = 100


def own_inquiries(request):
    return Inquiry.objects.visible_to(request.user).select_related("county", "closed_by")


@never_cache
@require_GET
@guard(Permission.INQUIRY_ANSWER)
def inquiry_list(request):
    """Show the open inquiries of one's department, the most urgent first, with the people in full."""
    opened = own_inquiries(request).open()
    answer = list_page(request, opened, None, OPEN_LISTING, template="departments/inquiries/list.html")
    shown = list(opened.values_list("of_household", flat=True))
    record_access(request.user, "inquiries_opened", shown=shown, rows=len(shown))
    return answer


@never_cache
@require_GET
@guard(Permission.INQUIRY_ANSWER)
def closed_list(request):
    """Show which inquiries of one's department are closed, and how; not whom they were about."""
    closed = own_inquiries(request).exclude(pk__in=own_inquiries(request).open().values("pk"))
    return list_page(request, closed, None, CLOSED_LISTING, template="departments/inquiries/closed.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.INQUIRY_ANSWER)
def inquiry_page(request, pk):
    """Show one inquiry and keep its answer. Once it is closed nobody is named any more."""
    inquiry = get_object_or_404(own_inquiries(request), pk=pk)
    form = AnswerForm(request.POST or None)
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(answer_inquiry, inquiry, by=request.user))
        if sent.done:
            messages.success(request, _("The answer is with the county. The next inquiry is below."))
            return redirect("departments:inquiries")
        status = sent.status
    inquiry.refresh_from_db()
    if inquiry.is_open:
        record_access(request.user, "inquiry_opened", inquiry, area=inquiry.county, shown=[inquiry.of_household])
    return render(request, "departments/inquiries/inquiry.html", {"inquiry": inquiry, "form": form}, status=status)


@never_cache
@require_POST
@guard(Permission.INQUIRY_ANSWER)
def nothing_found(request):
    """Answer the inquiries that were ticked: nothing was found. Each is answered on its own."""
    ticked = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 19][:MOST_AT_ONCE]
    found = list(own_inquiries(request).filter(pk__in=ticked))
    done = sum(answered_nothing(request, one) for one in found)
    if not found:
        messages.warning(request, _("Nothing was answered: tick at least one inquiry."))
    if done:
        words = ngettext("%(n)s answered with “nothing found”.", "%(n)s answered with “nothing found”.", done)
        messages.success(request, words % {"n": done})
    return redirect("departments:inquiries")


def answered_nothing(request, inquiry) -> bool:
    """Answer one inquiry; where somebody was quicker, say so."""
    try:
        answer_inquiry(inquiry, by=request.user, found=False)
    except StaleState as late:
        words = _("Inquiry %(number)s: %(reason)s") % {"number": inquiry.pk, "reason": late}
        messages.warning(request, words)
        return False
    return True


@never_cache
@require_GET
@guard(Permission.INQUIRY_ANSWER)
def inquiry_download(request):
    """Download the open inquiries as a workbook to fill in, with an entry in the access log."""
    inquiries = list(own_inquiries(request).open().order_by("due_on", "pk")[:MOST_IN_FILE])
    about = [one.of_household for one in inquiries]
    record_access(request.user, "inquiries_downloaded", shown=about, rows=len(inquiries))
    headers = {"Content-Disposition": 'attachment; filename="inquiries.xlsx"'}
    return HttpResponse(inquiries_workbook(inquiries), content_type=XLSX, headers=headers)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.INQUIRY_ANSWER)
def answer_file(request):
    """Take the answers of a file, and say of each bad row what is wrong and what to do."""
    form, outcome = AnswerFileForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            outcome = take_answers(form.cleaned_data["file"], by=request.user)
        except BrokenFile as broken:
            form.add_error("file", str(broken.message))
    status = 422 if form.errors or (outcome and outcome.problems) else 200
    context = {"form": form, "outcome": outcome, "table": PROBLEM_TABLE}
    return render(request, "departments/inquiries/file.html", context, status=status)
