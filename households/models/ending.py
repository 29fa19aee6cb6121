"""Data that ends: what was ended, night by night, and which households' data is held."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import together_constraint
from core.dates import today

from .registry import Household


class EndedDataQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.DATA_VIEW


class EndedData(models.Model):
    """How much of one kind was ended at once, all of it from before a day. No names, and no numbers of rows."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    kind = models.CharField(_("kind"), max_length=30)  # a code of ENDINGS
    up_to = models.DateField(_("from before"))
    number = models.PositiveIntegerField(_("how many"))
    at = models.DateTimeField(_("when"), default=timezone.now)

    objects = EndedDataQuerySet.as_manager()

    class Meta:
        verbose_name = _("ended data")
        verbose_name_plural = _("ended data")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["county", "kind", "at"], name="ended_by_kind")]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    class Privacy:
        plain = {"id", "county", "kind", "up_to", "number", "at"}
        secret = health = set()

    def __str__(self):
        return f"{self.kind} {self.up_to}"


class DataHoldQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"
    to_look = Permission.DATA_VIEW

    def standing(self):
        """Keep the holds that nobody has released."""
        return self.filter(released_at=None)


class DataHold(models.Model):
    """Nothing of this household ends while it is held: somebody disputes what was decided, or a court asks."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="data_holds", verbose_name=_("household"))
    reason = models.CharField(_("reason"), max_length=300)
    held_on = models.DateField(_("held since"), default=today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("held by"))
    released_at = models.DateTimeField(_("released"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("released by")
    )

    objects = DataHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("hold of data")
        verbose_name_plural = _("holds of data")
        ordering = ["-held_on", "-pk"]
        constraints = [
            together_constraint("hold_released_by_somebody", "released_at", "released_by"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(released_at=None), name="one_standing_hold_a_household"
            ),
        ]

    class Privacy:
        plain = {"id", "household", "held_on", "by", "released_at", "released_by"}
        secret = {"reason"}
        health = set()

    def __str__(self):
        return f"{self.household} {self.held_on}"

    def get_absolute_url(self):
        return reverse("households:ending")
