"""The papers on the page of a case: what can be printed, what was scanned, and a place to file another one."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import may
from cases.case.page import back
from cases.case.sections import section
from cases.models import PublicNotice, Scan

from . import letter
from .forms import ScanForm
from .scans import FILED_BY
from .views import DECIDING


@section("papers", label=_("Papers"), order=50)
def papers(request, case):
    """Notices, the letter of a refusal, the case file, and the scans."""
    village = case.household.village
    decides = any(may(request.user, right, village) for right in DECIDING)
    files = any(may(request.user, right, village) for right in FILED_BY)
    return {
        "notices": PublicNotice.objects.visible_to(request.user).filter(case=case),
        "refused": decides and letter.refusal_of(case),
        "scans": Scan.objects.visible_to(request.user).filter(case=case).select_related("by"),
        "scan_form": back(request, ScanForm(case=case)) if files else None,
    }
