"""T8: alerts by channel, how they were answered and how fast."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.models import FROM_ABOVE, FROM_BELOW, IDENTIFICATION_OUTCOMES, AlertChannel, AlertOutcome

from .declare import SHARE, TIMES, SheetColumn, SheetRow, declare_sheet

SENT_LABEL = _("Sent to townships and villages")
ALL_OUTCOMES = (*AlertOutcome.values, "returned")  # as counting/alerts.py writes them
LEADING_OUTCOMES = tuple(str(one) for one in IDENTIFICATION_OUTCOMES)
NAMED_OUTCOMES = (AlertOutcome.NO_RISK, AlertOutcome.MONITORED, AlertOutcome.SOLVED)
OTHER_OUTCOMES = tuple(one for one in ALL_OUTCOMES if one not in (*LEADING_OUTCOMES, *NAMED_OUTCOMES))


def answered_alert_codes(*outcomes, when=("in_time", "late")) -> tuple:
    """Return the codes of answers with one of these outcomes, given in time or late."""
    return tuple(f"alerts.{{row}}.{outcome}.{time}" for outcome in outcomes for time in when)


IN_TIME_CODES, LATE_CODES = (answered_alert_codes(*ALL_OUTCOMES, when=(when,)) for when in ("in_time", "late"))
TIMELINESS_LABELS = {"in_time": pgettext_lazy("alerts", "In time"), "late": pgettext_lazy("alerts", "Late")}
OUTCOME_COLUMNS = {str(one): (one.label, (one,)) for one in NAMED_OUTCOMES} | {
    "led": (_("Leads to identification"), LEADING_OUTCOMES), "other": (_("Other outcome"), OTHER_OUTCOMES),
}  # fmt: skip


def timeliness_columns(name, label, outcomes) -> tuple:
    """Return the columns for alerts with this outcome, in time and late."""
    return tuple(
        SheetColumn(f"{name}_{when}", told, answered_alert_codes(*outcomes, when=(when,)), TIMES, group=label)
        for when, told in TIMELINESS_LABELS.items()
    )


SENT_CODES = tuple(f"alerts.{one}.sent" for one in AlertChannel)  # not counted by the first versions
CHANNEL_KEYS = {"row": tuple(AlertChannel.values)}


def alert_columns(answered, still_open) -> tuple:
    """Return the columns of alerts under these two headings: a period has the same as a month."""
    return (
        SheetColumn("received", pgettext_lazy("alerts", "Received"), ("alerts.{row}.received",), TIMES),
        SheetColumn("sent", SENT_LABEL, ("alerts.{row}.sent",), TIMES, counted_among=SENT_CODES),
        SheetColumn("answered", pgettext_lazy("alerts", "All"), answered_alert_codes(*ALL_OUTCOMES), TIMES,
                    group=answered),
        SheetColumn("in_time", pgettext_lazy("alerts", "In time"), IN_TIME_CODES, TIMES, group=answered),
        SheetColumn("late", pgettext_lazy("alerts", "Late"), LATE_CODES, TIMES, group=answered),
        SheetColumn("share", _("Share in time"), IN_TIME_CODES, SHARE, answered_alert_codes(*ALL_OUTCOMES), TIMES,
                    group=answered),
        *(column for name,
          (label, outcomes) in OUTCOME_COLUMNS.items() for column in timeliness_columns(name, label, outcomes)),
        SheetColumn("open", pgettext_lazy("alerts", "All"), ("alerts.{row}.open",), TIMES, group=still_open),
        SheetColumn("overdue", _("Overdue"), ("alerts.{row}.overdue",), TIMES, group=still_open),
    )  # fmt: skip


declare_sheet(
    "T8", _("Alerts"), _("Alerts that came in the month, how they were answered, and those still open."),
    rows=(
        *(SheetRow(one.value, one.label) for one in AlertChannel),
        SheetRow("above", _("From above: rules, departments, hotlines"), {"row": FROM_ABOVE}),
        SheetRow("below", _("From below: visits, villages, families"), {"row": FROM_BELOW}),
        SheetRow("all", _("All"), CHANNEL_KEYS),
    ),
    columns=alert_columns(_("Answered in the month"), _("Open at the end of the month")),
)  # fmt: skip
