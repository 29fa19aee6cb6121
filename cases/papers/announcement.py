"""The announcement of an approval, posted in the village: what the county decided about whom. It says no more of the
family than its public notice did."""

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.case import public_notice
from cases.case.announcing import APPROVALS, DECIDED_FROM
from cases.choices import Procedure
from cases.models import CaseTransition

ANNOUNCED_WORDS = {
    Procedure.IDENTIFICATION: _("The household is put under monitoring."),
    Procedure.CLEARING: _("The risk of the household counts as cleared."),
}
LEFT_OUT = {"procedure", "posted_on", "until", "township", "telephone"}  # of the public notice
DECISION_LABEL = pgettext_lazy("announcement", "Decision")
DECIDED_ON_LABEL = pgettext_lazy("announcement", "Decided on")


def latest_approval(case) -> CaseTransition | None:
    """Return the latest step by which the county approved something about a case here; None when it did not."""
    made = case.transitions.filter(step__in=APPROVALS, source__in=DECIDED_FROM)
    return made.order_by("-effective_on", "-pk").first()


def announcement_in_words(case, approval) -> list[tuple]:
    """Return (label, words) of the announcement: what was decided, about whom, and when."""
    day = approval.effective_on
    procedure = APPROVALS[approval.step]
    lines = public_notice.public_notice_content(case, procedure=procedure, posted_on=day, until=day)
    about = public_notice.public_notice_in_words({name: lines[name] for name in lines if name not in LEFT_OUT})
    decided = date_format(day, "DATE_FORMAT")
    return [(DECISION_LABEL, ANNOUNCED_WORDS[procedure]), *about, (DECIDED_ON_LABEL, decided)]


def announcement_signature(case, approval) -> list[str]:
    """Return what stands at the foot: the county, and the day on which it was posted, else decided."""
    procedure = APPROVALS[approval.step]
    posted = case.announcements.filter(procedure=procedure, told_on__gte=approval.effective_on).first()
    day = posted.told_on if posted else approval.effective_on
    return [case.household.county.official_name, date_format(day, "DATE_FORMAT")]
