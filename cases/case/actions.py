"""What people do with cases. Each move is one transaction: compare-and-set, the papers of the step, the line in the
case's log and in the access log."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.log import record
from accounts.permissions import Permission, may, must
from alerts import tasks
from alerts.alert import deadlines
from cases.choices import OPEN, PROPOSED, CaseState, CaseStep
from cases.models import Case
from core.dates import today
from core.workflow import Overtaken, Refused, Step, check_reason, move
from households.models import Household
from policy import parameters

from . import steps
from .workflow import BEGINS, CASE, DECIDES

BY_OBJECTION = {"uphold", "uphold_clearing"}  # done by settling an objection, see procedure.py


@transaction.atomic
def propose(household, *, by, case_type, risks, reason, alert=None) -> Case:
    """Put a household forward as a candidate. `by` is nobody when an alert was answered "to be identified": then the
    system does it. Raises Refused when the household cannot be put forward, Overtaken when somebody just did."""
    if by is not None:
        must(by, Permission.CASE_PROPOSE, household.village)
    steps.check_words(case_type, risks)
    if household.state != "active":
        raise Refused(_("This household is no longer on file."))
    if not reason.strip():
        raise Refused(_("Please say why the household is put forward."))
    case = candidate(household, case_type, list(risks), alert)
    log(case, "propose", "", by=by, reason=reason.strip())
    return case


def candidate(household, case_type, risks, alert) -> Case:
    """The new episode. The time to decide runs from the alert's clue, or from today."""
    Household.objects.select_for_update().get(pk=household.pk)
    episodes = Case.objects.filter(household=household).order_by("-episode_no")
    earlier = episodes.first()
    if still := episodes.filter(state__in=(*OPEN, CaseState.ROLLBACK)).first():
        raise Refused(
            _("Episode %(number)s of this household is still open: it is “%(state)s”.")
            % {"number": still.episode_no, "state": still.get_state_display()}
        )
    day = today()
    due = alert.decide_by if alert else deadlines.decide_by(parameters.on(day, household.county), day)
    try:
        with transaction.atomic():
            return Case.objects.create(
                household=household, episode_no=earlier.episode_no + 1 if earlier else 1, case_type=case_type,
                risks=risks, alert=alert, clue_on=alert.opened_on if alert else day, decide_by=due,
            )  # fmt: skip
    except IntegrityError as error:
        raise Overtaken() from error


@transaction.atomic
def take(case, name, *, by, seen=None, reason="", **said) -> Case:
    """Move a case by one step. `seen` is the state on the page that `by` acted from; `said` is what the step needs, see
    steps.py. Raises PermissionDenied, Refused with what is missing, or Overtaken when somebody was quicker."""
    step = CASE[name]
    must(by, step.permission, case.household.village)
    check_reason(step, reason)
    seen = seen or case.state
    Household.objects.select_for_update().get(pk=case.household_id)
    case.refresh_from_db()
    if case.state != seen or seen not in step.sources:
        raise Overtaken()
    if why := blocked(case, step, by, **said):
        raise Refused(why)
    return go(case, step, by=by, reason=reason.strip(), **said)


def go(case, step, *, by, reason="", **said) -> Case:
    """The step itself, once it is clear that it may be taken. `by` is nobody when the system takes it."""
    source = case.state
    values, logged = steps.prepare(case, step, by, **said)
    for field, value in values.items():
        setattr(case, field, value)
    if not move(Case.objects.filter(pk=case.pk), step, seen=source, **values):
        raise Overtaken()
    case.state = step.target
    log(case, step.name, source, by=by, reason=reason, **logged)
    judge_again(case)
    return case


def log(case, name, source, *, by, reason="", **logged) -> None:
    village = case.household.village
    case.transitions.create(
        step=name,
        source=source,
        target=case.state,
        effective_on=today(),
        by=by,
        reason=reason,
        village=village,
        **logged,
    )
    record(by, f"case_{name}", case, area=village)


def judge_again(case) -> None:
    """The household's facts and flags follow at once; without a broker the next night does it."""
    household = case.household_id
    transaction.on_commit(lambda: tasks.recompute_household.apply_async([household], retry=False), robust=True)


# ------------------------------------------------------------------------------------------------- what may be done now


def steps_for(case, user) -> list[Step]:
    """The steps this person may take, also those that are blocked for now."""
    found = CASE.available(case, lambda permission: may(user, permission, case.household.village))
    again = is_again(case)
    unfit = BY_OBJECTION | {"identify" if again else "remark"}
    return [step for step in found if step.name not in unfit]


def is_again(case) -> bool:
    """Whether an earlier episode of the household was approved: then it is not identified but marked again."""
    earlier = Case.objects.filter(household=case.household_id, episode_no__lt=case.episode_no)
    return earlier.exclude(identified_on=None).exists()


def blocked(case, step, user, **said) -> str:
    """Why this step cannot be taken now, in words; nothing when it can."""
    return four_eyes(case, step, user) or steps.hindrance(case, step, **said)


def four_eyes(case, step, user) -> str:
    """Nobody decides at one level what they put forward, checked or decided at another."""
    if step.name not in DECIDES or user is None:
        return ""
    begun = case.transitions.filter(step__in=BEGINS).order_by("-pk").first()
    if done := took(case, begun, step, user) or checked(case, begun, user) or answered(case, begun, step, user):
        said = {"step": done[0], "day": date_format(done[1], "DATE_FORMAT")}
        return _("Four eyes: you took “%(step)s” on %(day)s. Somebody else must decide this.") % said
    return ""


def took(case, begun, step, user):
    """(step, day) of the procedure that this person took at another level; nothing when there is none."""
    mine = case.transitions.filter(pk__gte=begun.pk if begun else 0, by=user).exclude(step=CaseStep.MOVE)
    elsewhere = [name for name in CaseStep.values if permission_of(name) != step.permission]
    done = mine.filter(step__in=elsewhere).order_by("pk").first()
    return done and (CaseStep(done.step).label, done.effective_on)


def checked(case, begun, user):
    """The same for who was a checker, whoever recorded it."""
    found = case.verifications.filter(Q(first_checker=user) | Q(second_checker=user))
    done = found.filter(at__gte=begun.at).first() if begun else None
    return done and (CaseStep.VERIFY.label, done.visit.visited_on)


def answered(case, begun, step, user):
    """The same for who answered the alert that the case came from, or closed it for another level."""
    if not case.alert_id or not begun or begun.step != CaseStep.PROPOSE:
        return None
    theirs = ("answer", "close") if step.permission == Permission.CASE_APPROVE else ("answer",)
    done = case.alert.transitions.filter(step__in=theirs, by=user).first()
    return done and (CaseStep.PROPOSE.label, done.effective_on)


BESIDE = {CaseStep.ALLOW_CLEARING: Permission.CASE_APPROVE, CaseStep.COMPARE: Permission.CASE_COMPARE}


def permission_of(name) -> str:
    """At which level a line of the log was written."""
    return CASE[name].permission if name in CASE.by_name else BESIDE.get(name, Permission.CASE_PROPOSE)


def waits_for(case) -> str:
    """Who must act next, in words."""
    if case.state in PROPOSED and (left := steps.papers_missing(case)):
        return left
    return {
        CaseState.CANDIDATE: _("The village: verify the household with two checkers."),
        CaseState.VERIFIED: _("The village: hold the review."),
        CaseState.REVIEWED: _("The village: post the public notice."),
        CaseState.NOTICED: steps.notice_words(case),
        CaseState.ENDORSED: _("The county leader: decide."),
        CaseState.ACTIVE: _("The helper: deliver the measures of the plan."),
        CaseState.CLEARING: _("The village: hold the review of the clearing."),
        CaseState.CLEARING_REVIEWED: _("The village: post the notice of clearing."),
        CaseState.CLEARING_NOTICED: steps.notice_words(case),
        CaseState.CLEARING_ENDORSED: _("The county leader: decide about the clearing."),
        CaseState.CLEARED: _("The caseworker: follow-up visits."),
        CaseState.ROLLBACK: _("The county leader: decide about the rollback."),
    }.get(case.state, "")


def take_many(cases, name_of, *, by, seen=None) -> tuple[list, list]:
    """Take the step that `name_of(case)` names with several cases, each by itself: (moved, [(case, why not)])."""
    moved, refused = [], []
    for case in cases:
        state = (seen or {}).get(case.pk, case.state)
        try:
            moved.append(take(case, name_of(case), by=by, seen=state))
        except (Refused, Overtaken, PermissionDenied) as error:
            refused.append((case, str(error)))
    return moved, refused
