"""The papers on the page of a case: what can be printed, what was scanned, and a form to file another."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import may
from cases.case.page import returned_form
from cases.case.sections import case_section
from cases.models import PublicNotice, Scan

from . import announcement, letter
from .forms import ScanForm
from .scans import SCAN_PERMISSIONS
from .views import LETTER_PERMISSIONS


@case_section("papers", label=_("Papers"), order=50)
def case_papers_context(request, case):
    """Return the public notices, the announcement, the refusal letter, the case file, and the scans."""
    village = case.household.village
    decides = any(may(request.user, right, village) for right in LETTER_PERMISSIONS)
    files = any(may(request.user, right, village) for right in SCAN_PERMISSIONS)
    return {
        "public_notices": PublicNotice.objects.visible_to(request.user).filter(case=case),
        "approved": announcement.latest_approval(case),
        "refused": decides and letter.latest_refusal(case),
        "scans": Scan.objects.visible_to(request.user).filter(case=case).select_related("by"),
        "scan_form": returned_form(request, ScanForm(case=case)) if files else None,
    }
