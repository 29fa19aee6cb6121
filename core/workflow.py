"""What every workflow shares: a table of steps, one way to take a step, and a log of transitions, each with the day it
took effect. Rows of the log are only ever added. Nothing here knows a model by name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .dates import today
from .history import insert_only
from .text import Label


class StaleState(Exception):
    """Somebody else moved it first: the page showed a state that no longer holds."""

    def __init__(self, message=None):
        super().__init__(message or _("Somebody else moved this first. Please look at it again: nothing was changed."))


class ActionRefused(Exception):
    """The step cannot be taken, for the reason given."""


@dataclass(frozen=True)
class Step:
    """One step: from which states, to which, with which permission, and what must be filled in."""

    name: str
    sources: tuple
    target: str
    permission: str
    label: Label
    needs_reason: bool = False
    needs: tuple = ()  # fields that the person fills in


@dataclass(frozen=True)
class Workflow:
    """The table of steps for one kind of thing."""

    steps: tuple
    by_name: dict = field(init=False)

    def __post_init__(self):
        # The dataclass is frozen, so an attribute is only set this way.
        object.__setattr__(self, "by_name", {step.name: step for step in self.steps})

    def __getitem__(self, name) -> Step:
        return self.by_name[name]

    def from_state(self, state) -> list[Step]:
        """Return the steps that may follow a state, for somebody with every permission."""
        return [step for step in self.steps if state in step.sources]

    def available(self, subject, may) -> list[Step]:
        """Return the steps that a person may take now; `may(permission)` answers for that person in the subject's
        area."""
        return [step for step in self.from_state(subject.state) if may(step.permission)]

    def reachable(self, start) -> set:
        """Return every state that can be reached from `start`."""
        found, waiting = {start}, [start]
        while waiting:
            targets = {step.target for step in self.from_state(waiting.pop())} - found
            found |= targets
            waiting += targets
        return found


@dataclass(frozen=True)
class StepTaker:
    """Takes the steps of one table. accounts/steps.py adds the permissions and the access log, the app of the subject
    the rest. The functions are called with (subject, step, by, **said): `said` is what the person filled in, including
    `on`, the day from which the new state holds."""

    workflow: Workflow
    noun: str  # in the access log: "alert" makes alert_dispatch
    area_of: Callable  # area_of(subject): the area in which one must hold the step's permission
    may: Callable
    must: Callable
    record_access: Callable
    lock: Callable | None = None  # locks the subject and reads its state again
    hindrance: Callable = lambda *_subject, **_said: ""  # why the step cannot be taken now, in words
    prepare: Callable = lambda *_subject, **_said: {}  # new values; writes the step's papers, or raises ActionRefused
    logged: Callable = lambda *_subject, **_said: {}  # further columns of the transition
    follow: Callable = lambda *_subject, **_said: None  # the consequences of the step
    withheld: Callable = lambda subject, user: ()  # the names of steps that are not offered
    on_schedule: tuple = ()  # the steps that are also taken without a person, when their time has come

    @transaction.atomic
    def take(self, subject, name, *, by, seen=None, reason="", on=None, **said):
        """Move a subject by one step. `seen` is the state on the page that `by` acted from. Raises PermissionDenied,
        ActionRefused with what is missing, or StaleState when somebody else was quicker."""
        step, seen, said["on"] = self.workflow[name], seen or subject.state, on or today()
        if by is not None or name not in self.on_schedule:
            self.must(by, step.permission, self.area_of(subject))
        if step.needs_reason and not reason.strip():
            raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
        if self.lock:
            self.lock(subject, step)
            self.check_seen(subject, step, seen)
        if why := self.hindrance(subject, step, by, **said):
            raise ActionRefused(why)
        return self.move(subject, step, by=by, seen=seen, reason=reason, **said)

    def check_seen(self, subject, step, seen) -> None:
        """Raise StaleState unless the subject is still in the state that was seen, and the step may follow it."""
        if subject.state != seen or seen not in step.sources:
            raise StaleState()

    def move(self, subject, step, *, by, seen, reason="", **said):
        """Write the new state, unless somebody else was quicker, with its log entries and consequences."""
        values = self.prepare(subject, step, by, **said)
        still_there = type(subject).objects.filter(pk=subject.pk, state=seen)
        if seen not in step.sources or not still_there.update(state=step.target, **values):
            raise StaleState()
        for name, value in ({"state": step.target} | values).items():
            setattr(subject, name, value)
        self.log(subject, step.name, seen, by=by, reason=reason, **said)
        self.follow(subject, step, by, **said)
        return subject

    def log(self, subject, name, source, *, by, reason="", on=None, **said) -> None:
        """Write an entry in the subject's own log, and one in the access log."""
        subject.transitions.create(
            step=name,
            source=source,
            target=subject.state,
            effective_on=on or today(),
            by=by,
            reason=reason.strip(),
            **self.logged(subject, name, by, **said),
        )
        self.record_access(by, f"{self.noun}_{name}", subject, area=self.area_of(subject))

    def take_several(self, subjects, name_of, *, by, seen=None, reason="") -> tuple[list, list]:
        """Take a step with each of several subjects on its own: (moved, [(subject, why not)]). `seen` maps their keys
        to the states on the page; `name_of(subject, seen)` names the step, or raises ActionRefused; `reason` goes with
        each."""
        moved, refused = [], []
        for subject in subjects:
            state = (seen or {}).get(subject.pk, subject.state)
            try:
                moved.append(self.take(subject, name_of(subject, state), by=by, seen=state, reason=reason))
            except (ActionRefused, StaleState, PermissionDenied) as error:
                refused.append((subject, str(error)))
        return moved, refused

    def available(self, subject, user) -> list[Step]:
        """Return the steps this person may take with the subject, including those that are hindered for the moment."""
        area, withheld = self.area_of(subject), self.withheld(subject, user)
        able = self.workflow.available(subject, lambda permission: self.may(user, permission, area))
        return [step for step in able if step.name not in withheld]


def state_now(subject, system="") -> tuple[str, str]:
    """Return the current state of a subject, and in words who moved it meanwhile, and when. A person with an outdated
    page needs this. `system` is the name to give when no person moved it."""
    subject.refresh_from_db(fields=["state"])
    last = subject.transitions.select_related("by").last()
    if last is None:
        return subject.state, ""
    words = {
        "state": subject.get_state_display(),
        "who": last.by or system,
        "day": date_format(last.effective_on, "DATE_FORMAT"),
    }
    return subject.state, _("It is now “%(state)s”, by %(who)s on %(day)s.") % words


def state_diagram(steps: Iterable[Step]) -> str:
    """Return the steps as a Mermaid state diagram, for the documentation."""
    arrows = [f"    {source} --> {step.target}: {step.name}" for step in steps for source in step.sources]
    return "\n".join(["stateDiagram-v2", *arrows])


class Transition(models.Model):
    """A transition of a subject: who moved it from which state to which, when and why. `effective_on` is the day from
    which the new state holds, so that the state on any past day is known."""

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
        triggers = [insert_only(forgotten=("reason",))]
