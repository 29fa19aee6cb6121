"""Distributions of alerts: how many, from where, their outcomes, and the states of the open ones.

830 a month in Zigui, the shares of the sources and of identifications, and late answers: docs/sample.md; the rest are
defaults of this sample."""

from alerts.models import AlertChannel, AlertState

MONTHS, MONTH = 10, 30  # months of the past, and days in each
A_MONTH = 830 / 27_000  # alerts for each lifted household
OPEN = 0.25  # share of a month's alerts
LATE = 0.08  # share of the answers, and of the open alerts
RETURNED, MISPLACED = 0.04, 0.02
RED = 0.15  # share of past alerts

SOURCES = {  # (through which channel, found by which rules): per cent, by the department that told of it
    (AlertChannel.DEPARTMENT, ("MED-02",)): 20,  # medical insurance, 38 with the next
    (AlertChannel.RULES, ("MED-01",)): 18,
    (AlertChannel.RULES, ("JOB-01",)): 14,  # labour
    (AlertChannel.DEPARTMENT, ("MED-03",)): 9,  # health
    (AlertChannel.DEPARTMENT, ("CIV-01",)): 9,  # civil affairs
    (AlertChannel.RULES, ("DIS-01",)): 7,
    (AlertChannel.RULES, ("EDU-02", "EDU-02", "EDU-01")): 6,
    (AlertChannel.RULES, ("HOU-01", "WAT-01")): 4,
    (AlertChannel.DEPARTMENT, ("DSR-01",)): 2,  # emergency management: 6 with housing and water
    (AlertChannel.DEPARTMENT, ("ACC-01",)): 3,  # police
    (AlertChannel.DEPARTMENT, ("LOAN-01",)): 3,  # banks
    (AlertChannel.DECLARATION, ()): 3,
    (AlertChannel.HOTLINE, ()): 1.5,
    (AlertChannel.PETITION, ()): 0.5,
    (AlertChannel.VISIT, ("VIS-01",)): 2,  # beside them, from below
    (AlertChannel.REPORT, ()): 2,
}
TOLD = {channel: share for (channel, rules), share in SOURCES.items() if not rules}  # those reported by people
BY_HAND = sum(TOLD.values()) / sum(SOURCES.values())
OUTCOMES: dict[str, dict] = {  # per cent, by the state of the household's case
    "": {
        "no_risk": 74,
        "wrong_data": 2,
        "solved": 11,
        "identify": 4.7,
        "duplicate": 3,
        "not_in_scope": 2,
        "cause_gone": 3.3,
    },
    "active": {"monitored": 82, "no_risk": 12, "solved": 6},
    "clearing": {"monitored": 82, "no_risk": 12, "solved": 6},
    "cleared": {"no_risk": 80, "solved": 13, "remark": 4, "rollback": 3},
}
UNSEEN = {"active": "monitored", "clearing": "monitored"}  # answered without a visit; otherwise "solved"
UNSEEN_SHARE, LONG_AGO = 0.2, (60, 88)  # days ago; their flags are still quiet
OPEN_STATES = {AlertState.NEW: 0.2, AlertState.DISPATCHED: 0.22, AlertState.ACCEPTED: 0.2, AlertState.VERIFYING: 0.08}
SEEN_OPEN = {"": 0.14, "no_risk": 0.16}  # shares of open alerts whose family was seen: not answered yet, or answered
STILL_OPEN = 0.2  # share of the remaining standing alerts, while some are wanted
JUST_NOW, QUIET = 4, 85  # days since a visit
BUSY = 8  # open alerts of the demo village when a demo begins
