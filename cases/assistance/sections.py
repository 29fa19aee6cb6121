"""Helper, plan, measures and judgement on the page of a case, with what is missing."""

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission, may
from cases.case.about import reads_in_full
from cases.case.sections import section
from cases.choices import PROPOSED, UNCLEARED
from cases.lists import shortfalls
from cases.models import Case, HelperAssignment, Judgement, Measure, Plan
from core.dates import today
from policy import parameters

from . import actions, risk_measures

NOTES_SHOWN = 5
DONE = {  # what each step did, as a message and in the timeline
    "plan": pgettext_lazy("measure", "Planned"),
    "approve": pgettext_lazy("measure", "Approved"),
    "start": pgettext_lazy("measure", "Started"),
    "deliver": pgettext_lazy("measure", "Delivered"),
    "check": pgettext_lazy("measure", "Effect checked"),
    "end": pgettext_lazy("measure", "Ended"),
    "cancel": pgettext_lazy("measure", "Cancelled"),
}


@section("assistance", label=_("Assistance"), order=40)
def about(request, case):
    """What templates/cases/sections/assistance.html shows."""
    user, village = request.user, case.household.village
    helps = bool(may(user, Permission.CASE_ASSIST, village)) and case.state not in actions.OVER
    return {
        "helpers": HelperAssignment.objects.visible_to(user).filter(household=case.household_id),
        "phones": bool(may(user, Permission.HOUSEHOLD_SECRET, village)),
        "plan": Plan.objects.visible_to(user).filter(case=case).first(),
        "in_full": reads_in_full(user, case),
        "helps": helps,
        "judges": helps and case.state not in PROPOSED,
        "notes": Judgement.objects.visible_to(user).filter(case=case).select_related("by")[:NOTES_SHOWN],
        **measures(case, user),
        **findings(case),
    }


def measures(case, user) -> dict:
    """Its measures with what this person may do with each, what they cost, and what each risk still needs."""
    found = Measure.objects.visible_to(user).filter(case=case)
    listed = list(found.select_related("member", "evidence", "by"))
    for one in listed:
        one.case = case  # with the household and village that are read already
    return {
        "measures": [{"measure": one, "steps": steps(one, user)} for one in listed],
        "cost": found.standing().aggregate(cost=Sum("cost"))["cost"],
        "suggestions": risk_measures.suggestions(case, listed),
    }


def steps(measure, user) -> list[dict]:
    """The buttons of a measure; one that cannot be pressed now says why."""
    return [
        {"step": step, "why_not": actions.blocked(measure, step, user)} for step in actions.steps_for(measure, user)
    ]


def events(measure, in_full) -> list[dict]:
    """What was done about a measure, newest first, as the timeline shows it. Reasons are for those who act."""
    moves = measure.transitions.select_related("by").order_by("-effective_on", "-pk")
    return [
        {"on": one.effective_on, "title": DONE.get(one.step, one.step), "by": one.by, "text": in_full and one.reason}
        for one in moves
    ]


def findings(case) -> dict:
    """The duties this case is behind with, and whether a household able to work gets nothing that helps it to earn."""
    if case.state not in UNCLEARED:
        return {"neglected": [], "undeveloped": False}
    p = parameters.on(today(), case.household.county)
    standing = Measure.objects.standing()
    able = Case.objects.filter(risk_measures.ABLE_TO_WORK, pk=case.pk).exclude(risk_measures.developed(standing))
    return {"neglected": shortfalls.neglected_by(case, p), "undeveloped": able.exists()}
