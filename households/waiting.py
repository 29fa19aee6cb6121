"""What waits of the registry: changes that somebody else is to confirm."""

from dataclasses import dataclass

from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core import masks
from core.dates import SHANGHAI
from households.changes.declare import CHANGE_KINDS
from households.models import RegistryChange
from households.registry.columns import head_name, prefetch_heads


@dataclass(frozen=True)
class ChangeShown:
    """A registry change as a row: of whose household, and what changes."""

    def related(self, rows):
        return rows.select_related("household", "village").prefetch_related(prefetch_heads("household"))

    def row(self, change) -> WaitingRow:
        home = change.household
        head = head_name(home) if home else ""
        return WaitingRow(
            name=masks.name(head) if head else _("A family that is not in the registry"),
            number=home.number if home else "",
            place=change.village.name,
            since=change.waits_since,
            until=change.waits_until,
            url=change.get_absolute_url(),
            note=CHANGE_KINDS[change.kind].label,
        )


@waiting_kind(
    "registry-changes", order=15, label=_("Registry changes to confirm"), permission=Permission.REGISTRY_CONFIRM,
    roles=("village_clerk", "township_official"), shown=ChangeShown(), place="village__path",
    since=TruncDate("proposed_at", tzinfo=SHANGHAI), not_for="proposed_by",
    address=("households:changes", {}), at_once=_("Confirm several at once"),
)  # fmt: skip
def changes_to_confirm(county, day):
    """Return the changes that nobody has confirmed or refused; nobody decides about their own."""
    return RegistryChange.objects.waiting()
