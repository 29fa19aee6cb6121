"""The outbox: work that must still be done, stored in the transaction that makes it necessary."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .kinds import OUTBOX_KINDS

MOST_OUTBOX_ATTEMPTS = 6  # then a row is set aside until somebody looks at it


class OutboxQuerySet(models.QuerySet):
    def due(self):
        """Keep what may be tried now, the oldest first."""
        return self.waiting().filter(not_before__lte=timezone.now()).order_by("id")

    def waiting(self):
        return self.filter(attempts__lt=MOST_OUTBOX_ATTEMPTS)

    def set_aside(self):
        return self.filter(attempts__gte=MOST_OUTBOX_ATTEMPTS)


class OutboxRow(models.Model):
    """One thing that must still be done in a county. `version` grows when it becomes necessary again meanwhile: a row
    is deleted only in the version that was delivered. `error` is kind and place of the last error, never its text."""

    kind = models.CharField(_("kind"), max_length=40)
    county = models.CharField(_("county"), max_length=6)
    key = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en")
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField(_("asked"), default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("error"), max_length=500, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of the outbox")
        verbose_name_plural = _("outbox")
        constraints = [models.UniqueConstraint(fields=["county", "kind", "key"], name="once_in_the_outbox")]
        indexes = [
            models.Index(
                fields=["kind", "county", "id"], condition=Q(attempts__lt=MOST_OUTBOX_ATTEMPTS), name="outbox_waiting"
            )
        ]

    class Privacy:
        plain = {"id", "kind", "county", "key", "language", "version", "added_at", "not_before", "attempts", "error"}
        secret = health = set()

    def __str__(self):
        return f"{self.kind} {self.county} {self.key}"

    @property
    def is_set_aside(self) -> bool:
        return self.attempts >= MOST_OUTBOX_ATTEMPTS

    @property
    def label(self) -> str:
        return OUTBOX_KINDS[self.kind].label if self.kind in OUTBOX_KINDS else self.kind
