"""Steps through a workflow, each on its day. They follow the workflow's own table, so that an invented history is a
possible one."""

import datetime as dt
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple


class TakenStep(NamedTuple):
    """One entry of a log."""

    step: str
    source: str
    target: str
    effective_on: dt.date
    reason: str = ""


def step_targets(workflow, **beside) -> dict:
    """Return the state that each step of a workflow leads to; `beside` are steps missing in its table (None: the state
    stays)."""
    return {step.name: step.target for step in workflow.steps} | beside


@dataclass
class StepWalk:
    """An object that has taken some steps of a workflow."""

    steps: list = field(default_factory=list, kw_only=True)
    targets: ClassVar[dict] = {}

    @property
    def state(self) -> str:
        return self.steps[-1].target if self.steps else ""

    def take(self, step: str, day: dt.date, reason: str = "") -> None:
        target = self.targets[step] or self.state
        self.steps.append(TakenStep(str(step), self.state, str(target), day, reason))

    def on(self, step: str) -> dt.date | None:
        """Return the latest day on which a step was taken."""
        return next((taken.effective_on for taken in reversed(self.steps) if taken.step == step), None)


def day_of(*names):
    """Return an attribute with the latest day of the first of these steps that was taken."""
    return property(lambda walk: next(filter(None, map(walk.on, names)), None))
