"""One case with everything needed to act on it: who, how far it has come, who must act, and what this person may do."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from cases.choices import CaseState, CaseStep
from cases.models import Case
from households.choices import Relation, RiskType
from households.registry.history import in_words

from . import actions, stages
from .forms import StepForm, form_for
from .workflow import MAIN

USUAL = set(MAIN) - {"propose_rollback"}
ACTING = (Permission.HOUSEHOLD_SECRET, Permission.CASE_REVIEW, Permission.CASE_ENDORSE, Permission.CASE_APPROVE)


def visible_case(user):
    """The cases this person may open, with what a page about one reads first."""
    wanted = ("household__county", "household__village__parent", "alert")
    return Case.objects.visible_to(user).select_related(*wanted)


def reads_in_full(user, case) -> bool:
    """Whether this person reads minutes, objections, reasons and what departments found: those who act on the case,
    and those who may see secrets."""
    return any(may(user, right, case.household.village) for right in ACTING)


def about(request, case, typed=None) -> dict:
    """The context of templates/cases/case/case.html, but for its sections."""
    household = case.household
    moves = list(case.transitions.select_related("by").order_by("effective_on", "pk"))
    forms = step_forms(case, request.user, typed)
    return {
        "case": case,
        "household": household,
        "head": household.members.filter(left_on=None, relation=Relation.HEAD).order_by("pk").first(),
        "risks": in_words(case.risks, RiskType.choices),
        "ways": stages.ways(case, moves),
        "waits_for": actions.waits_for(case),
        "step_forms": forms,
        "main": first_open(forms),
        "latest": moves[-1] if moves else None,
    }


def step_forms(case, user, typed) -> list:
    """The forms of the steps this person may take, the usual one first. A form that came back keeps what was typed."""
    steps = sorted(actions.steps_for(case, user), key=lambda step: step.name not in MAIN)
    came_back = {typed.step.name: typed} if isinstance(typed, StepForm) else {}
    return [came_back.get(step.name) or fresh(step, case, user) for step in steps]


def fresh(step, case, user) -> StepForm:
    return form_for(step, case=case, user=user, hindered=actions.blocked(case, step, user))


def first_open(forms):
    """The form that stands open: the usual step, when nothing hinders it. A rollback is nothing usual."""
    usual = (form for form in forms if form.step.name in USUAL and not form.hindered)
    return next(usual, None)


def events(moves, in_full) -> list[dict]:
    """What was done, newest first, as the timeline shows it. Reasons are for those who act."""
    return [
        {
            "on": move.effective_on,
            "title": CaseStep(move.step).label,
            "text": in_full and move.reason,
            "by": move.by,
        }
        for move in sorted(moves, key=lambda move: (move.effective_on, move.pk), reverse=True)
    ]


def overtaken_by(case) -> str:
    """Who moved it meanwhile, when and whereto: what a person with a stale page must know."""
    last = case.transitions.select_related("by").last()
    words = {
        "state": CaseState(case.state).label,
        "who": (last and last.by) or _("the system"),
        "day": date_format(last.effective_on, "DATE_FORMAT") if last else "",
    }
    return _("It is now “%(state)s”, by %(who)s on %(day)s.") % words


def lead(case) -> str:
    """Type and state in one line, for a heading."""
    return " · ".join([case.get_case_type_display(), case.get_state_display()])
