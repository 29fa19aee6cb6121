"""Second looks: a share of the alerts closed as no risk, drawn by the system, at which the county looks again. Every
draw is kept, also those that missed, so that anybody can count whether the share was kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from pgtrigger import ReadOnly

from accounts.territory import TerritoryQuerySet
from core.dates import today

from .alerts import Alert, AlertState, AlertTransition

SIDES = 10_000  # of the die: a share counts to a hundredth of a percent
AS_DRAWN = ["alert", "closing", "drawn_on", "share", "roll", "is_drawn"]


class LookVerdict(models.TextChoices):
    STANDS = "stands", _("The answer stands")
    REOPENED = "reopened", _("Reopened")


class SecondLookQuerySet(TerritoryQuerySet):
    area_path = "alert__village__path"

    def waiting(self):
        """Keep those that were drawn and that nobody has looked at."""
        return self.filter(is_drawn=True, verdict="", alert__state=AlertState.CLOSED)


class SecondLook(models.Model):
    """One draw, of one closing. `roll` is a number from 0 to 9,999 that chance gave; the alert is drawn when it is
    below the county's `share` of 10,000."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="second_looks", verbose_name=_("alert"))
    closing = models.OneToOneField(AlertTransition, models.CASCADE, related_name="+", verbose_name=_("closing"))
    drawn_on = models.DateField(_("drawn on"), default=today)
    share = models.DecimalField(_("share"), max_digits=5, decimal_places=4)
    roll = models.PositiveSmallIntegerField(_("roll"))
    is_drawn = models.BooleanField(_("to be looked at again"))
    verdict = models.CharField(_("verdict"), max_length=8, choices=LookVerdict, blank=True)
    looked_on = models.DateField(_("looked at on"), null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("looked at by")
    )

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["alert"], condition=Q(is_drawn=True, verdict=""), name="looks_that_wait")]
        triggers = [ReadOnly(name="as_drawn", fields=AS_DRAWN)]
        constraints = [
            models.CheckConstraint(name="a_share_is_a_part", condition=Q(share__range=(0, 1))),
            models.CheckConstraint(name="a_die_has_its_sides", condition=Q(roll__range=(0, SIDES - 1))),
            models.CheckConstraint(
                name="drawn_as_the_die_fell",
                condition=Q(is_drawn=True, roll__lt=F("share") * SIDES)
                | Q(is_drawn=False, roll__gte=F("share") * SIDES),
            ),
            models.CheckConstraint(name="looked_at_when_drawn", condition=Q(is_drawn=True) | Q(verdict="")),
            models.CheckConstraint(
                name="a_verdict_has_its_person",
                condition=Q(verdict="", looked_on=None, looked_by=None)
                | Q(verdict__in=sorted(LookVerdict.values), looked_on__isnull=False, looked_by__isnull=False),
            ),
        ]

    class Privacy:
        plain = {"alert", "closing", "drawn_on", "share", "roll", "is_drawn", "verdict", "looked_on", "looked_by"}
        secret = health = set()

    def __str__(self):
        return f"{self.alert_id} / {self.pk}"
