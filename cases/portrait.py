"""Episodes of monitoring on the portrait of a household."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from cases.case.about import case_events, reads_case_in_full
from households.choices import RiskType
from households.income.known import facts_known_words
from households.registry.history import field_value_words, trace_model_changes
from households.registry.portrait import panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .choices import OPEN, CaseState
from .models import Case, CaseTransition, HelperAssignment, Measure, Plan

trace_model_changes(Case, "household", lambda row: _("episode %(number)s") % {"number": row.episode_no})
trace_model_changes(HelperAssignment, "household", lambda row: row.name)
trace_model_changes(Plan, "case__household", lambda row: "")
trace_model_changes(Measure, "case__household", lambda row: row.title)


@portrait_link("case", order=40)
def open_case(request, household):
    """Lead to the open episode of monitoring."""
    case = Case.objects.visible_to(request.user).filter(household=household, state__in=OPEN).first()
    return case and PortraitLink(_("Open case"), case.get_absolute_url(), icon="people")


@panel("cases", label=gettext_lazy("Monitoring"), order=15)
def monitoring_panel(request, household):
    """Show every episode with its steps, the latest first, and the link to propose one when none is open."""
    moves = CaseTransition.objects.select_related("by")
    found = Case.objects.visible_to(request.user).filter(household=household).select_related("household__village")
    found = list(found.prefetch_related(Prefetch("transitions", moves)))
    is_open = any(case.state in (*OPEN, CaseState.ROLLBACK) for case in found)
    may_propose = may(request.user, Permission.CASE_PROPOSE, household.village)
    return {
        "episodes": [
            {
                "case": case,
                "known": {
                    "identification": facts_known_words(case.statement_at_identification),
                    "clearing": facts_known_words(case.statement_at_clearing),
                },
                "risks": field_value_words(case.risks, RiskType.choices),
                "events": case_events(case.transitions.all(), reads_case_in_full(request.user, case)),
            }
            for case in found
        ],
        "may_propose": may_propose and household.state == "active" and not is_open,
    }
