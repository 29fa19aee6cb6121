"""Batches: what one department sent at once, on its way from the file to the rows that count."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.departments import Department
from accounts.models import Area
from core import masks
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from households.import_messages import ProblemMessage

from .reach import DepartmentQuerySet


class BatchState(models.TextChoices):
    UPLOADED = "uploaded", pgettext_lazy("batch", "Waiting to be checked")
    CHECKING = "checking", pgettext_lazy("batch", "Being checked")
    CHECKED = "checked", pgettext_lazy("batch", "Checked, not published")
    PUBLISHING = "publishing", pgettext_lazy("batch", "Being published")
    PUBLISHED = "published", pgettext_lazy("batch", "Published")
    FAILED = "failed", pgettext_lazy("batch", "Could not be read")
    DISCARDED = "discarded", pgettext_lazy("batch", "Discarded")


WORKING_STATES = (BatchState.UPLOADED, BatchState.CHECKING, BatchState.PUBLISHING)


class BatchWay(models.TextChoices):
    PAGE = "page", pgettext_lazy("batch", "On the page")
    INTERFACE = "interface", pgettext_lazy("batch", "By the department's system")
    COMMAND = "command", pgettext_lazy("batch", "By the operator")


class FeedBatch(models.Model):
    """What a department sent of one feed for one month. It is checked without saving anything, looked at, and then
    published or discarded. `is_whole` says that it is all of the month: what an earlier batch of that month has and
    this one lacks is withdrawn."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    feed = models.CharField(_("feed"), max_length=30)
    department = models.CharField(_("department"), max_length=18, choices=Department)
    month = models.DateField(_("month"))
    is_whole = models.BooleanField(_("all of the month"), default=False)
    good_rows = models.BooleanField(_("good rows are published although others are bad"), default=False)
    publishes_itself = models.BooleanField(_("is published when nothing is wrong"), default=False)
    token = models.ForeignKey(
        "departments.FeedToken", models.PROTECT, null=True, related_name="+", verbose_name=_("token")
    )
    way = models.CharField(_("sent"), max_length=10, choices=BatchWay, default=BatchWay.PAGE)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64)
    language = models.CharField(_("language of the error file"), max_length=10)
    state = models.CharField(_("state"), max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    created_at = models.DateTimeField(_("sent on"), auto_now_add=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    preview = models.JSONField(_("first rows"), default=list, blank=True)  # without anything personal
    failure = models.JSONField(_("why it failed"), default=dict, blank=True)  # {"code", "params"}
    remarks = models.JSONField(_("remarks"), default=list, blank=True)  # [{"code", "params"}]
    has_error_file = models.BooleanField(_("error file"), default=False)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of a department")
        verbose_name_plural = _("batches of departments")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["county", "feed", "month"], name="batches_of_a_month")]
        constraints = [
            choice_constraint("batch_state_known", "state", BatchState),
            choice_constraint("batch_way_known", "way", BatchWay),
            choice_constraint("batch_department_known", "department", Department),
            models.CheckConstraint(name="a_batch_is_of_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="batch_published_is_dated", condition=~Q(state="published") | Q(published_at__isnull=False)
            ),
        ]

    class Privacy:
        plain = {
            "county", "feed", "department", "month", "is_whole", "good_rows", "publishes_itself", "token", "way", "by",
            "file_name", "digest", "language", "state", "created_at", "checked_at", "published_at", "counts",
            "preview", "failure", "remarks", "has_error_file",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.feed} {self.month:%Y-%m}"

    def get_absolute_url(self):
        return reverse("departments:batch", args=[self.pk])

    def move(self, *sources, to, **changes) -> bool:
        """Move to the state `to` when the batch is in one of `sources`; returns whether it was (compare and set)."""
        moved = type(self).objects.filter(pk=self.pk, state__in=sources).update(state=to, **changes)
        self.refresh_from_db()
        return bool(moved)

    @property
    def is_at_work(self) -> bool:
        return self.state in WORKING_STATES

    @property
    def errors(self) -> int:
        return self.counts.get("errors", 0)

    @property
    def writes(self) -> int:
        """Return how many rows publishing adds, changes or withdraws."""
        return sum(self.counts.get(name, 0) for name in ("new", "changed", "withdrawn"))

    @property
    def failed_because(self) -> ProblemMessage | None:
        return ProblemMessage(**self.failure) if self.failure else None

    @property
    def remarks_in_words(self) -> list[ProblemMessage]:
        return [ProblemMessage(**remark) for remark in self.remarks]


class FeedProblemQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(batch__in=FeedBatch.objects.visible_to(user))


class FeedProblem(models.Model):
    """One cell of a batch that is wrong: its row is not published."""

    batch = models.ForeignKey(FeedBatch, models.CASCADE, related_name="problems")
    sheet = models.CharField(_("sheet"), max_length=60)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=100, blank=True)
    value = EncryptedField(_("value"), default="", blank=True)
    mask = models.CharField(max_length=10, blank=True)  # how a page masks the value; empty: not at all
    code = models.CharField(_("what is wrong"), max_length=30)
    params = models.JSONField(default=dict, blank=True)
    is_error = True  # for the error file: a department's row is right or wrong

    objects = FeedProblemQuerySet.as_manager()

    class Meta:
        verbose_name = _("problem of a batch")
        verbose_name_plural = _("problems of batches")
        ordering = ["pk"]

    class Privacy:
        plain = {"batch", "sheet", "row", "column", "mask", "code", "params"}
        secret = {"value"}
        health = set()

    def __str__(self):
        return f"{self.sheet} {self.row} {self.column}: {self.code}"

    @property
    def message(self) -> ProblemMessage:
        return ProblemMessage(self.code, self.params)

    @property
    def masked_value(self) -> str:
        """Return the value as a page may show it."""
        if self.mask == "hidden":
            return "*" * len(self.value)
        return getattr(masks, self.mask)(self.value) if self.mask else self.value
