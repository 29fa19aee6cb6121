"""Counts of alerts for the filters of the queue."""

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from alerts.levels import Level
from alerts.models import FROM_ABOVE, FROM_BELOW, AlertChannel, AlertState, Signal
from alerts.rules import RULES
from alerts.waiting import waiting_alerts_condition
from core.dates import today
from core.listing.facets import count_by_filter, facets_of

from .waiting import WAITING_FOR_ME, time_conditions

DIRECTIONS = {
    "above": _("From above: rules, departments, hotlines"),
    "below": _("From below: visits, villages, families"),
}
ALWAYS_SHOWN = ("waiting", "time", "level", "state")  # shown even when all their counts are zero


def queue_facets(filtered) -> list[dict]:
    """Return the counted filters of a queue, each among the alerts that all others leave."""
    counted = count_by_filter(filtered, queue_conditions(filtered.request.user))
    counted["rule"] = count_alerts_by_rule(filtered.rows_without("rule"))
    rule_names = {code: rule.name for code, rule in RULES.items()}
    return facets_of(filtered, counted, always=ALWAYS_SHOWN, labels={"rule": rule_names})


def queue_conditions(user) -> dict[str, dict[str, Q]]:
    """Return the condition behind each value of each counted filter."""
    return {
        "waiting": {WAITING_FOR_ME: waiting_alerts_condition(user, today())},
        "time": time_conditions(user, today()),
        "level": {str(level.value): Q(level=level) for level in reversed(Level)},
        "state": {state.value: Q(state=state) for state in AlertState if state != AlertState.CLOSED},
        "channel": channel_conditions(),
    }


def channel_conditions() -> dict[str, Q]:
    """Return the condition of each channel, and of the two directions they come from."""
    both = {"above": Q(channel__in=FROM_ABOVE), "below": Q(channel__in=FROM_BELOW)}
    return both | {channel.value: Q(channel=channel) for channel in AlertChannel}


def count_alerts_by_rule(alerts) -> dict[str, int]:
    """Count alerts by rule. A rule signals once for an alert: its earlier signal at another level no longer
    stands."""
    standing = Signal.objects.standing().exclude(rule="").filter(alert__in=alerts.order_by().values("pk")).order_by()
    rows = standing.values("rule").annotate(found=Count("pk"))
    return {row["rule"]: row["found"] for row in sorted(rows, key=lambda row: -row["found"])}
