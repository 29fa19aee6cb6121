"""People with an account, their roles, and the areas in which they hold them; the access log."""

from .areas import Area, AreaAttribute, AreaChange
from .devices import BoundPhone, KeptPassword, OpenSession, Road
from .factors import Passkey, RecoveryCode, SecondFactor
from .links import LinkKind, LinkState, SignInLink, SignInLinkTransition
from .lists import ListColumns, SavedFilter
from .log import AccessEvent, AccessOutcome
from .log_chain import LogCopy, LogLink, LogNotice, LogNoticeKind
from .log_cut import LogCut
from .people import DigestSent, Grant, GrantOrigin, User
from .proposals import GrantProposal, GrantProposalTransition, ProposalKind, ProposalState
from .urging import Urging

__all__ = [
    "AccessEvent",
    "AccessOutcome",
    "Area",
    "AreaAttribute",
    "AreaChange",
    "BoundPhone",
    "DigestSent",
    "Grant",
    "GrantOrigin",
    "GrantProposal",
    "GrantProposalTransition",
    "KeptPassword",
    "LinkKind",
    "LinkState",
    "ListColumns",
    "LogCopy",
    "LogCut",
    "LogLink",
    "LogNotice",
    "LogNoticeKind",
    "OpenSession",
    "Passkey",
    "ProposalKind",
    "ProposalState",
    "RecoveryCode",
    "Road",
    "SavedFilter",
    "SecondFactor",
    "SignInLink",
    "SignInLinkTransition",
    "Urging",
    "User",
]
