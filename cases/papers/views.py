"""The papers of a case: notice and letter to print, the case file on paper and in Word, and what was scanned."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record
from accounts.permissions import Permission, guard, must_any
from cases.case.about import reads_in_full
from cases.case.page import attempt, crumbs, visible
from cases.models import PublicNotice, Scan
from cases.papers.case_file import contents as case_file
from cases.papers.case_file import word as case_file_word

from . import letter as letters
from . import public_notice, scans
from .forms import ExportForm, ScanForm

DECIDING = (Permission.CASE_REVIEW, Permission.CASE_ENDORSE, Permission.CASE_APPROVE)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def notice_page(request, pk):
    """A public notice to print, word for word as it was posted."""
    notices = PublicNotice.objects.visible_to(request.user).select_related("case__household__village")
    found = get_object_or_404(notices, pk=pk)
    record(request.user, "opened", found, area=found.case.household.village)
    back = [{"label": _("Case"), "url": found.case.get_absolute_url()}, {"label": _("Public notice")}]
    context = {"lines": found.lines, "fields": public_notice.in_words(found.lines), "crumbs": back}
    return render(request, "cases/papers/public_notice.html", context)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def letter(request, pk):
    """The letter to the family of a refused case, for those who decide such cases. Opening it is on record."""
    case = visible(request, pk)
    must_any(request.user, DECIDING, case.household.village)
    found = letters.letter(case)
    if found is None:
        raise missing(request, _("This case was not refused: there is no letter to the family."))
    record(request.user, "case_letter_opened", case, area=case.household.village)
    return render(request, "cases/papers/letter.html", {"letter": found, "crumbs": trail(case, _("Letter to the family"))})


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def file(request, pk):
    """The whole case on A4. Opening it is on record."""
    case = visible(request, pk)
    record(request.user, "case_file_opened", case, area=case.household.village)
    return file_page(request, case, ExportForm(case=case))


def file_page(request, case, form, status=200):
    context = {
        "case": case, "form": form, "chapters": case_file.chapters(case, request.user),
        "watermark": case_file.watermark(request.user), "crumbs": trail(case, _("Case file")),
    }  # fmt: skip
    return render(request, "cases/papers/case_file.html", context, status=status)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def file_word(request, pk):
    """The same as a Word document. Without saying what for, there is none."""
    case = visible(request, pk)
    form = ExportForm(request.GET, case=case)
    if not form.is_valid():
        return file_page(request, case, form, status=422)
    record(request.user, "case_file_exported", case, area=case.household.village, reason=form.cleaned_data["why"])
    mark = case_file.watermark(request.user, form.why_in_words)
    body = case_file_word.document(case_file.title(case), case_file.chapters(case, request.user), mark)
    headers = {
        "Content-Disposition": f'attachment; filename="case-{case.pk}.docx"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type=case_file_word.KIND, headers=headers)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def scan(request, pk):
    """One signed paper: a picture is shown, a PDF is handed over as a file. Opening it is on record."""
    found = get_object_or_404(Scan.objects.visible_to(request.user).select_related("case__household__village"), pk=pk)
    if not reads_in_full(request.user, found.case):
        raise PermissionDenied(_("Signed papers are opened by those who act on the case."))
    try:
        body = scans.read(found)
    except FileNotFoundError as error:
        words = _("The file of this paper is missing on the server. Please tell your administrator.")
        raise missing(request, words) from error
    record(request.user, "scan_opened", found, area=found.case.household.village)
    shown = f'attachment; filename="{found.pk}.pdf"' if found.content_type == scans.PDF else "inline"
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": shown}
    return HttpResponse(body, content_type=found.content_type, headers=headers)


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def scan_new(request, pk):
    """File another signed paper of the case."""
    case = visible(request, pk)
    must_any(request.user, scans.FILED_BY, case.household.village)
    form = ScanForm(request.POST, request.FILES, case=case)
    act = partial(scans.keep, case, by=request.user)
    return attempt(request, case, form, act, _("The paper is filed."))


def missing(request, words) -> Http404:
    """A page "not found" that says what is missing, unlike the one for what lies outside the territory."""
    messages.error(request, words)
    return Http404(words)


def trail(case, here) -> list[dict]:
    """The way back to the case."""
    *places, number = crumbs(case)
    return [*places, number | {"url": case.get_absolute_url()}, {"label": here}]
