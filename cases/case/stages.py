"""How far a case has come, stage by stage: what is done and when, what comes now, and what lies ahead.

The day of a stage is the day on which it happened, as its paper says: a visit, a meeting, a public notice. It may have
been entered later."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from cases.choices import IN_CLEARING, IS_CLEARED, ON_FILE, PROPOSED, CaseState, Procedure
from core.dates import today
from core.text import Label

PROCEDURE_STAGES = {  # key: the state that each stage leads to
    Procedure.IDENTIFICATION: {
        CaseState.CANDIDATE: pgettext_lazy("stage", "Candidate"),
        CaseState.VERIFIED: pgettext_lazy("stage", "Verified"),
        CaseState.REVIEWED: pgettext_lazy("stage", "Village review"),
        CaseState.NOTICED: pgettext_lazy("stage", "Public notice"),
        CaseState.ENDORSED: pgettext_lazy("stage", "Township"),
        CaseState.ACTIVE: pgettext_lazy("stage", "County: under monitoring"),
    },
    Procedure.CLEARING: {
        CaseState.CLEARING: pgettext_lazy("stage", "Check visit"),
        CaseState.CLEARING_REVIEWED: pgettext_lazy("stage", "Village review"),
        CaseState.CLEARING_NOTICED: pgettext_lazy("stage", "Public notice"),
        CaseState.CLEARING_ENDORSED: pgettext_lazy("stage", "Township"),
        CaseState.CLEARED: pgettext_lazy("stage", "County: risk cleared"),
    },
}
STATES_OF_PAPERS = {  # the states to which a check, a village review and a public notice lead
    Procedure.IDENTIFICATION: (CaseState.VERIFIED, CaseState.REVIEWED, CaseState.NOTICED),
    Procedure.CLEARING: (CaseState.CLEARING, CaseState.CLEARING_REVIEWED, CaseState.CLEARING_NOTICED),
}
DONE, NOW, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True)
class ProcedureStage:
    """One stage; `on` is the day on which it was done, if it is known; `until` the last day of a public notice."""

    label: Label
    status: str
    on: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class ProcedureProgress:
    """Identification or clearing, as a row of stages."""

    label: Label
    stages: list


def case_progress(case, moves) -> list[ProcedureProgress]:
    """Return the procedures this case has begun. `moves` are its transitions, oldest first."""
    shown = [Procedure.IDENTIFICATION]
    if case.state in (*IN_CLEARING, *IS_CLEARED):
        shown.append(Procedure.CLEARING)
    papers = days_of_papers(case)
    return [ProcedureProgress(one.label, procedure_stages(one, case.state, moves, papers[one])) for one in shown]


def days_of_papers(case) -> dict[Procedure, dict]:
    """Return {procedure: {state: (first day, last day)}} as the latest papers of a case say."""
    checks, reviews, notices = ({one: STATES_OF_PAPERS[one][place] for one in Procedure} for place in range(3))
    found = {one: {} for one in Procedure}
    for procedure, day in case.verifications.order_by("pk").values_list("procedure", "visit__visited_on"):
        found[procedure][checks[procedure]] = (day, None)
    for procedure, day in case.reviews.order_by("pk").values_list("procedure", "held_on"):
        found[procedure][reviews[procedure]] = (day, None)
    for procedure, *days in case.public_notices.order_by("pk").values_list("procedure", "posted_on", "until"):
        found[procedure][notices[procedure]] = tuple(days)
    return found


def procedure_stages(procedure, state, moves, papers) -> list[ProcedureStage]:
    """Return every stage of a procedure. A refused procedure waits at no stage, and a public notice is done when it no
    longer hangs."""
    order, reached = list(PROCEDURE_STAGES[procedure]), reached_stage_days(procedure, moves)
    days = {stage: papers.get(stage, (day, None)) for stage, day in reached.items()}
    waits = state in PROPOSED if procedure == Procedure.IDENTIFICATION else state in IN_CLEARING
    last = order.index(state) if state in order else last_stage_index(procedure, state, days)
    last -= notice_hangs(state, days)
    found = []
    for place, stage in enumerate(order):
        status = DONE if place <= last else NOW if waits and place == last + 1 else AHEAD
        on, until = days.get(stage, (None, None)) if status != AHEAD else (None, None)
        found.append(ProcedureStage(PROCEDURE_STAGES[procedure][stage], status, on, until))
    return found


def notice_hangs(state, days) -> bool:
    """Return whether the case is on a public notice whose last day is not over."""
    until = days.get(state, (None, None))[1]
    return until is not None and until >= today()


def last_stage_index(procedure, state, days) -> int:
    """Return how far a procedure came when the case is now elsewhere."""
    order = list(PROCEDURE_STAGES[procedure])
    if state in (*ON_FILE, CaseState.ENDED):
        return len(order) - 1
    return max((order.index(stage) for stage in days), default=-1)


def reached_stage_days(procedure, moves) -> dict[str, dt.date]:
    """Return the day of each stage reached; going back to a stage removes the later ones. Moves from outside the
    procedure, such as a rollback, do not count unless they begin it."""
    order, days = list(PROCEDURE_STAGES[procedure]), {}
    for move in moves:
        begins = move.target == order[0]
        if move.target in order and move.target != move.source and (begins or move.source in order):
            place = order.index(move.target)
            days = {stage: day for stage, day in days.items() if order.index(stage) < place}
            days[move.target] = move.effective_on
    return days
