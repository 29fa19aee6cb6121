"""Jobs in the background: who asked for what, how far it is, and what came of it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.constraints import choice_constraint
from core.locks import held_locks, is_work_locked

from .kinds import JOB_KINDS, JobKind

PATIENCE = dt.timedelta(seconds=30)  # within which a worker should begin
HEARD_WITHIN = dt.timedelta(minutes=2)  # a worker sweeps each minute, unless all of them are at a job
SWEEP = "sweep"  # the entry of the timetable that tells when a worker last swept


class JobState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Being done")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")
    SET_ASIDE = "set_aside", pgettext_lazy("job", "Set aside: it failed more than once")


OPEN_JOB_STATES = (JobState.WAITING, JobState.RUNNING)
GIVEN_UP_STATES = (JobState.FAILED, JobState.SET_ASIDE)


class JobQuerySet(models.QuerySet):
    def open(self):
        """Keep the jobs that wait for a worker or are being done."""
        return self.filter(state__in=OPEN_JOB_STATES)

    def latest_for(self, key):
        """Return the newest job with this key; None when there is none."""
        return self.filter(key=key).order_by("-asked_at").first()

    def given_up(self):
        """Keep the jobs that failed, or were set aside because workers died while working on them."""
        return self.filter(state__in=GIVEN_UP_STATES)


class Job(models.Model):
    """One job in the background.

    `key` says what it works on: while such a job is open, asking again returns the same job. `failure` tells the person
    who asked why it failed; `error` tells an engineer the kind and place of the error, never its text, which may hold
    people's data."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    key = models.CharField(max_length=120, blank=True)
    county = models.CharField(_("county"), max_length=6, blank=True)  # its code; empty: for the whole site
    args = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    step = models.CharField(max_length=30, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    retried = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(_("started"), null=True)
    heartbeat_at = models.DateTimeField(_("heard last"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    failure = models.CharField(_("why it failed"), max_length=500, blank=True)
    error = models.CharField(_("error"), max_length=500, blank=True)
    result = models.JSONField(null=True)
    expires_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-asked_at"]
        indexes = [
            models.Index(fields=["key", "-asked_at"], name="jobs_about_something"),
            models.Index(fields=["not_before"], condition=Q(state__in=OPEN_JOB_STATES), name="open_jobs"),
            models.Index(fields=["expires_at"], condition=Q(expires_at__isnull=False), name="jobs_to_forget"),
            models.Index(fields=["-asked_at"], condition=Q(state__in=GIVEN_UP_STATES), name="jobs_given_up"),
        ]
        constraints = [
            choice_constraint("job_state_known", "state", JobState),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=OPEN_JOB_STATES) & ~Q(key=""), name="one_open_job_a_key"
            ),
            models.CheckConstraint(
                name="a_job_that_is_over_says_when",
                condition=Q(state__in=OPEN_JOB_STATES, finished_at=None)
                | (~Q(state__in=OPEN_JOB_STATES) & Q(finished_at__isnull=False)),
            ),
        ]

    class Privacy:
        plain = {
            "id", "kind", "key", "county", "args", "owner", "language", "state", "step", "done", "total",
            "attempts", "retried",
            "asked_at", "not_before", "started_at", "heartbeat_at", "finished_at", "failure", "error", "result",
            "expires_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def kind_of_job(self) -> JobKind:
        return JOB_KINDS[self.kind]

    @property
    def label(self) -> str:
        return JOB_KINDS[self.kind].label if self.kind in JOB_KINDS else self.kind

    @property
    def lock(self) -> str:
        return f"job {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_JOB_STATES

    @property
    def is_given_up(self) -> bool:
        return self.state in GIVEN_UP_STATES

    @property
    def is_worked_at(self) -> bool:
        """Whether a worker is working on it at this moment."""
        return self.is_open and is_work_locked(self.lock)

    @property
    def is_stalled(self) -> bool:
        """Whether nobody is going to do it: there was time to begin, and no worker is heard of. While one is, what a
        killed worker left and what the broker lost is sent again by itself."""
        late = self.is_open and timezone.now() > self.not_before + PATIENCE
        return late and not is_work_locked(self.lock) and not are_workers_heard()

    @property
    def waiting_words(self) -> str:
        """Return where a job stands that nobody has begun; empty for any other."""
        if not self.is_open or is_work_locked(self.lock):
            return ""
        before = Job.objects.open().filter(not_before__lt=self.not_before, owner__isnull=self.owner_id is None).count()
        words = ngettext("Waiting: %(n)s order comes before it", "Waiting: %(n)s orders come before it", before)
        return words % {"n": before} if before else gettext("Waiting for the worker")


class TimetableEntry(models.Model):
    """When a kind of job of the timetable was last asked for: what the machine slept through is caught up."""

    kind = models.CharField(max_length=40, primary_key=True)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("entry of the timetable")
        verbose_name_plural = _("timetable")

    class Privacy:
        plain = {"kind", "asked_at"}
        secret = health = set()

    def __str__(self):
        return self.kind


def are_workers_heard() -> bool:
    """Whether a worker swept within two minutes, or is at a job at this moment."""
    if TimetableEntry.objects.filter(kind=SWEEP, asked_at__gte=timezone.now() - HEARD_WITHIN).exists():
        return True
    begun = Job.objects.filter(state=JobState.RUNNING).order_by("-heartbeat_at")[:100]
    return bool(held_locks(job.lock for job in begun))
