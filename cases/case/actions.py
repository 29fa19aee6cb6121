"""What people do with cases: propose a household, and take the steps of workflow.py. steps.py says what each step needs
and which papers it leaves."""

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from alerts import deadlines
from cases.choices import OPEN, PROPOSED, CaseState, CaseStep
from cases.models import Case
from core.dates import today
from core.outbox.actions import put_in_outbox
from core.workflow import ActionRefused, StaleState
from departments.inquiries.actions import withdraw_inquiries
from households.models import Household
from policy import parameters
from visits.signals import RECOMPUTE

from . import steps
from .awaited import BEFORE_REVIEW_STATES
from .workflow import CASE_WORKFLOW, DECIDING_STEPS, PROCEDURE_BEGINNINGS

OBJECTION_STEPS = {"uphold", "uphold_clearing"}  # taken by settling an objection


@transaction.atomic
def propose_case(household, *, by, case_type, risks, reason, alert=None) -> Case:
    """Propose a household as a candidate.

    `by` is None when the system proposes it after an alert was answered "to be identified". Raises ActionRefused when
    the household cannot be proposed, StaleState when somebody just proposed it."""
    if by is not None:
        must(by, Permission.CASE_PROPOSE, household.village)
    steps.check_type_and_risks(case_type, risks, type_may_wait=by is None)
    if household.state != "active":
        raise ActionRefused(_("This household is no longer on file."))
    if not reason.strip():
        raise ActionRefused(_("Please say why the household is put forward."))
    case = create_candidate(household, case_type, list(risks), alert)
    CASE_STEPS.log(case, "propose", "", by=by, reason=reason)
    return case


def create_candidate(household, case_type, risks, alert) -> Case:
    """Return the new episode. The time to decide counts from the alert's clue, or from today."""
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    episodes = Case.objects.filter(household=household).order_by("-episode_no")
    earlier = episodes.first()
    if still := episodes.filter(state__in=(*OPEN, CaseState.ROLLBACK)).first():
        raise ActionRefused(
            _("Episode %(number)s of this household is still open: it is “%(state)s”.")
            % {"number": still.episode_no, "state": still.get_state_display()}
        )
    day = today()
    due = (
        alert.decide_by if alert else deadlines.decision_deadline(parameters.parameters_on(day, household.county), day)
    )
    try:
        with transaction.atomic():
            return Case.objects.create(
                household=household,
                episode_no=earlier.episode_no + 1 if earlier else 1,
                case_type=case_type,
                risks=risks,
                alert=alert,
                clue_on=alert.opened_on if alert else day,
                decide_by=due,
            )
    except IntegrityError as error:
        raise StaleState() from error


def lock_case(case, step) -> None:
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()


def case_line_fields(case, name, by, *, clear_method="", **said) -> dict:
    """Return further fields of a log entry: the village the case belongs to, and how a clearing came about."""
    methods = {"start_clearing": clear_method, "clear": case.clear_method}
    return {"village": case.household.village, "clear_method": methods.get(name, "")}


def follow_case_step(case, _step, by, **_said) -> None:
    """Ask for the household's facts and flags to be computed again at once; without a broker it takes a minute. What
    departments were asked counts before the village review alone."""
    put_in_outbox(RECOMPUTE, case.household.village.county_code, case.household_id)
    if case.state not in BEFORE_REVIEW_STATES:
        withdraw_inquiries(case.pk, by=by, county=case.household.county)


# ------------------------------------------------------------------------------------------------- what may be done now


def unfit_case_steps(case, user) -> set[str]:
    """Return the steps that do not fit this case: objections are upheld by settling them, and a household monitored
    before is marked again, not identified."""
    return OBJECTION_STEPS | {"identify" if has_earlier_episode(case) else "remark"}


def has_earlier_episode(case) -> bool:
    """Return whether an earlier episode of the household was approved; it is then marked again instead of
    identified."""
    earlier = Case.objects.filter(household=case.household_id, episode_no__lt=case.episode_no)
    return earlier.exclude(identified_on=None).exists()


def case_block_reason(case, step, user, **said) -> str:
    """Return in words why this step cannot be taken now; empty when it can."""
    return four_eyes_conflict(case, step, user) or steps.case_step_hindrance(case, step, **said)


def four_eyes_conflict(case, step, user) -> str:
    """Return why this person may not decide: they proposed, checked or decided this case at another level."""
    if step.name not in DECIDING_STEPS or user is None:
        return ""
    begun = case.transitions.filter(step__in=PROCEDURE_BEGINNINGS).order_by("-pk").first()
    if (
        done := earlier_step_by(case, begun, step, user)
        or earlier_verification_by(case, begun, user)
        or earlier_answer_by(case, begun, step, user)
    ):
        said = {"step": done[0], "day": date_format(done[1], "DATE_FORMAT")}
        return _("Four eyes: you took “%(step)s” on %(day)s. Somebody else must decide this.") % said
    return ""


def earlier_step_by(case, begun, step, user):
    """Return (step, day) that this person took at another level in this procedure; None when there is none."""
    mine = case.transitions.filter(pk__gte=begun.pk if begun else 0, by=user).exclude(step=CaseStep.MOVE)
    elsewhere = [name for name in CaseStep.values if case_step_permission(name) != step.permission]
    done = mine.filter(step__in=elsewhere).order_by("pk").first()
    return done and (CaseStep(done.step).label, done.effective_on)


def earlier_verification_by(case, begun, user):
    """Return the same for a checker, whoever entered the check."""
    found = case.verifications.filter(Q(first_checker=user) | Q(second_checker=user))
    done = found.filter(at__gte=begun.at).first() if begun else None
    return done and (CaseStep.VERIFY.label, done.visit.visited_on)


def earlier_answer_by(case, begun, step, user):
    """Return the same for who answered the alert behind the case, or closed it at another level."""
    if not case.alert_id or not begun or begun.step != CaseStep.PROPOSE:
        return None
    theirs = ("answer", "close") if step.permission == Permission.CASE_APPROVE else ("answer",)
    done = case.alert.transitions.filter(step__in=theirs, by=user).first()
    return done and (CaseStep.PROPOSE.label, done.effective_on)


SIDE_STEP_PERMISSIONS = {CaseStep.ALLOW_CLEARING: Permission.CASE_APPROVE, CaseStep.COMPARE: Permission.CASE_COMPARE}


def case_step_permission(name) -> str:
    """Return the permission, and so the level, by which a log entry was written."""
    return (
        CASE_WORKFLOW[name].permission
        if name in CASE_WORKFLOW.by_name
        else SIDE_STEP_PERMISSIONS.get(name, Permission.CASE_PROPOSE)
    )


def case_next_action(case) -> str:
    """Return in words who must act next."""
    if case.state in PROPOSED and (left := steps.papers_hindrance(case)):
        return left
    if case.state in (CaseState.NOTICED, CaseState.CLEARING_NOTICED):
        return steps.notice_next_action(case)
    return {
        CaseState.CANDIDATE: _("The village: verify the household with two checkers."),
        CaseState.VERIFIED: _("The village: hold the review."),
        CaseState.REVIEWED: _("The village: post the public notice."),
        CaseState.ENDORSED: _("The county leader: decide."),
        CaseState.ACTIVE: _("The helper: deliver the measures of the plan."),
        CaseState.CLEARING: _("The village: hold the review of the clearing."),
        CaseState.CLEARING_REVIEWED: _("The village: post the public notice of clearing."),
        CaseState.CLEARING_ENDORSED: _("The county leader: decide about the clearing."),
        CaseState.CLEARED: _("The caseworker: follow-up visits."),
        CaseState.ROLLBACK: _("The county leader: decide about the rollback."),
    }.get(case.state, "")


CASE_STEPS = StepTaker(
    CASE_WORKFLOW,
    "case",
    lambda case: case.household.village,
    lock=lock_case,
    hindrance=case_block_reason,
    prepare=steps.prepare_case_step,
    logged=case_line_fields,
    follow=follow_case_step,
    withheld=unfit_case_steps,
)
take_case_step, available_case_steps = CASE_STEPS.take, CASE_STEPS.available
