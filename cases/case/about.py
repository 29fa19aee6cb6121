"""Everything about one case for its page: who, how far it has come, who must act, and what this person may do."""

from accounts.permissions import Permission, may
from cases.choices import CaseStep
from cases.models import Case
from households.choices import Relation, RiskType
from households.registry.history import field_value_words
from households.registry.portrait import draw_glances

from . import actions, stages
from .came_back import how_case_came_back
from .forms import CaseStepForm, make_case_step_form
from .workflow import MAIN_CASE_STEPS

USUAL_STEPS = set(MAIN_CASE_STEPS) - {"propose_rollback"}
FULL_READING_PERMISSIONS = (
    Permission.HOUSEHOLD_SECRET,
    Permission.CASE_REVIEW,
    Permission.CASE_ENDORSE,
    Permission.CASE_APPROVE,
)

TAKEN_OVER = ("taken_over__batch", "taken_over__decided_by")


def visible_cases(user):
    """Return the cases this person may open, with everything that their page reads joined."""
    wanted = ("household__county", "household__village__parent", "alert")
    return Case.objects.visible_to(user).select_related(*wanted)


def reads_case_in_full(user, case) -> bool:
    """Return whether this person may read minutes, objections, reasons and what departments found: those who act on the
    case, and those who may see secrets."""
    return any(may(user, right, case.household.village) for right in FULL_READING_PERMISSIONS)


def case_context(request, case, typed=None) -> dict:
    """Return the context of templates/cases/case/case.html, without its sections."""
    household = case.household
    moves = list(case.transitions.select_related("by", *TAKEN_OVER).order_by("effective_on", "pk"))
    forms = case_step_forms(case, request.user, typed)
    return {
        "case": case,
        "household": household,
        "head": household.members.filter(left_on=None, relation=Relation.HEAD).order_by("pk").first(),
        "risks": field_value_words(case.risks, RiskType.choices),
        "came_back": how_case_came_back(moves, reads_case_in_full(request.user, case)),
        "taken_over": [takeover.words for takeover in {move.taken_over: None for move in moves if move.taken_over}],
        "ways": stages.case_progress(case, moves),
        "waits_for": actions.case_next_action(case),
        "step_forms": forms,
        "evidence": draw_glances(request, household) if any(asks_risks(form) for form in forms) else [],
        "main": first_open_form(forms),
        "latest": moves[-1] if moves else None,
    }


def case_step_forms(case, user, typed) -> list:
    """Return the forms of the steps this person may take, the usual one first. A form that came back keeps what was
    typed."""
    steps = sorted(actions.available_case_steps(case, user), key=lambda step: step.name not in MAIN_CASE_STEPS)
    came_back = {typed.step.name: typed} if isinstance(typed, CaseStepForm) else {}
    return [came_back.get(step.name) or fresh_step_form(step, case, user) for step in steps]


def fresh_step_form(step, case, user) -> CaseStepForm:
    return make_case_step_form(step, case=case, user=user, hindered=actions.case_block_reason(case, step, user))


def asks_risks(form) -> bool:
    """Return whether a form that can be sent now asks which risks a household has."""
    return getattr(form, "asks_risks", False) and not form.hindered


def first_open_form(forms):
    """Return the form to show open: the usual step, when nothing prevents it. A rollback never is."""
    usual = (form for form in forms if form.step.name in USUAL_STEPS and not form.hindered)
    return next(usual, None)


def case_events(moves, in_full) -> list[dict]:
    """Return what was done, newest first, for the timeline. Only those who act see reasons."""
    return [
        {"on": move.effective_on, "title": CaseStep(move.step).label, "text": in_full and move.reason, "by": move.by}
        for move in sorted(moves, key=lambda move: (move.effective_on, move.pk), reverse=True)
    ]


def case_heading(case) -> str:
    """Return type and state on one line, for a heading."""
    return " · ".join([case.get_case_type_display(), case.get_state_display()])
