"""T9 to T11: measures, visits and helpers, and work."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseType, MeasureGroup
from households.choices import Place, WorkChannel
from visits.models import Purpose

from .declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, YUAN, Column, Row, sheet

HEADS, SOULS = _("Households"), _("People")
PERIODS = {"month": _("In the month"), "year": _("Since January")}
BASES = {HOUSEHOLDS: HEADS, PEOPLE: SOULS, TIMES: _("Measures"), YUAN: _("Yuan")}


def counted(*what) -> dict:
    """What a row of T9 counts, in the month and since January."""
    return {period: tuple(one.format(period=period) for one in what) for period in PERIODS}


def of_group(group) -> tuple:
    """One group of measures, and in it each type of case."""
    types = (
        Row(f"{group}_{kind}", format_lazy("– {}", kind.label), counted(f"measures.{{period}}.{group}.{kind}"))
        for kind in CaseType
    )
    return Row(group.value, group.label, counted(f"measures.{{period}}.{group}.*")), *types


sheet(
    "T9", _("Measures"),
    _("Measures of assistance delivered, by group and by type of household. People are all members of these."),
    rows=(
        Row("all", _("All measures"), counted("helped.{period}.*")),
        *(
            Row(f"all_{kind}", format_lazy("– {}", kind.label), counted(f"helped.{{period}}.{kind}"))
            for kind in CaseType
        ),
        *(row for group in MeasureGroup for row in of_group(group)),
    ),
    columns=tuple(
        Column(f"{period}_{basis}", label, (f"{{{period}}}",), basis, group=told)
        for period, told in PERIODS.items()
        for basis, label in BASES.items()
    ),
)  # fmt: skip

PURPOSES = tuple(f"visits.{one}" for one in Purpose.values)
STATES = {
    "uncleared": _("Not yet cleared"),
    "cleared": _("Risk cleared"),
    "lifted": _("Lifted, not monitored"),
}
MADE, HELPERS = _("Visits"), _("Helpers of households not yet cleared")


def visited(state, label) -> tuple:
    """Of the households of one kind: visited; to be visited; visited of those; still waiting."""
    visited, waiting = f"due.{state}.visited", f"due.{state}.waiting"
    return (
        Column(f"{state}_visited", pgettext_lazy("households", "Visited"), (f"visited.{state}",), group=label),
        Column(f"{state}_due", _("To be visited"), (visited, waiting), group=label),
        Column(f"{state}_share", _("Share visited"), (visited,), SHARE, (visited, waiting), group=label),
        Column(f"{state}_waiting", _("Not visited in time"), (waiting,), group=label),
    )


sheet(
    "T10", _("Visits and helpers"), _("Visits of the month, households that were to be visited, and their helpers."),
    by="village",
    columns=(
        Column("visits", _("Visits"), PURPOSES, TIMES, group=MADE),
        Column("in_person", _("In person"), ("visits.in_person",), TIMES, group=MADE),
        *(Column(one.value, one.label, (f"visits.{one}",), TIMES, group=_("Visits by purpose")) for one in Purpose),
        *(column for state, label in STATES.items() for column in visited(state, label)),
        Column("helped", _("With a helper"), ("helpers.assigned",), group=HELPERS),
        Column("without_helper", pgettext_lazy("helper", "Without"), ("helpers.missing",), group=HELPERS),
    ),
)  # fmt: skip

ABLE, NOW = _("Recorded as able to work"), _("All who work now")
WHERE, POSTS = _("Working now, by place"), _("Of those working")
sheet(
    "T11", _("Employment"),
    _(
        "Who of the lifted and monitored households works at the end of the month, and where. Some who work are not "
        "recorded as able to work."
    ),
    by="village",
    columns=(
        Column("able", pgettext_lazy("people", "All"), ("work.able",), PEOPLE, group=ABLE),
        Column("able_working", pgettext_lazy("people", "Working now"), ("work.able_working",), PEOPLE, group=ABLE),
        Column("now", SOULS, ("work.now",), PEOPLE, group=NOW),
        Column("households", HEADS, ("work.now",), group=NOW),
        *(Column(one.value, one.label, (f"work.{one}",), PEOPLE, group=WHERE) for one in Place),
        Column("post", WorkChannel.PUBLIC_POST.label, ("work.post",), PEOPLE, group=POSTS),
        Column("workshop", WorkChannel.WORKSHOP.label, ("work.workshop",), PEOPLE, group=POSTS),
    ),
)  # fmt: skip
