"""T8: alerts by channel, how they were answered and how fast."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.models import LEADING_ON, AlertOutcome, Channel

from .declare import SHARE, TIMES, Column, Row, sheet

ANSWERED = _("Answered in the month")
OPEN = _("Open at the end of the month")
OUTCOMES = (*AlertOutcome.values, "returned")  # as counting/alerts.py writes them
LED = tuple(str(one) for one in LEADING_ON)
NAMED = (AlertOutcome.NO_RISK, AlertOutcome.MONITORED, AlertOutcome.SOLVED)
OTHER = tuple(one for one in OUTCOMES if one not in (*LED, *NAMED))


def answered(*outcomes, when=("in_time", "late")) -> tuple:
    """The words of answers with one of these outcomes, given in time or late."""
    return tuple(f"alerts.{{row}}.{outcome}.{time}" for outcome in outcomes for time in when)


IN_TIME, LATE = (answered(*OUTCOMES, when=(when,)) for when in ("in_time", "late"))
TIMELY = {"in_time": pgettext_lazy("alerts", "In time"), "late": pgettext_lazy("alerts", "Late")}
OUTCOMES_TOLD = {str(one): (one.label, (one,)) for one in NAMED} | {
    "led": (_("Leads to identification"), LED), "other": (_("Other outcome"), OTHER),
}  # fmt: skip


def timely(name, label, outcomes) -> tuple:
    """How often alerts came out like this, in time and late."""
    return tuple(
        Column(f"{name}_{when}", told, answered(*outcomes, when=(when,)), TIMES, group=label)
        for when, told in TIMELY.items()
    )


CHANNELS = {"row": tuple(Channel.values)}
sheet(
    "T8", _("Alerts"), _("Alerts that came in the month, how they were answered, and those still open."),
    rows=(*(Row(one.value, one.label) for one in Channel), Row("all", _("All"), CHANNELS)),
    columns=(
        Column("received", pgettext_lazy("alerts", "Received"), ("alerts.{row}.received",), TIMES),
        Column("answered", pgettext_lazy("alerts", "All"), answered(*OUTCOMES), TIMES, group=ANSWERED),
        Column("in_time", pgettext_lazy("alerts", "In time"), IN_TIME, TIMES, group=ANSWERED),
        Column("late", pgettext_lazy("alerts", "Late"), LATE, TIMES, group=ANSWERED),
        Column("share", _("Share in time"), IN_TIME, SHARE, answered(*OUTCOMES), TIMES, group=ANSWERED),
        *(column for name, (label, outcomes) in OUTCOMES_TOLD.items() for column in timely(name, label, outcomes)),
        Column("open", pgettext_lazy("alerts", "All"), ("alerts.{row}.open",), TIMES, group=OPEN),
        Column("overdue", _("Overdue"), ("alerts.{row}.overdue",), TIMES, group=OPEN),
    ),
)  # fmt: skip
