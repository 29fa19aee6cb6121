"""Risk as tables: facts, runs and flags; alerts with their signals; notifications; saved filters of the queue."""

from .alerts import (
    BY_ANSWER,
    BY_HAND,
    EARLY,
    LEADING_ON,
    UNACCEPTED,
    WITH_VILLAGE,
    Alert,
    AlertOutcome,
    AlertState,
    AlertTransition,
    Channel,
    Signal,
)
from .notifications import Notice, NoticeKind
from .risk import FlagQuerySet, HouseholdFacts, RiskFlag, RiskRun, RunState
from .saved_filters import SavedFilter

__all__ = [
    "Alert",
    "AlertOutcome",
    "AlertState",
    "AlertTransition",
    "BY_ANSWER",
    "BY_HAND",
    "Channel",
    "EARLY",
    "FlagQuerySet",
    "HouseholdFacts",
    "LEADING_ON",
    "Notice",
    "NoticeKind",
    "RiskFlag",
    "RiskRun",
    "RunState",
    "SavedFilter",
    "Signal",
    "UNACCEPTED",
    "WITH_VILLAGE",
]
