"""People with an account, their roles, and the areas in which they hold them; the access log."""

from .areas import Area, AreaAttribute, AreaChange
from .links import LinkKind, LinkState, SignInLink, SignInLinkTransition
from .log import AccessEvent
from .people import Grant, GrantOrigin, User
from .proposals import GrantProposal, GrantProposalTransition, ProposalKind, ProposalState

__all__ = [
    "AccessEvent",
    "Area",
    "AreaAttribute",
    "AreaChange",
    "Grant",
    "GrantOrigin",
    "GrantProposal",
    "GrantProposalTransition",
    "LinkKind",
    "LinkState",
    "ProposalKind",
    "ProposalState",
    "SignInLink",
    "SignInLinkTransition",
    "User",
]
