"""What waits because an office above urged: an answer, from the township or from the village."""

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Urging
from accounts.permissions import Permission
from accounts.waiting.declare import TOWNSHIP_ROLES, VILLAGE_ROLES, WaitingRow, waiting_kind
from core.dates import SHANGHAI

from .actions import counts_in_words


class UrgingShown:
    """An urging as a row: who urged, which place, on what."""

    def related(self, rows):
        return rows.select_related("area", "asked_by")

    def row(self, urging) -> WaitingRow:
        return WaitingRow(
            str(urging.asked_by), "", urging.area.name, urging.waits_since, None, urging.get_absolute_url(),
            urging.note or counts_in_words(urging.counts),
        )  # fmt: skip


OF_URGING = {
    "order": 1, "label": _("Urged from above: answer"), "shown": UrgingShown(), "place": "area__path",
    "since": TruncDate("asked_at", tzinfo=SHANGHAI),
}  # fmt: skip


@waiting_kind("urged-township", permission=Permission.ALERT_DISPATCH, roles=TOWNSHIP_ROLES, **OF_URGING)
def urged_townships(county, day):
    return Urging.objects.open().filter(area__level=Area.Level.TOWNSHIP)


@waiting_kind("urged-village", permission=Permission.ALERT_WORK, roles=VILLAGE_ROLES, **OF_URGING)
def urged_villages(county, day):
    return Urging.objects.open().filter(area__level=Area.Level.VILLAGE)
