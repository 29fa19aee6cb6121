"""What becomes of alerts when a household is closed, merged or moved to another village."""

from django.utils.translation import gettext as _

from core.dates import today
from households.moves.belongings import BELONGINGS, Belonging

from .alert.actions import ALERT_STEPS
from .alert.workflow import ALERT_WORKFLOW
from .models import Alert, AlertOutcome, Signal

IN_HAND = ("accepted", "verifying", "answered")  # somebody works on it already


def open_alert(household) -> Alert | None:
    return Alert.objects.open().filter(household=household).select_related("village").first()


def why_not_closed(household) -> str:
    return _("An alert of this household is open: answer and close it first.") if open_alert(household) else ""


def why_not_merged(gone, kept) -> str:
    """Of two open alerts one goes on; two that somebody works on already cannot become one."""
    both = [open_alert(gone), open_alert(kept)]
    if all(one and one.state in IN_HAND for one in both):
        return _("Somebody works on an alert of each of the two households: answer one of them first.")
    return ""


def let_alert_follow(gone, kept, by) -> None:
    """Let the open alert go on with the living household. Where both have one, the one that somebody works on goes on,
    with the signals of the other, which is closed as a duplicate."""
    theirs, ours = open_alert(gone), open_alert(kept)
    if theirs and ours:
        going_on, other = (theirs, ours) if theirs.state in IN_HAND else (ours, theirs)
        join_signals(going_on, other)
        drop_as_duplicate(other, by)
    Alert.objects.open().filter(household=gone).update(household=kept, village=kept.village)
    Signal.objects.filter(household=gone, alert__household=kept).update(household=kept)


def join_signals(alert, other) -> None:
    """Give an alert the signals of another, but those that it has of the same rule and level."""
    own = set(alert.signals.exclude(rule="").values_list("rule", "level"))
    moved = [one.pk for one in other.signals.standing() if not one.rule or (one.rule, one.level) not in own]
    Signal.objects.filter(pk__in=moved).update(alert=alert, household=alert.household_id)
    level = max(alert.level, other.level)
    Alert.objects.filter(pk=alert.pk).exclude(level=level).update(level=level)


def drop_as_duplicate(alert, by) -> None:
    reason = _("The household was merged with another that has an alert.")
    drop = ALERT_WORKFLOW["drop"]
    ALERT_STEPS.move(alert, drop, by=by, seen=alert.state, reason=reason, outcome=AlertOutcome.DUPLICATE, on=today())


def send_alert_along(household, before) -> None:
    """Let the village to which a household moved work on its open alert."""
    Alert.objects.open().filter(household=household, village=before).update(village=household.village)


def send_alerts_along(village, into) -> None:
    Alert.objects.open().filter(village=village).update(village=into)


BELONGINGS.add(
    "alerts", Belonging(why_not_closed, why_not_merged, let_alert_follow, send_alert_along, send_alerts_along)
)
