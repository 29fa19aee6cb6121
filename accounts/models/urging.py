"""Reminders by which an office above urges a place to act, and what the place answers."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import together_constraint

from .areas import Area
from .people import User


class UrgingQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.INDICATOR_VIEW

    def open(self):
        return self.filter(answered_at=None)


class Urging(models.Model):
    """A township or village was urged to act. `counts` says on what, as it stood then: {code: number}. A place has one
    open urging at a time; it is over when the place has answered."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="urgings", verbose_name=_("place"))
    counts = models.JSONField(_("what was to be acted on"), default=dict)
    note = models.CharField(_("note"), max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("urged by"))
    asked_at = models.DateTimeField(_("urged"), default=timezone.now)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = UrgingQuerySet.as_manager()

    class Meta:
        verbose_name = _("urging")
        verbose_name_plural = _("urgings")
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["area", "-asked_at"], name="urgings_of_a_place")]
        constraints = [
            models.UniqueConstraint(fields=["area"], condition=Q(answered_at=None), name="one_open_urging_a_place"),
            together_constraint("an_answer_to_urging_is_complete", "answered_at", "answered_by"),
            models.CheckConstraint(
                name="an_answer_to_urging_says_something", condition=Q(answered_at=None) | ~Q(answer="")
            ),
        ]

    class Privacy:
        plain = {"area", "counts", "asked_by", "asked_at", "answered_by", "answered_at"}
        secret = {"note", "answer"}
        health = set()

    def __str__(self):
        return f"{self.area}"

    def get_absolute_url(self):
        return reverse("accounts:urging", args=[self.pk])
