"""T9 to T11: measures, visits and helpers, and work."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseType, MeasureGroup
from households.choices import WorkChannel, WorkPlace
from visits.models import VisitPurpose
from work.choices import ACCOUNT_STATES, BESIDE_STATES

from .declare import HOUSEHOLDS, PEOPLE, SHARE, TIMES, YUAN, SheetColumn, SheetRow, declare_sheet

HEADS, SOULS = _("Households"), _("People")
KINDS_HELPED = {**dict(CaseType.choices), "no_case": _("without a case")}
POST_CODES = ("work.post", "work.post_without_case")
MEASURE_PERIODS = {"month": _("In the month"), "year": _("Since January")}
MEASURE_BASES = {HOUSEHOLDS: HEADS, PEOPLE: SOULS, TIMES: _("Measures"), YUAN: _("Yuan")}


def measure_codes_by_period(*what) -> dict:
    """Return the codes that a row of T9 counts, in the month and since January."""
    return {period: tuple(one.format(period=period) for one in what) for period in MEASURE_PERIODS}


def measure_group_rows(group) -> tuple:
    """Return the rows of one group of measures: the group, each type of case in it, and what had no case."""
    types = (
        SheetRow(
            f"{group}_{kind}",
            format_lazy("– {}", label),
            measure_codes_by_period(f"measures.{{period}}.{group}.{kind}"),
        )
        for kind, label in KINDS_HELPED.items()
    )
    return SheetRow(group.value, group.label, measure_codes_by_period(f"measures.{{period}}.{group}.*")), *types


declare_sheet(
    "T9",
    _("Measures"),
    _(
        "Measures of assistance delivered, by group and by type of household. People are all members of these. A "
        "household that got measures with and without a case is counted in both rows."
    ),
    rows=(
        SheetRow("all", _("All measures"), measure_codes_by_period("helped.{period}.*")),
        *(
            SheetRow(f"all_{kind}", format_lazy("– {}", label), measure_codes_by_period(f"helped.{{period}}.{kind}"))
            for kind, label in KINDS_HELPED.items()
        ),
        *(row for group in MeasureGroup for row in measure_group_rows(group)),
    ),
    columns=tuple(
        SheetColumn(f"{period}_{basis}", label, (f"{{{period}}}",), basis, group=told)
        for period, told in MEASURE_PERIODS.items()
        for basis, label in MEASURE_BASES.items()
    ),
)

VISIT_PURPOSE_CODES = tuple(f"visits.{one}" for one in VisitPurpose.values)
VISITED_STATES = {"uncleared": _("Not yet cleared"), "cleared": _("Risk cleared"), "lifted": _("Lifted, not monitored")}
VISITS_HEADING, HELPERS_HEADING = _("Visits"), _("Helpers of households not yet cleared")


def visited_columns(state, label) -> tuple:
    """Return the columns for households of one kind: visited; due for a visit, of these visited, and their share; still
    waiting."""
    visited, waiting = f"due.{state}.visited", f"due.{state}.waiting"
    return (
        SheetColumn(f"{state}_visited", pgettext_lazy("households", "Visited"), (f"visited.{state}",), group=label),
        SheetColumn(f"{state}_due", _("To be visited"), (visited, waiting), group=label),
        SheetColumn(f"{state}_due_visited", _("Of these visited"), (visited,), group=label),
        SheetColumn(f"{state}_share", _("Share visited"), (visited,), SHARE, (visited, waiting), group=label),
        SheetColumn(f"{state}_waiting", _("Not visited in time"), (waiting,), group=label),
    )


declare_sheet(
    "T10",
    _("Visits and helpers"),
    _("Visits of the month, households that were to be visited, and their helpers."),
    by="village",
    columns=(
        SheetColumn("visits", _("Visits"), VISIT_PURPOSE_CODES, TIMES, group=VISITS_HEADING),
        SheetColumn("in_person", _("In person"), ("visits.in_person",), TIMES, group=VISITS_HEADING),
        *(
            SheetColumn(one.value, one.label, (f"visits.{one}",), TIMES, group=_("Visits by purpose"))
            for one in VisitPurpose
        ),
        *(column for state, label in VISITED_STATES.items() for column in visited_columns(state, label)),
        SheetColumn("helped", _("With a helper"), ("helpers.assigned",), group=HELPERS_HEADING),
        SheetColumn("without_helper", pgettext_lazy("helper", "Without"), ("helpers.missing",), group=HELPERS_HEADING),
    ),
)

ABLE_HEADING, NOW_HEADING = _("Recorded as able to work"), _("All who work now")
WHERE_HEADING, POSTS_HEADING = _("Working now, by place"), _("Of those working")
ACCOUNT_HEADING, BESIDE_HEADING = _("Employment account"), _("Beside the account")
ACCOUNT: dict = {"basis": PEOPLE, "counted_among": ("work.account.*",)}  # months before the account have none


def account_codes(states) -> tuple:
    return tuple(f"work.account.{one}" for one in states)


declare_sheet(
    "T11",
    _("Employment"),
    _(
        "Who of the lifted and monitored households works at the end of the month, and where. Some who work are not "
        "recorded as able to work. The employment account counts the people of working age by where they stand; it is "
        "empty in months that were counted before there was one."
    ),
    by="village",
    columns=(
        SheetColumn("able", pgettext_lazy("people", "All"), ("work.able",), PEOPLE, group=ABLE_HEADING),
        SheetColumn(
            "able_working", pgettext_lazy("people", "Working now"), ("work.able_working",), PEOPLE, group=ABLE_HEADING
        ),
        SheetColumn("now", SOULS, ("work.now",), PEOPLE, group=NOW_HEADING),
        SheetColumn("households", HEADS, ("work.now",), group=NOW_HEADING),
        *(SheetColumn(one.value, one.label, (f"work.{one}",), PEOPLE, group=WHERE_HEADING) for one in WorkPlace),
        SheetColumn("post", WorkChannel.PUBLIC_POST.label, POST_CODES, PEOPLE, group=POSTS_HEADING),
        SheetColumn(
            "post_of_case", _("of these by a case, or known from a file"), POST_CODES[:1], PEOPLE, group=POSTS_HEADING
        ),
        SheetColumn(
            "post_without_case", _("of these by a measure without a case"), POST_CODES[1:], PEOPLE, group=POSTS_HEADING
        ),
        SheetColumn("workshop", WorkChannel.WORKSHOP.label, ("work.workshop",), PEOPLE, group=POSTS_HEADING),
        SheetColumn(
            "account", pgettext_lazy("people", "All"), account_codes(ACCOUNT_STATES), group=ACCOUNT_HEADING, **ACCOUNT
        ),
        *(
            SheetColumn(f"account_{one}", one.label, account_codes([one]), group=ACCOUNT_HEADING, **ACCOUNT)
            for one in ACCOUNT_STATES
        ),
        *(
            SheetColumn(f"beside_{one}", one.label, account_codes([one]), group=BESIDE_HEADING, **ACCOUNT)
            for one in BESIDE_STATES
        ),
    ),
)
