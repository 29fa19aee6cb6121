"""Tokens by which the systems of departments send data and fetch answers."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import Area
from core.constraints import order_constraint, together_constraint
from core.dates import today

from .reach import DepartmentQuerySet


class FeedTokenQuerySet(DepartmentQuerySet):
    def in_force(self, day):
        return self.filter(valid_from__lte=day, valid_until__gte=day, revoked_at=None)


class FeedToken(models.Model):
    """A token of a department's system. It is shown once and kept as a hash; it holds for one feed of one county, from
    some addresses, between two days, and can be revoked."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    department = models.CharField(_("department"), max_length=18, choices=Department)
    feed = models.CharField(_("feed"), max_length=30)
    name = models.CharField(_("which system"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    addresses = ArrayField(
        models.CharField(max_length=50), verbose_name=_("addresses"), default=list, blank=True
    )  # networks such as 10.1.2.0/24; empty: any
    valid_from = models.DateField(_("from"), default=today)
    valid_until = models.DateField(_("until"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("revoked by")
    )
    used_on = models.DateField(_("last used"), null=True)

    objects = FeedTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("token of a department's system")
        verbose_name_plural = _("tokens of departments' systems")
        ordering = ["-pk"]
        constraints = [
            order_constraint("token_dates_in_order", "valid_from", "valid_until"),
            together_constraint("token_revoked_completely", "revoked_at", "revoked_by"),
        ]

    class Privacy:
        plain = {
            "county", "department", "feed", "name", "addresses", "valid_from", "valid_until", "made_by", "made_at",
            "revoked_at", "revoked_by", "used_on",
        }  # fmt: skip
        secret = {"token_hash"}
        health = set()

    def __str__(self):
        return self.name

    @property
    def is_in_force(self) -> bool:
        return self.revoked_at is None and self.valid_from <= today() <= self.valid_until


class FeedRequest(models.Model):
    """One request of a department's system, by its idempotency key: asked again it has the same batch."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    token = models.ForeignKey(FeedToken, models.PROTECT, related_name="requests", verbose_name=_("token"))
    key = models.CharField(_("idempotency key"), max_length=80)
    digest = models.CharField(_("SHA-256"), max_length=64)
    batch = models.ForeignKey(
        "departments.FeedBatch", models.PROTECT, null=True, related_name="+", verbose_name=_("batch")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("request of a department's system")
        verbose_name_plural = _("requests of departments' systems")
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="one_batch_a_key"),
            models.CheckConstraint(name="a_key_says_something", condition=~Q(key="")),
        ]

    class Privacy:
        plain = {"county", "token", "key", "digest", "batch", "at"}
        secret = health = set()

    def __str__(self):
        return self.key
