"""A case that came back: from whom, when, why, and what is asked now; shown on top of its page."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission
from cases.choices import CaseStep
from core.text import Label

from .workflow import BACK_STEPS, CASE_WORKFLOW

VERIFY_AGAIN = _("Visit the household again, clear up what is asked, and record a new verification by two checkers.")
PROPOSE_AGAIN = _("The household stays under monitoring: see to what was missing, then propose the clearing again.")
ASKED_AFTER = {  # step: what is asked of whom it came back to
    "uphold": VERIFY_AGAIN,
    "return": VERIFY_AGAIN,
    "send_down": VERIFY_AGAIN,
    "hand_back": _("The township answers what the county asks, then passes the case on again, returns or refuses it."),
    "uphold_clearing": PROPOSE_AGAIN,
    "decline_clearing": PROPOSE_AGAIN,
    "stop_clearing": PROPOSE_AGAIN,
    "reject_clearing": PROPOSE_AGAIN,
    "keep_cleared": _("The clearing stands: go on with the follow-up visits."),
}
LEVEL_OF: dict[str, Label] = {  # the permission of the step: from where it came back
    Permission.CASE_REVIEW: _("It came back from the village"),
    Permission.CASE_ENDORSE: _("It came back from the township"),
    Permission.CASE_APPROVE: _("It came back from the county"),
}


@dataclass(frozen=True)
class CameBack:
    """How a case came to where it is again. `why` is empty for readers who do not see reasons."""

    label: Label
    step: Label
    by: User | None
    on: dt.date
    why: str
    asked: Label


def how_case_came_back(moves, in_full) -> CameBack | None:
    """Return how the case came back to its state by its transitions, oldest first; None when it did not."""
    last = next((move for move in reversed(moves) if move.source != move.target), None)
    if last is None or last.step not in BACK_STEPS:
        return None
    label = LEVEL_OF[CASE_WORKFLOW[last.step].permission]
    why = last.reason if in_full else ""
    return CameBack(label, CaseStep(last.step).label, last.by, last.effective_on, why, ASKED_AFTER[last.step])
