"""The columns of a list of decided cases that a registry file brings."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseState
from cases.templatetags.cases import risk_label
from core.listing import DAY, Column, Listing
from core.text import join_words

PLACE = ("village__path", "number", "episode_no")


def risk_words(case) -> str:
    return join_words(risk_label(risk) for risk in case.risks)


def state_here(case) -> str:
    """Return the state that stands here now, before the file."""
    return str(CaseState(case.state_before).label if case.state_before else _("no case"))


def over_words(case) -> str:
    """Return since when the case is cleared, and how, or ended."""
    cleared = case.cleared_on and f"{CaseState.CLEARED.label} {case.cleared_on} · {case.get_clear_method_display()}"
    ended = case.ended_on and f"{CaseState.ENDED.label} {case.ended_on}"
    return join_words([one for one in (cleared, ended) if one])


TAKEOVER_LISTING = Listing(
    "taken-over",
    _("Decided cases"),
    (
        Column("number", _("Household"), template="cases/takeover/_household.html", sort=PLACE),
        Column("village", _("Village"), value=lambda case: case.village.name if case.village else _("new")),
        Column("before", _("State here"), value=state_here),
        Column("state", pgettext_lazy("list of cases", "After the file"), value="get_state_display"),
        Column("type", _("Type"), value="get_case_type_display"),
        Column("risks", _("Risks"), value=risk_words),
        Column("identified", _("Identified on"), value="identified_on", kind=DAY, sort="identified_on"),
        Column("over", _("Cleared or ended"), value=over_words),
    ),
    title=_("Decided cases in a registry file"),
    lead=_("Each case that the file would decide or change, without the procedure of this county."),
    noun=pgettext_lazy("counted", "cases"),
    row="case",
    sort="number",
)
