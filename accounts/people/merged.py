"""Who worked in a village that is merged into another: nobody gets the other village by that alone. What they held is
proposed for the village that goes on, and a county leader confirms it, as every grant."""

from django.db import transaction

from accounts.areas.changes import AREA_FOLLOWERS
from accounts.audit.log import record_access
from accounts.models import Grant, GrantProposal, ProposalKind
from core.dates import today

from .proposals import PROPOSAL_STEPS, overlap_problems


@transaction.atomic
def propose_merged_grants(change) -> None:
    """Propose the grants of a merged village for the one that goes on, as whoever entered the merger; what somebody
    holds there already needs nothing. The log says how many."""
    held = Grant.objects.filter(area=change.area).standing(max(change.on, today())).select_related("user")
    wanted = [merged_proposal(grant, change) for grant in held]
    made = [proposal for proposal in wanted if not overlap_problems(proposal)]
    for proposal in made:  # those who work in one village
        proposal.save(force_insert=True)
        PROPOSAL_STEPS.log(proposal, "propose", "", by=proposal.proposed_by)
    if made:
        record_access(change.by, "merged_grants_proposed", change, area=change.into, rows=len(made))


def merged_proposal(grant, change) -> GrantProposal:
    """Return what is proposed in place of a grant. Whoever entered the merger does not propose for themselves."""
    by = None if grant.user_id == change.by_id else change.by
    return GrantProposal(
        county=change.county, user=grant.user, kind=ProposalKind.MOVE, role=grant.role, areas=[change.into_id],
        department=grant.department, valid_from=max(change.on, today(), grant.valid_from),
        valid_until=grant.valid_until, ends=[grant.pk], reason=change.document[:200], proposed_by=by,
    )  # fmt: skip


AREA_FOLLOWERS.add("grants", propose_merged_grants)
