"""What people found when they examined whether a lifted household fell back into poverty."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from households.models import Household


class ReturnVerdict(models.TextChoices):
    NOT_RETURNED = "not_returned", _("Not returned to poverty")
    RETURNED = "returned", _("Returned to poverty")


class ReturnExaminationQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"


class ReturnExamination(models.Model):
    """One examination of a lifted household: what was found, why, by whom, and what the system knew on that day. Only
    ever added; of two in a year the later one holds. No rule makes one."""

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="return_examinations", verbose_name=_("household")
    )
    examined_on = models.DateField(_("examined on"))
    verdict = models.CharField(_("verdict"), max_length=12, choices=ReturnVerdict)
    reason = EncryptedField(_("reason"))
    known = models.JSONField(_("what was known then"), default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("examined by"))
    at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = ReturnExaminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("examination of a return to poverty")
        verbose_name_plural = _("examinations of returns to poverty")
        ordering = ["-examined_on", "-pk"]
        indexes = [models.Index(fields=["household", "-examined_on", "-id"], name="return_examinations_of_one")]
        constraints = [
            choice_constraint("return_verdict_known", "verdict", ReturnVerdict),
            models.CheckConstraint(name="a_return_has_a_reason", condition=~models.Q(reason=b"")),
        ]

    class Privacy:
        plain = {"household", "examined_on", "verdict", "by", "at"}
        secret = {"reason", "known"}
        health = set()

    def __str__(self):
        return f"{self.household_id} {self.examined_on}"
