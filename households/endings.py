"""What the registry ends: the files of imports that nobody saved."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from households.ending.kinds import beginning_of, ends
from households.imports.expiry import OPEN_IMPORT_STATES, forget_imports
from households.models import ImportBatch, ImportState


def due_imports(county, up_to):
    """Return the imports with files or listed problems that were sent before `up_to` and are not being worked on."""
    old = ImportBatch.objects.filter(county=county, created_at__lt=beginning_of(up_to)).order_by("pk")
    left = Q(has_error_file=True) | Q(state__in=OPEN_IMPORT_STATES)
    return old.filter(left).exclude(state__in=[ImportState.CHECKING, ImportState.SAVING])


@ends(
    "registry_files",
    order=10,
    key="keep_upload_days",
    label=_("Files and listed problems of registry imports"),
    due=due_imports,
)
def end_imports(county, up_to, most) -> int:
    return forget_imports(list(due_imports(county, up_to)[:most]))
