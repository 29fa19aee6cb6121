"""Pages of the papers of a case: public notice and letter to print, the case file on paper and in Word, and scans."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.again import must_be_recent
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must_any
from cases.case import public_notice
from cases.case.about import reads_case_in_full
from cases.case.page import case_breadcrumbs, get_visible_case, submit_case_form
from cases.models import PublicNotice, Scan
from cases.papers.case_file import contents as case_file
from cases.papers.case_file import word as case_file_word

from . import announcement, scans
from . import letter as letters
from .forms import CaseFileExportForm, ScanForm

LETTER_PERMISSIONS = (Permission.CASE_REVIEW, Permission.CASE_ENDORSE, Permission.CASE_APPROVE)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def public_notice_page(request, pk):
    """Show a public notice to print, word for word as it was posted."""
    notices = PublicNotice.objects.visible_to(request.user).select_related("case__household__village")
    found = get_object_or_404(notices, pk=pk)
    record_access(request.user, "opened", found, area=found.case.household.village)
    back = [{"label": _("Case"), "url": found.case.get_absolute_url()}, {"label": _("Public notice")}]
    context = {
        "lines": found.lines,
        "fields": public_notice.public_notice_in_words(found.lines),
        "signed": public_notice.public_notice_signature(found.lines),
        "crumbs": back,
    }
    return render(request, "cases/papers/public_notice.html", context)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def announcement_page(request, pk):
    """Show the announcement of the latest approval to print."""
    case = get_visible_case(request, pk)
    approval = announcement.latest_approval(case)
    if approval is None:
        raise paper_not_found(request, _("Nothing was approved about this case here: there is nothing to announce."))
    record_access(request.user, "opened", case, area=case.household.village)
    context = {
        "fields": announcement.announcement_in_words(case, approval),
        "signed": announcement.announcement_signature(case, approval),
        "crumbs": paper_breadcrumbs(case, _("Announcement")),
    }
    return render(request, "cases/papers/announcement.html", context)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def refusal_letter_page(request, pk):
    """Show the letter to the family of a refused case, for those who decide such cases. Opening it is recorded."""
    case = get_visible_case(request, pk)
    must_any(request.user, LETTER_PERMISSIONS, case.household.village)
    found = letters.refusal_letter(case)
    if found is None:
        raise paper_not_found(request, _("This case was not refused: there is no letter to the family."))
    record_access(request.user, "case_letter_opened", case, area=case.household.village)
    return render(
        request,
        "cases/papers/letter.html",
        {"letter": found, "crumbs": paper_breadcrumbs(case, _("Letter to the family"))},
    )


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def case_file_page(request, pk):
    """Show the whole case on A4. Opening it is recorded."""
    case = get_visible_case(request, pk)
    record_access(request.user, "case_file_opened", case, area=case.household.village)
    return render_case_file(request, case, CaseFileExportForm(case=case))


def render_case_file(request, case, form, status=200):
    context = {
        "case": case,
        "title": case_file.case_file_title(case),
        "form": form,
        "chapters": case_file.case_file_chapters(case, request.user),
        "watermark": case_file.case_file_watermark(request.user),
        "crumbs": paper_breadcrumbs(case, _("Case file")),
    }
    return render(request, "cases/papers/case_file.html", context, status=status)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def case_file_download(request, pk):
    """Send the case file as a Word document, if the purpose is given."""
    case = get_visible_case(request, pk)
    form = CaseFileExportForm(request.GET, case=case)
    if not form.is_valid():
        return render_case_file(request, case, form, status=422)
    record_access(
        request.user, "case_file_exported", case, area=case.household.village, reason=form.cleaned_data["why"]
    )
    mark = case_file.case_file_watermark(request.user, form.why_in_words)
    body = case_file_word.case_file_document(
        case_file.case_file_title(case), case_file.case_file_chapters(case, request.user), mark
    )
    headers = {
        "Content-Disposition": f'attachment; filename="case-{case.pk}.docx"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(body, content_type=case_file_word.WORD_MEDIA_TYPE, headers=headers)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def scan_show(request, pk):
    """Show one signed paper: a picture in the page, a PDF as a file. Opening it is recorded."""
    found = get_object_or_404(Scan.objects.visible_to(request.user).select_related("case__household__village"), pk=pk)
    if not reads_case_in_full(request.user, found.case):
        raise PermissionDenied(_("Signed papers are opened by those who act on the case."))
    if found.erased_on:
        words = _("The file of this paper was erased on %(day)s, because its time was over.")
        raise paper_not_found(request, words % {"day": date_format(found.erased_on, "DATE_FORMAT")})
    try:
        body = scans.read_scan(found)
    except FileNotFoundError as error:
        words = _("The file of this paper is missing on the server. Please tell your administrator.")
        raise paper_not_found(request, words) from error
    if found.content_type == scans.PDF_MEDIA_TYPE:
        must_be_recent()
    record_access(request.user, "scan_opened", found, area=found.case.household.village)
    shown = f'attachment; filename="{found.pk}.pdf"' if found.content_type == scans.PDF_MEDIA_TYPE else "inline"
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": shown}
    return HttpResponse(body, content_type=found.content_type, headers=headers)


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def scan_new(request, pk):
    """File another signed paper of the case."""
    case = get_visible_case(request, pk)
    must_any(request.user, scans.SCAN_PERMISSIONS, case.household.village)
    form = ScanForm(request.POST, request.FILES, case=case)
    act = partial(scans.keep_scan, case, by=request.user)
    return submit_case_form(request, case, form, act, _("The paper is filed."))


def paper_not_found(request, words) -> Http404:
    """Show a "not found" page that names what is missing, unlike the page for what is outside the territory."""
    messages.error(request, words)
    return Http404(words)


def paper_breadcrumbs(case, here) -> list[dict]:
    """Return the link back to the case."""
    *places, number = case_breadcrumbs(case)
    return [*places, number | {"url": case.get_absolute_url()}, {"label": here}]
