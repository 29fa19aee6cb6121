"""A period at a glance: the movements, alerts, measures and visits in one table."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from alerts.models import FROM_ABOVE, FROM_BELOW, AlertChannel
from cases.choices import ClearMethod
from reports.sheets.alerts import ALL_OUTCOMES, LEADING_OUTCOMES, SENT_LABEL, answered_alert_codes
from reports.sheets.assistance import VISIT_PURPOSE_CODES, VISITED_STATES
from reports.sheets.declare import FIGURE_BASES, HOUSEHOLDS, PEOPLE, TIMES, YUAN, ReportSheet, SheetColumn, SheetRow

CLEARED_CODES = ("month.cleared_by_assistance", "month.cleared_naturally", "month.cleared_way_unknown")
DUE_VISITED_CODES = tuple(f"due.{state}.visited" for state in VISITED_STATES)
DUE_CODES = (*DUE_VISITED_CODES, *(f"due.{state}.waiting" for state in VISITED_STATES))


def channel_codes(word, channels=tuple(AlertChannel)) -> tuple:
    return tuple(f"alerts.{channel}.{word}" for channel in channels)


def answered_codes(outcomes=ALL_OUTCOMES, when=("in_time", "late")) -> tuple:
    """Return the codes of answers over all channels."""
    row = SheetRow("", "", {"row": tuple(AlertChannel.values)})
    return row.fill(answered_alert_codes(*outcomes, when=when))


def glance_row(key, label, codes, *bases, out_of=()) -> SheetRow:
    """Return a row with figures on these bases; with `out_of`, a share of those codes."""
    return SheetRow(key, label, dict.fromkeys(bases, codes), out_of)


def part_of(label):
    return format_lazy("– {}", label)


MOVED, COUNTED = (HOUSEHOLDS, PEOPLE), (TIMES,)
MOVEMENT_ROWS = (
    glance_row("identified", _("Newly identified"), ("month.identified",), *MOVED),
    glance_row("remarked", _("Marked again"), ("month.remarked",), *MOVED),
    glance_row("rolled_back", _("Rolled back"), ("month.rolled_back",), *MOVED),
    glance_row("cleared", _("Risk cleared"), CLEARED_CODES, *MOVED),
    glance_row("by_assistance", part_of(ClearMethod.ASSISTANCE.label), CLEARED_CODES[:1], *MOVED),
    glance_row("naturally", part_of(ClearMethod.NATURAL.label), CLEARED_CODES[1:2], *MOVED),
    glance_row("ended_active", _("Ended before the risk was cleared"), ("month.ended_active",), *MOVED),
    glance_row("ended_cleared", _("Ended after the risk was cleared"), ("month.ended_cleared",), *MOVED),
)
ALERT_ROWS = (
    glance_row("received", _("Alerts received"), channel_codes("received"), *COUNTED),
    glance_row("sent", SENT_LABEL, channel_codes("sent"), *COUNTED),
    glance_row("sent_above", part_of(_("From above: rules, departments, hotlines")), channel_codes("sent", FROM_ABOVE),
               *COUNTED),
    glance_row("sent_below", part_of(_("From below: visits, villages, families")), channel_codes("sent", FROM_BELOW),
               *COUNTED),
    glance_row("answered", _("Alerts answered"), answered_codes(), *COUNTED),
    glance_row("answered_in_time", part_of(_("Share in time")), answered_codes(when=("in_time",)), *COUNTED,
               out_of=answered_codes()),
    glance_row("led", part_of(_("Leads to identification")), answered_codes(LEADING_OUTCOMES), *COUNTED),
    glance_row("open", _("Alerts open at the end of the period"), channel_codes("open"), *COUNTED),
    glance_row("overdue", part_of(_("Overdue")), channel_codes("overdue"), *COUNTED),
)  # fmt: skip
HELP_ROWS = (
    glance_row("measures", _("Measures delivered"), ("helped.month.*",), *FIGURE_BASES),
    glance_row("visits", _("Visits"), VISIT_PURPOSE_CODES, *COUNTED),
    glance_row("in_person", part_of(_("In person")), ("visits.in_person",), *COUNTED),
    glance_row("due", _("To be visited, times"), DUE_CODES, *COUNTED),
    glance_row("share_visited", part_of(_("Share visited")), DUE_VISITED_CODES, *COUNTED, out_of=DUE_CODES),
)
LABELS = {HOUSEHOLDS: _("Households"), PEOPLE: _("People"), TIMES: _("Times"), YUAN: _("Yuan")}
GLANCE = ReportSheet(
    "all",
    _("At a glance"),
    _("Who came under monitoring and whose risk was cleared; the alerts, measures and visits of the period."),
    is_numbered=False,
    rows=(*MOVEMENT_ROWS, *ALERT_ROWS, *HELP_ROWS),
    columns=tuple(SheetColumn(basis, label, (f"{{{basis}}}",), basis) for basis, label in LABELS.items()),
)
