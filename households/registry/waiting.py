"""How something about a household is shown among what waits: the head's masked name first, the number second."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.waiting.declare import WaitingRow
from core import masks
from core.listing.columns import read_value

from .columns import head_name, prefetch_heads


@dataclass(frozen=True)
class HouseholdShown:
    """What waits as a row of its household. `household` leads from a row to its household ("" for a household itself),
    `url` to the address where it is done, `note` to what is special about it."""

    household: str = "household"
    url: str | Callable = "get_absolute_url"
    note: Callable = lambda thing: ""

    def related(self, rows):
        """Return the rows with all that `row` reads."""
        found = rows.select_related(f"{self.household}__village" if self.household else "village")
        return found.prefetch_related(prefetch_heads(self.household))

    def row(self, thing) -> WaitingRow:
        home = read_value(thing, self.household.replace("__", ".")) if self.household else thing
        head = head_name(home)
        return WaitingRow(
            name=masks.name(head) if head else _("No head recorded"),
            number=home.number,
            place=home.village.name,
            since=thing.waits_since,
            until=thing.waits_until,
            url=read_value(thing, self.url),
            note=self.note(thing),
            household=home.pk,
        )
