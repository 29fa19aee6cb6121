"""The columns of the queue, on the page and in a file."""

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.levels import Level
from alerts.models import Signal
from alerts.templatetags.queue import days_left, why
from core.listing import Column, Listing
from core.text import Label
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, prefetch_heads, township_column, village_column

STANDING_REASONS = Signal.objects.standing().only("alert_id", "rule", "level", "channel")


def level_label(alert) -> Label:
    return Level(alert.level).label


def decision_in_words(alert) -> str | None:
    """Return the days left to decide; nothing once the alert is closed."""
    return None if alert.closed_on else days_left(alert.days_to_decision)


ALERT_LISTING = Listing(
    "alerts",
    _("Alerts"),
    (
        Column(
            "household",
            _("Household"),
            template="alerts/queue/_cell_household.html",
            prefetch=(prefetch_heads("household"), Prefetch("signals", STANDING_REASONS, to_attr="reasons")),
        ),
        *HOUSEHOLD_FILE_COLUMNS,
        Column(
            "due",
            _("Time left"),
            value=lambda alert: days_left(alert.days_left),
            template="alerts/queue/_cell_due.html",
            sort=("due_on", "-level"),
        ),
        Column(
            "level", _("Level"), value=level_label, template="alerts/queue/_cell_level.html", sort=("level", "due_on")
        ),
        Column("why", _("Why"), value=lambda alert: why(alert.reasons)),
        Column(
            "state",
            _("State"),
            value="get_state_display",
            under=lambda alert: alert.outcome and alert.get_outcome_display(),
        ),
        village_column("village", sort=("village__path", "due_on")),
        township_column("village"),
        Column(
            "decision",
            _("Decision"),
            value=decision_in_words,
            template="alerts/queue/_cell_decision.html",
            sort="decide_by",
        ),
    ),
    title=_("Alerts"),
    noun=pgettext_lazy("counted", "alerts"),
    row="alert",
    sort="due",
    sorts={"opened": "opened_on"},
    empty=_("No alert is open in your territory. The next nightly run opens one where a risk shows."),
    no_match=_("No alert matches these filters."),
    show_all=_("Show all open alerts"),
    exported=True,
    keyed=True,
)
