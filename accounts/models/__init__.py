"""People with an account, their roles, and the areas in which they hold them; the access log."""

from .areas import Area, AreaAttribute, AreaChange
from .log import AccessEvent, AccessOutcome
from .log_chain import LogCopy, LogLink, LogNotice, LogNoticeKind
from .people import Grant, User

__all__ = [
    "AccessEvent",
    "AccessOutcome",
    "Area",
    "AreaAttribute",
    "AreaChange",
    "Grant",
    "LogCopy",
    "LogLink",
    "LogNotice",
    "LogNoticeKind",
    "User",
]
