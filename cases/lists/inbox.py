"""What waits for a person's decision: proposals, clearings and rollbacks at their level."""

from dataclasses import dataclass

from django.db.models import CharField, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessEvent
from accounts.permissions import Permission
from cases.case.actions import case_step_permission, has_earlier_episode
from cases.case.workflow import CASE_WORKFLOW, PROCEDURE_BEGINNINGS
from cases.choices import PROPOSED, CaseState, CaseStep, Procedure
from cases.models import Case, CaseTransition, Objection, PublicNotice, Verification
from core.dates import today
from core.text import Label
from core.workflow import ActionRefused

from .columns import INBOX_LISTING

INBOX_ROWS_SHOWN = 50  # the oldest of each kind


@dataclass(frozen=True)
class DecisionKind:
    """One kind of decision: the state that waits, for whom, and the step that approves it. A step that needs a reason
    is taken on the page of the case."""

    state: str
    permission: str
    label: Label
    step: str
    procedure: str = ""  # of the public notice that must be over

    @property
    def waiting_code(self) -> str:
        """Return the code under which these cases stand among what waits."""
        return f"cases-{self.state.replace('_', '-')}"

    @property
    def in_bulk(self) -> bool:
        return not CASE_WORKFLOW[self.step].needs_reason

    @property
    def approve(self) -> Label:
        return CASE_WORKFLOW[self.step].label


DECISION_KINDS = (
    DecisionKind(
        CaseState.NOTICED, Permission.CASE_ENDORSE, _("Proposals to pass on"), "endorse", Procedure.IDENTIFICATION
    ),
    DecisionKind(
        CaseState.CLEARING_NOTICED,
        Permission.CASE_ENDORSE,
        _("Clearings to pass on"),
        "endorse_clearing",
        Procedure.CLEARING,
    ),
    DecisionKind(CaseState.ENDORSED, Permission.CASE_APPROVE, _("Proposals to decide"), "identify"),
    DecisionKind(CaseState.CLEARING_ENDORSED, Permission.CASE_APPROVE, _("Clearings to decide"), "clear"),
    DecisionKind(CaseState.ROLLBACK, Permission.CASE_APPROVE, _("Rollbacks to decide"), "roll_back"),
)


def waiting_decisions(user) -> list[dict]:
    """Return {kind, listing, cases, count, later} for each kind of decision this person takes, the oldest deadline
    first. `later` counts those whose public notice still hangs."""
    return [waiting_decision_group(kind, user) for kind in DECISION_KINDS if user.holds(kind.permission)]


def waiting_decision_group(kind, user) -> dict:
    mine = Case.objects.visible_to(user).within(*user.areas_where(kind.permission)).filter(state=kind.state)
    ready = cases_past_notice(mine, kind.procedure) if kind.procedure else mine
    due = [F("decide_by").asc(nulls_last=True)] if kind.state in PROPOSED else []
    rows = annotate_took_part(annotate_looked_at(ready, user), user, kind.permission)
    rows = INBOX_LISTING.prepared(rows.select_related("household", "village__parent")).order_by(*due, "since", "pk")
    count, shown = ready.count(), list(rows[:INBOX_ROWS_SHOWN])
    listing = INBOX_LISTING if kind.in_bulk else INBOX_LISTING.without("looked")
    return {"kind": kind, "listing": listing, "cases": shown, "count": count, "later": mine.count() - count}


def cases_past_notice(cases, procedure):
    """Return cases whose latest public notice is over; waiting objections are decided on the page of the case."""
    latest = PublicNotice.objects.filter(case=OuterRef("pk"), procedure=procedure).order_by("-posted_on", "-pk")
    return cases.alias(until=Subquery(latest.values("until")[:1])).filter(until__lt=today())


def annotate_looked_at(cases, user):
    """Annotate `since`, when the case came to its state; `seen`, whether this person has opened it since; and
    `objected`, whether an objection waits."""
    came = CaseTransition.objects.filter(case=OuterRef("pk"), target=OuterRef("state")).exclude(source=F("target"))
    opened = AccessEvent.objects.filter(
        user=user,
        action="opened",
        subject_type=Case._meta.label_lower,
        subject_id=Cast(OuterRef("pk"), CharField()),
        at__gte=OuterRef("since"),
    )
    objected = Objection.objects.filter(notice__case=OuterRef("pk"), upheld=None)
    came = came.order_by("-pk")
    return cases.annotate(
        since=Subquery(came.values("at")[:1]), since_on=Subquery(came.values("effective_on")[:1])
    ).annotate(seen=Exists(opened), objected=Exists(objected))


def annotate_took_part(cases, user, permission):
    """Annotate `took_part`: whether this person took a step of the procedure at another level.

    It only saves a useless tick; four_eyes_conflict decides."""
    lines = CaseTransition.objects.filter(case=OuterRef("pk"))
    begun = lines.filter(step__in=PROCEDURE_BEGINNINGS).order_by("-pk")
    same_level = [name for name in CaseStep.values if case_step_permission(name) == permission]
    mine = lines.filter(by=user, pk__gte=OuterRef("begun")).exclude(step__in=[*same_level, "move"])
    checked = Verification.objects.filter(Q(first_checker=user) | Q(second_checker=user), case=OuterRef("pk"))
    checked = checked.filter(at__gte=OuterRef("begun_at"))
    found = cases.alias(begun=Coalesce(Subquery(begun.values("pk")[:1]), 0), begun_at=Subquery(begun.values("at")[:1]))
    return found.annotate(took_part=Exists(mine) | Exists(checked))


def case_decision_kind(case) -> DecisionKind | None:
    """Return the decision that a case in its state waits for."""
    return next((kind for kind in DECISION_KINDS if kind.state == case.state), None)


def approving_step(case, seen=None) -> str:
    """Return the step that approves the case. Raises ActionRefused when there is none, or when it is taken case by
    case."""
    kind = case_decision_kind(case)
    if kind is None or not kind.in_bulk:
        raise ActionRefused(gettext("Not possible in the state “%(state)s”.") % {"state": case.get_state_display()})
    return "remark" if kind.step == "identify" and has_earlier_episode(case) else kind.step
