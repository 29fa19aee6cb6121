"""What every workflow shares: a table of steps, moves by compare-and-set, and a log of transitions, each with the day
it took effect. Rows of the log are only ever added. Nothing here knows a model by name."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .text import Label


class StaleState(Exception):
    """Somebody else moved it first: what was seen on the page is no longer so."""

    def __init__(self, message=None):
        super().__init__(message or _("Somebody else moved this first. Please look at it again: nothing was changed."))


class ActionRefused(Exception):
    """The step cannot be taken, for the reason given."""


@dataclass(frozen=True)
class Step:
    """One arrow: from which states, to which, with which permission, and what must be said with it."""

    name: str
    sources: tuple
    target: str
    permission: str
    label: Label
    needs_reason: bool = False
    needs: tuple = ()  # fields that the person fills in


@dataclass(frozen=True)
class Workflow:
    """The whole table of one kind of thing."""

    steps: tuple
    by_name: dict = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "by_name", {step.name: step for step in self.steps})

    def __getitem__(self, name) -> Step:
        return self.by_name[name]

    def from_state(self, state) -> list[Step]:
        """What may follow a state, for somebody with every permission."""
        return [step for step in self.steps if state in step.sources]

    def available(self, subject, may) -> list[Step]:
        """The steps that a person may take now; `may(permission)` answers for that person over the subject's area."""
        return [step for step in self.from_state(subject.state) if may(step.permission)]

    def reachable(self, start) -> set:
        """Every state that can be reached from one."""
        found, waiting = {start}, [start]
        while waiting:
            targets = {step.target for step in self.from_state(waiting.pop())} - found
            found |= targets
            waiting += targets
        return found


def move_state(subjects: models.QuerySet, step: Step, *, seen: str, **values) -> bool:
    """Move one subject if it is still in the state that the person saw. False when somebody was quicker."""
    return bool(seen in step.sources and subjects.filter(state=seen).update(state=step.target, **values))


def require_reason(step: Step, reason: str) -> None:
    """Raise Refused when the step needs a reason and none was given."""
    if step.needs_reason and not reason.strip():
        raise ActionRefused(_("Please give a reason: whoever reads it next needs to know why."))


def state_diagram(steps: Iterable[Step]) -> str:
    """The table as a Mermaid state diagram, for the documentation."""
    arrows = [f"    {source} --> {step.target}: {step.name}" for step in steps for source in step.sources]
    return "\n".join(["stateDiagram-v2", *arrows])


class Transition(models.Model):
    """Who moved a subject from which state to which, when and why. `effective_on` is the day on which the new state
    holds, so that the state on any past day can be told."""

    step = models.CharField(gettext_lazy("step"), max_length=20)
    source = models.CharField(gettext_lazy("from"), max_length=18, blank=True)
    target = models.CharField(gettext_lazy("to"), max_length=18)
    effective_on = models.DateField(gettext_lazy("effective on"))
    at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=gettext_lazy("by")
    )
    reason = models.CharField(gettext_lazy("reason"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering = ["effective_on", "id"]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]
