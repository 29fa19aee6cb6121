"""How far a case has come, stage by stage: what is done and when, what comes now, and what lies ahead."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from cases.choices import IN_CLEARING, IS_CLEARED, ON_FILE, PROPOSED, CaseState, Procedure
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
DONE, NOW, AHEAD = "done", "now", "ahead"


@dataclass(frozen=True)
class ProcedureStage:
    """One stage; `on` is the day on which it was done, if the log has it."""

    label: Label
    status: str
    on: dt.date | None = None


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
    return [ProcedureProgress(procedure.label, procedure_stages(procedure, case.state, moves)) for procedure in shown]


def procedure_stages(procedure, state, moves) -> list[ProcedureStage]:
    """Return every stage of a procedure. A refused procedure waits at no stage."""
    order, days = list(PROCEDURE_STAGES[procedure]), reached_stage_days(procedure, moves)
    waits = state in PROPOSED if procedure == Procedure.IDENTIFICATION else state in IN_CLEARING
    last = order.index(state) if state in order else last_stage_index(procedure, state, days)
    found = []
    for place, stage in enumerate(order):
        status = DONE if place <= last else NOW if waits and place == last + 1 else AHEAD
        found.append(
            ProcedureStage(PROCEDURE_STAGES[procedure][stage], status, days.get(stage) if status == DONE else None)
        )
    return found


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
