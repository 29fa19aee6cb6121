"""Pairs of people or households that look like one, and are not: somebody looked at them and said so."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField


class TwiceKind(models.TextChoices):
    PERSON = "person", _("Person")
    HOUSEHOLD = "household", _("Household")


class NotTheSame(models.Model):
    """Two rows of one kind, by their keys, the lower one first, that are not the same. It holds until one of them
    changes."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    kind = models.CharField(_("kind"), max_length=10, choices=TwiceKind)
    first = models.BigIntegerField(_("first"))
    second = models.BigIntegerField(_("second"))
    reason = EncryptedField(_("reason"), default="", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("settled"), default=timezone.now)

    class Meta:
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")
        constraints = [
            models.UniqueConstraint(fields=["kind", "first", "second"], name="a_pair_is_settled_once"),
            models.CheckConstraint(name="a_pair_has_an_order", condition=models.Q(first__lt=models.F("second"))),
            choice_constraint("twice_kind_known", "kind", TwiceKind),
        ]

    class Privacy:
        plain = {"county", "kind", "first", "second", "by", "at"}
        secret = {"reason"}
        health = set()

    def __str__(self):
        return f"{self.kind} {self.first} {self.second}"
