"""The second look: of the alerts closed as no risk the system draws a share, and the county looks at those again: the
answer stands, or the alert is reopened. The die is the operating system's source of secrets, which nobody can foresee,
and each closing is rolled for once, in the transaction that closes it."""

import secrets
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from alerts.models import SIDES, AlertOutcome, LookVerdict, SecondLook
from core.dates import today
from core.workflow import ActionRefused, StaleState
from policy import parameters

from .actions import county_of_alert, take_alert_step

USUAL_SHARE = Decimal("0.10")  # where a county has decided nothing


def draw_second_look(alert) -> SecondLook | None:
    """Roll whether the county looks again at an alert that was closed as no risk a moment ago."""
    closing = alert.transitions.filter(step="close").order_by("pk").last()
    if alert.outcome != AlertOutcome.NO_RISK or closing is None:
        return None
    share = parameters.parameters_on(today(), county_of_alert(alert)).values.get("second_look_share", USUAL_SHARE)
    roll = roll_die()
    drawn = {"share": share, "roll": roll, "is_drawn": is_chosen(roll, share)}
    return SecondLook.objects.create(alert=alert, closing=closing, **drawn)


def roll_die() -> int:
    return secrets.randbelow(SIDES)


def is_chosen(roll, share) -> bool:
    """Whether a roll lies below the share of all sides of the die."""
    return roll < share * SIDES


def waiting_look(alert) -> SecondLook | None:
    """Return the second look that waits for an alert."""
    return alert.second_looks.waiting().first()


def look_hindrance(alert, user) -> str:
    """Return why this person may not look again: they answered or closed the alert."""
    if alert.transitions.filter(step__in=("answer", "close"), by=user).exists():
        return _("Four eyes: you answered or closed this alert. Somebody else of the county looks again.")
    return ""


@transaction.atomic
def answer_second_look(alert, *, by, verdict, reason="") -> None:
    """Say what the county found on its second look: the answer stands, or the alert is reopened for a reason."""
    must(by, Permission.ALERT_REOPEN, alert.village)
    if verdict not in LookVerdict.values:
        raise ActionRefused(_("Say whether the answer stands or the alert is reopened."))
    if why := look_hindrance(alert, by):
        raise ActionRefused(why)
    if verdict == LookVerdict.REOPENED:
        take_alert_step(alert, "reopen", by=by, reason=reason)  # which settles the look: `settle_second_looks`
    elif not settle_second_looks(alert, verdict, by):
        raise StaleState()
    record_access(by, f"second_look_{verdict}", alert, area=alert.village)


def settle_second_looks(alert, verdict, by) -> int:
    """Write what became of the look that waits for an alert, whoever reopens it. Returns how many there were."""
    drawn = alert.second_looks.filter(is_drawn=True, verdict="")
    return drawn.update(verdict=verdict, looked_on=today(), looked_by=by)
