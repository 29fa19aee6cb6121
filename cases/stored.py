"""Files of cases: signed papers."""

from django.utils.translation import gettext_lazy as _

from cases.models import Scan
from core.backup.kinds import OwnedFiles, file_kind


@file_kind("scans", _("Signed papers"))
def signed_papers():
    for scan in Scan.objects.filter(erased_on=None).only("pk", "sha256").order_by().iterator():
        yield OwnedFiles(scan.stored_name, scan.sha256)
