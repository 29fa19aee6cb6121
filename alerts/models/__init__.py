"""Tables of risk: facts, runs and flags; alerts with their signals; notifications; saved filters of the queue."""

from .alerts import (
    ANSWER_OUTCOMES,
    ASKED_FOR_HELP,
    EARLY_OUTCOMES,
    FROM_ABOVE,
    FROM_BELOW,
    IDENTIFICATION_OUTCOMES,
    MANUAL_CHANNELS,
    UNACCEPTED_STATES,
    VILLAGE_STATES,
    Alert,
    AlertChannel,
    AlertOutcome,
    AlertState,
    AlertTransition,
    Signal,
)
from .notifications import Notification, NotificationKind
from .risk import HouseholdFacts, RiskFlag, RiskFlagQuerySet, RiskRun, RunState
from .second_looks import SIDES, LookVerdict, SecondLook

__all__ = [
    "Alert",
    "AlertOutcome",
    "AlertState",
    "AlertTransition",
    "ANSWER_OUTCOMES",
    "ASKED_FOR_HELP",
    "FROM_ABOVE",
    "FROM_BELOW",
    "MANUAL_CHANNELS",
    "AlertChannel",
    "EARLY_OUTCOMES",
    "RiskFlagQuerySet",
    "HouseholdFacts",
    "IDENTIFICATION_OUTCOMES",
    "LookVerdict",
    "Notification",
    "NotificationKind",
    "RiskFlag",
    "RiskRun",
    "RunState",
    "SIDES",
    "SecondLook",
    "Signal",
    "UNACCEPTED_STATES",
    "VILLAGE_STATES",
]
