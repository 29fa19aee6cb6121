"""What waits of the employment account: people who work away and were not heard of for long, for their caseworker."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core import masks
from policy.parameters import parameters_asked_once

from .duties.conditions import not_heard_of
from .models import AccountEntry


class PersonShown:
    """Somebody of the account as a row: the masked name, the household's number, and where they work."""

    def related(self, rows):
        return rows.select_related("member", "household", "village", "spell")

    def row(self, entry) -> WaitingRow:
        return WaitingRow(
            name=masks.name(entry.member.name),
            number=entry.household.number,
            place=entry.village.name,
            since=entry.waits_since,
            until=entry.waits_until,
            url=entry.get_absolute_url(),
            note=entry.get_state_display(),
            household=entry.household_id,
        )


@waiting_kind(
    "work-unheard", order=36, label=_("People who work away, to be asked whether that is still so"),
    permission=Permission.WORK_KEEP, roles=("caseworker",), shown=PersonShown(), since="confirmed_on",
    address=("work:confirm", {}), at_once=_("Call them one after the other"),
)  # fmt: skip
def people_unheard(county, day):
    """Return who works away and was not heard of for so long (WRK-13)."""
    return AccountEntry.objects.filter(not_heard_of(parameters_asked_once(day, county)), county=county)
