"""The part of a case's page with helper, plan, measures and judgement notes, and what is missing."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission, may
from cases.assessment import risk_measures, shortfalls
from cases.case.about import FULL_READING_PERMISSIONS, reads_case_in_full
from cases.case.sections import case_section
from cases.choices import PROPOSED, UNCLEARED
from cases.models import Case, HelperAssignment, Judgement, Measure, Plan
from core.dates import today
from policy import parameters

from . import actions

NOTES_SHOWN = 5
MEASURE_STEPS_DONE = {  # step: words of the message and the timeline
    "plan": pgettext_lazy("measure", "Planned"),
    "approve": pgettext_lazy("measure", "Approved"),
    "start": pgettext_lazy("measure", "Started"),
    "deliver": pgettext_lazy("measure", "Delivered"),
    "check": pgettext_lazy("measure", "Effect checked"),
    "end": pgettext_lazy("measure", "Ended"),
    "cancel": pgettext_lazy("measure", "Cancelled"),
}


@case_section("assistance", label=_("Assistance"), order=40)
def case_assistance_context(request, case):
    """Return the context of templates/cases/sections/assistance.html."""
    user, village = request.user, case.household.village
    helps = bool(may(user, Permission.CASE_ASSIST, village)) and case.state not in actions.CLOSED_CASE_STATES
    return {
        "helpers": HelperAssignment.objects.visible_to(user).filter(household=case.household_id),
        "phones": bool(may(user, Permission.HOUSEHOLD_SECRET, village)),
        "plan": Plan.objects.visible_to(user).filter(case=case).first(),
        "in_full": reads_case_in_full(user, case),
        "helps": helps,
        "judges": helps and case.state not in PROPOSED,
        "notes": Judgement.objects.visible_to(user).filter(case=case).select_related("by")[:NOTES_SHOWN],
        **case_measures_context(case, user),
        **assistance_findings(case),
    }


def case_measures_context(case, user) -> dict:
    """Return the measures with what this person may do with each, their cost, and what each risk still needs."""
    found = Measure.objects.visible_to(user).filter(case=case)
    listed = list(found.select_related("member", "evidence", "by"))
    for one in listed:
        one.case, one.household = case, case.household  # with its village already loaded
    return {
        "measures": [{"measure": one, "steps": measure_buttons(one, user)} for one in listed],
        "cost": found.standing().aggregate(cost=Sum("cost"))["cost"],
        "suggestions": risk_measures.measure_suggestions(case, listed),
    }


def measure_buttons(measure, user) -> list[dict]:
    """Return the buttons of a measure; a disabled one says why."""
    return [
        {"step": step, "why_not": actions.measure_block_reason(measure, step, user)}
        for step in actions.available_measure_steps(measure, user)
    ]


def reads_measure_in_full(user, measure) -> bool:
    """Return whether this person may read the reasons of its steps."""
    return any(may(user, right, measure.household.village) for right in FULL_READING_PERMISSIONS)


def measure_events(measure, in_full) -> list[dict]:
    """Return what was done with a measure, newest first, for the timeline. Only those who act see reasons."""
    moves = measure.transitions.select_related("by").order_by("-effective_on", "-pk")
    return [
        {
            "on": one.effective_on,
            "title": MEASURE_STEPS_DONE.get(one.step, one.step),
            "by": one.by,
            "text": in_full and one.reason,
        }
        for one in moves
    ]


def assistance_findings(case) -> dict:
    """Return the shortfalls of this case, and whether a household able to work gets nothing that helps it to earn."""
    if case.state not in UNCLEARED:
        return {"shortfalls": [], "undeveloped": False}
    p = parameters.parameters_on(today(), case.household.county)
    standing = Measure.objects.standing()
    able = Case.objects.filter(risk_measures.HOUSEHOLD_ABLE_TO_WORK, pk=case.pk).exclude(
        risk_measures.has_development_measure(standing)
    )
    return {"shortfalls": shortfalls.case_shortfalls(case, p), "undeveloped": able.exists()}
