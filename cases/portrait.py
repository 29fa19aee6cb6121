"""Episodes of monitoring on the portrait of a household."""

from django.db.models import Min, Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission, may
from cases.assistance.columns import HOUSEHOLD_MEASURES_TABLE
from cases.case.about import case_events, reads_case_in_full
from cases.case.actions import case_next_action
from households.choices import RiskType
from households.income.known import facts_known_words
from households.registry.history import field_value_words, trace_model_changes
from households.registry.next_steps import NextStep, next_step
from households.registry.portrait import Glance, panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .choices import OPEN, PROPOSED, CaseState, MeasureState
from .models import Case, CaseTransition, HelperAssignment, Measure, Plan

trace_model_changes(Case, "household", lambda row: _("episode %(number)s") % {"number": row.episode_no})
trace_model_changes(HelperAssignment, "household", lambda row: row.name)
trace_model_changes(Plan, "case__household", lambda row: "")
trace_model_changes(Measure, "household", lambda row: row.title)


@portrait_link("case", order=40)
def open_case(request, household):
    """Lead to the open episode of monitoring."""
    case = find_open_case(request.user, household)
    return case and PortraitLink(_("Open case"), case.get_absolute_url(), icon="people")


def find_open_case(user, household) -> Case | None:
    return Case.objects.visible_to(user).filter(household=household, state__in=OPEN).first()


@next_step("case", order=20)
def act_on_case(request, household):
    """Say who must act on the open case, and until which day it must be decided or helped."""
    case = find_open_case(request.user, household)
    if case is None:
        return None
    _label, until = case_next_day(case)
    return NextStep(case_next_action(case), case.get_absolute_url(), _("Open case"), until)


def case_next_day(case) -> tuple:
    """Return the next day of a case, with what it is of: the end of its public notice, the decision about a proposal,
    or the delivery of a measure under monitoring; ("", None) where no day is set."""
    if case.state in (CaseState.NOTICED, CaseState.CLEARING_NOTICED):
        notices = case.public_notices.filter(procedure=case.procedure).order_by("-pk")
        return _("the public notice hangs until"), notices.values_list("until", flat=True).first()
    if case.state in PROPOSED:
        return _("decision due on"), case.decide_by
    if case.state == CaseState.ACTIVE:
        awaited = case.measures.filter(state__in=(MeasureState.PLANNED, MeasureState.APPROVED, MeasureState.STARTED))
        return _("next measure due on"), awaited.aggregate(day=Min("due_on"))["day"]
    return "", None


@panel("cases", label=gettext_lazy("Monitoring"), order=15, glance=Glance(3, gettext_lazy("Case")))
def monitoring_panel(request, household):
    """Show every episode with its steps, the latest first, and the link to propose one when none is open."""
    moves = CaseTransition.objects.select_related("by")
    found = Case.objects.visible_to(request.user).filter(household=household).select_related("household__village")
    found = list(found.prefetch_related(Prefetch("transitions", moves)))
    is_open = any(case.state in (*OPEN, CaseState.ROLLBACK) for case in found)
    day_of, day = case_next_day(found[0]) if found else ("", None)
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
        "day_of": day_of,
        "day": day,
        "may_propose": may_propose and household.state == "active" and not is_open,
    }


@panel("assistance", label=gettext_lazy("Assistance"), order=16)
def assistance_panel(request, household):
    """Show the helper and every measure, of a case or without one, with the links to assign a helper and to give a
    measure."""
    user, village = request.user, household.village
    helps = household.state == "active" and bool(may(user, Permission.CASE_ASSIST, village))
    measures = Measure.objects.visible_to(user).filter(household=household).select_related("member")
    return {
        "helpers": HelperAssignment.objects.visible_to(user).filter(household=household),
        "phones": bool(may(user, Permission.HOUSEHOLD_SECRET, village)),
        "measures": measures.order_by("-planned_on", "-pk"),
        "table": HOUSEHOLD_MEASURES_TABLE,
        "helper_url": helps and reverse("cases:household-helper", args=[household.pk]),
        "measure_url": helps and reverse("cases:household-measure-new", args=[household.pk]),
    }
