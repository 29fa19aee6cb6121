"""The open work of a territory: what stands there when somebody moves or leaves, and how what belongs to the person
goes to whoever takes over. The apps above say what they know (OPEN_WORK)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Area, GrantProposal, ProposalKind, ProposalState
from accounts.reach import beyond_reach
from core.catalogue import Catalogue
from core.dates import today
from core.text import Label

OPEN_WORK = Catalogue("kind of open work")


@dataclass(frozen=True)
class OpenWork:
    """One kind of open work. `count(user, areas)` returns how much of it there is. What waits for whoever works in a
    village needs nothing more; what bears the person's name goes over by `hand_over(giver, taker, areas, day, by)`."""

    label: Label
    count: Callable
    hand_over: Callable | None = None


@beyond_reach("it counts, and shows nothing of what it counts")
def open_work(user, areas) -> list[tuple]:
    """Return (label, number, whether it bears the person's name) of the open work of a person's territory."""
    found = [(kind.label, kind.count(user, areas), bool(kind.hand_over)) for kind in OPEN_WORK.values()]
    return [one for one in found if one[1]]


@beyond_reach("who confirms accounts need not see households")
def hand_over_if_due(proposal, begins, by) -> None:
    """Give the open work that bears a person's name to whoever takes over, once the day has come."""
    if proposal.kind != ProposalKind.HAND_OVER or begins > today() or proposal.handed_over_at:
        return
    areas = list(Area.objects.filter(pk__in=proposal.areas))
    for kind in OPEN_WORK.values():
        if kind.hand_over:
            kind.hand_over(proposal.taken_from, proposal.user, areas, begins, by)
    proposal.handed_over_at = timezone.now()
    proposal.save(update_fields=["handed_over_at"])


def hand_over_due_work() -> int:
    """Hand over the work of confirmed proposals whose day has come. Returns how many."""
    confirmed = GrantProposal.objects.filter(state=ProposalState.CONFIRMED, kind=ProposalKind.HAND_OVER)
    due = confirmed.filter(handed_over_at=None, valid_from__lte=today()).select_related(
        "user", "taken_from", "decided_by"
    )
    for proposal in due:  # a handful a year
        hand_over_if_due(proposal, today(), proposal.decided_by)
    return len(due)
