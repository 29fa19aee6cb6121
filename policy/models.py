"""The values of parameters: what was decided, from which day on, and by which document."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet

from .keys import PARAMETER_KEYS


class ParameterQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.PARAMETER_VIEW

    def visible_to(self, user):
        """Keep the parameters of counties in which the user may look anywhere: they hold in all villages of the
        county."""
        return self.filter(area__code__in={area.county_code for area in user.areas_where(self.to_look)})

    def in_force(self, day, area):
        """Keep one row for each key: the one with the latest start not after `day`; of two with the same start, the
        later one."""
        return self.filter(area=area, valid_from__lte=day).order_by("key", "-valid_from", "-id").distinct("key")


class Parameter(models.Model):
    """One value of one key for one county from one day on. Rows are only ever added: the next value is a new row."""

    key = models.CharField(_("parameter"), max_length=40)
    area = models.ForeignKey(Area, models.PROTECT, related_name="parameters", verbose_name=_("county"))
    value = models.CharField(_("value"), max_length=40)
    valid_from = models.DateField(_("in force from"))
    document = models.CharField(_("document"), max_length=200)
    enacted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("enacted by")
    )
    enacted_at = models.DateTimeField(_("enacted at"), default=timezone.now)

    objects = ParameterQuerySet.as_manager()

    class Meta:
        verbose_name = _("parameter")
        verbose_name_plural = _("parameters")
        ordering = ["key", "-valid_from", "-id"]
        indexes = [models.Index(fields=["area", "key", "-valid_from"])]
        constraints = [models.CheckConstraint(name="parameter_cites_a_document", condition=~models.Q(document=""))]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.key} = {self.value} ({self.valid_from})"

    @property
    def is_starting_value(self) -> bool:
        """Return whether nobody of the county decided on this value: it came with its reference data."""
        return self.enacted_by_id is None

    @property
    def words(self) -> str:
        """Return the value as a clerk says it."""
        return PARAMETER_KEYS[self.key].words(self.value)
