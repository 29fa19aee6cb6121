"""People with an account, their roles, and the areas in which they hold them; the access log."""

from .areas import Area, AreaAttribute, AreaChange
from .links import LinkKind, LinkState, SignInLink, SignInLinkTransition
from .log import AccessEvent, AccessOutcome
from .log_chain import LogCopy, LogLink, LogNotice, LogNoticeKind
from .people import Grant, GrantOrigin, User
from .proposals import GrantProposal, GrantProposalTransition, ProposalKind, ProposalState

__all__ = [
    "AccessEvent",
    "AccessOutcome",
    "Area",
    "AreaAttribute",
    "AreaChange",
    "Grant",
    "GrantOrigin",
    "GrantProposal",
    "GrantProposalTransition",
    "LinkKind",
    "LinkState",
    "LogCopy",
    "LogLink",
    "LogNotice",
    "LogNoticeKind",
    "ProposalKind",
    "ProposalState",
    "SignInLink",
    "SignInLinkTransition",
    "User",
]
