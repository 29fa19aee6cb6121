"""What ends of reports: the record of who had which file made. The file itself was deleted after a week. Frozen months
stay, and are proved before the history ends that they were counted from."""

from django.utils.translation import gettext_lazy as _

from core.crypto.files import delete_stored_file
from households.ending.anonymous import BEFORE, forget
from households.ending.kinds import beginning_of, ends
from reports.models import Export, MeasureEffect
from reports.models.exports import FILELESS_EXPORT_STATES
from reports.month.proof import prove_months


def due_exports(county, up_to):
    """Return the exports asked for before `up_to` that have no file any more, the oldest first."""
    old = Export.objects.of_county(county).filter(state__in=FILELESS_EXPORT_STATES, asked_at__lt=beginning_of(up_to))
    return old.order_by("asked_at", "pk")


@ends("exports", order=30, key="keep_export_months", label=_("Records of who had which file made"), due=due_exports)
def end_exports(county, up_to, most) -> int:
    exports = list(due_exports(county, up_to)[:most])
    for export in exports:
        delete_stored_file(export.stored_name)
    Export.objects.filter(pk__in=[export.pk for export in exports]).delete()
    return len(exports)


BEFORE.add("months", prove_months)
forget(MeasureEffect, "household")
