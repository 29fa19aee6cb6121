"""Files of reports: exports, for a week."""

from django.utils.translation import gettext_lazy as _

from core.backup.kinds import OwnedFiles, file_kind
from reports.models import Export, ExportState


@file_kind("exports", _("Files made of months and lists"))
def export_files():
    for export in Export.objects.filter(state=ExportState.DONE).only("pk", "sha256").order_by().iterator():
        yield OwnedFiles(export.stored_name, export.sha256)
