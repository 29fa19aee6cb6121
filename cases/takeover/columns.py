"""The columns of a list of decided cases that a registry file brings."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.choices import CaseState
from cases.templatetags.cases import risk_label
from core.listing import DAY, Column, Listing
from core.text import join_words


def risk_words(case) -> str:
    return join_words(risk_label(risk) for risk in case.risks)


def state_here(case) -> str:
    """Return the state that stands here now, before the file."""
    return CaseState(case.state_before).label if case.state_before else _("no case")


TAKEOVER_LISTING = Listing(
    "taken-over",
    _("Decided cases"),
    (
        Column(
            "number",
            _("Household"),
            template="cases/takeover/_household.html",
            sort=("village__path", "number", "episode_no"),
        ),  # fmt: skip
        Column("village", _("Village"), value=lambda case: case.village.name if case.village else _("new")),
        Column("episode", _("Episode"), value="episode_no"),
        Column("before", _("State here"), value=state_here),
        Column("state", pgettext_lazy("list of cases", "After the file"), value="get_state_display"),
        Column("type", _("Type"), value="get_case_type_display"),
        Column("risks", _("Risks"), value=risk_words),
        Column("identified", _("Identified on"), value="identified_on", kind=DAY),
        Column("cleared", _("Cleared on"), value="cleared_on", kind=DAY),
        Column("method", _("How cleared"), value="get_clear_method_display"),
        Column("ended", _("Ended on"), value="ended_on", kind=DAY),
    ),
    title=_("Decided cases in a registry file"),
    lead=_("Each case that the file would decide or change, without the procedure of this county."),
    noun=_("cases"),
    row="case",
    sort="number",
)
