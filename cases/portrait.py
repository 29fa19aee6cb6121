"""Episodes of monitoring on the portrait of a household."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from cases.case.about import events, reads_in_full
from households.choices import RiskType
from households.registry.history import in_words, trace
from households.registry.portrait import panel

from .choices import OPEN, CaseState
from .models import Case, CaseTransition, HelperAssignment, Measure, Plan

trace(Case, "household", lambda row: _("episode %(number)s") % {"number": row.episode_no})
trace(HelperAssignment, "household", lambda row: row.name)
trace(Plan, "case__household", lambda row: "")
trace(Measure, "case__household", lambda row: row.title)


@panel("cases", label=gettext_lazy("Monitoring"), order=15)
def cases(request, household):
    """Every episode, the latest first, with the moves of its life; each leads to its page. And the way to begin one,
    while none is open."""
    moves = CaseTransition.objects.select_related("by")
    found = Case.objects.visible_to(request.user).filter(household=household).select_related("household__village")
    found = list(found.prefetch_related(Prefetch("transitions", moves)))
    is_open = any(case.state in (*OPEN, CaseState.ROLLBACK) for case in found)
    may_propose = may(request.user, Permission.CASE_PROPOSE, household.village)
    return {
        "episodes": [
            {
                "case": case,
                "risks": in_words(case.risks, RiskType.choices),
                "events": events(case.transitions.all(), reads_in_full(request.user, case)),
            }
            for case in found
        ],
        "may_propose": may_propose and household.state == "active" and not is_open,
    }
