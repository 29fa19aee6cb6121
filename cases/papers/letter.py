"""The letter that tells a family why it was refused, or why its clearing was: by whom, when, why, and what it can
do."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from cases.models import CaseTransition
from core.text import Label
from households.models import Household


@dataclass(frozen=True)
class Refusal:
    """What one refusing step means to a family: who decided, and who looks at it again."""

    decided_by: str
    appeal_to: str
    decided: Label
    is_clearing: bool = False


CASE_REFUSALS = {
    "decline": Refusal(
        "village", "township", _("The village looked at your household and did not propose it for monitoring.")
    ),
    "reject": Refusal(
        "township", "county", _("The village proposed your household for monitoring. The township did not agree.")
    ),
    "refuse": Refusal(
        "county", "county", _("The township proposed your household for monitoring. The county did not agree.")
    ),
    "decline_clearing": Refusal(
        "village",
        "township",
        _("The village looked at your household and did not count its risk as cleared."),
        is_clearing=True,
    ),
    "stop_clearing": Refusal(
        "township",
        "county",
        _("The village proposed to count your household's risk as cleared. The township did not agree."),
        is_clearing=True,
    ),
    "reject_clearing": Refusal(
        "county",
        "county",
        _("The township proposed to count your household's risk as cleared. The county did not agree."),
        is_clearing=True,
    ),
}


@dataclass(frozen=True)
class RefusalLetter:
    """Everything in the letter."""

    to: str
    household: Household
    refusal: Refusal
    decision: CaseTransition
    decided_by: Area
    appeal_to: Area


def latest_refusal(case) -> CaseTransition | None:
    """Return the latest refusal in the log of a case; None when it was never refused."""
    refused = case.transitions.filter(step__in=CASE_REFUSALS)
    return refused.select_related("village__parent").order_by("-effective_on", "-pk").first()


def refusal_letter(case) -> RefusalLetter | None:
    """Return the letter about the latest refusal; None when there is none."""
    decision = latest_refusal(case)
    if decision is None:
        return None
    refusal, household, village = CASE_REFUSALS[decision.step], case.household, decision.village
    offices = {"village": village, "township": village.parent, "county": household.county}
    return RefusalLetter(
        to=household.main_name(),
        household=household,
        refusal=refusal,
        decision=decision,
        decided_by=offices[refusal.decided_by],
        appeal_to=offices[refusal.appeal_to],
    )
