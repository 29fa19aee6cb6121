"""What phones and pages delivered: every body exactly as it came, so that nothing a caseworker sent can be lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, together_constraint
from core.crypto.fields import EncryptedField


class DeliveryOutcome(models.TextChoices):
    FILED = "filed", _("Filed")
    STRANDED = "stranded", _("Stranded: its household or its caseworker is no longer here")
    SECOND = "second", _("Second version of a visit that is already here")


class StrandingReason(models.TextChoices):
    UNKNOWN = "unknown", _("No such household")
    MERGED = "merged", _("The household was merged into another")
    MOVED = "moved", _("The household moved away")
    EXTINCT = "extinct", _("Nobody is left in the household")
    MISTAKE = "mistake", _("The household was entered by mistake")
    ELSEWHERE = "elsewhere", _("The household lies outside the caseworker's territory")
    NO_GRANT = "no_grant", _("The caseworker may no longer log visits")
    OLD_BADGE = "old_badge", _("Brought by somebody else from a phone that had not met the site for long")


class DeliverySettlement(models.TextChoices):
    ASSIGNED = "assigned", _("Assigned to a household")
    KEPT_FIRST = "kept_first", _("The first version stays")
    TOOK_SECOND = "took_second", _("The second version replaces the first")
    PUT_ASIDE = "put_aside", _("Put aside with a reason")


class DeliveryRoad(models.TextChoices):
    PHONE = "phone", pgettext_lazy("road", "Phone")
    PAGE = "page", pgettext_lazy("road", "Page")
    RESCUE = "rescue", _("Rescue file")


class DeliveryQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.VISIT_REVIEW

    def waiting(self):
        """Keep stranded visits and second versions that nobody has settled yet."""
        return self.exclude(outcome=DeliveryOutcome.FILED).filter(settled_at=None)

    def settled(self):
        return self.exclude(settled_at=None)


class Delivery(models.Model):
    """One body as it arrived; its number is the receipt's. `visit_key` is the ID made by the phone."""

    visit_key = models.UUIDField(_("visit"))
    sha256 = models.CharField(max_length=64)
    content = EncryptedField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("caseworker"))
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("brought by")
    )
    road = models.CharField(_("how it came"), max_length=8, choices=DeliveryRoad, default=DeliveryRoad.PHONE)
    device_at = models.DateTimeField(_("phone's clock when it was finished"), null=True)
    clock_offset = models.BigIntegerField(_("clock's measured error (milliseconds)"), null=True)
    received_at = models.DateTimeField(_("received"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=DeliveryOutcome)
    stranding = models.CharField(_("why stranded"), max_length=10, choices=StrandingReason, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("area"))
    settlement = models.CharField(_("settled how"), max_length=12, choices=DeliverySettlement, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["area", "-id"], condition=Q(settled_at=None) & ~Q(outcome="filed"), name="unsettled")
        ]
        constraints = [
            models.UniqueConstraint(fields=["visit_key", "sha256"], name="a_body_is_kept_once"),
            models.UniqueConstraint(
                fields=["visit_key"], condition=~Q(outcome="second"), name="one_first_delivery_a_visit"
            ),
            choice_constraint("delivery_outcome_known", "outcome", DeliveryOutcome),
            choice_constraint("delivery_road_known", "road", DeliveryRoad),
            together_constraint("delivery_settled_completely", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="a_settlement_says_how",
                condition=Q(settled_at=None, settlement="")
                | Q(settled_at__isnull=False, settlement__in=sorted(DeliverySettlement.values)),
            ),
            models.CheckConstraint(
                name="only_the_stranded_have_a_reason_to_be",
                condition=Q(outcome="stranded", stranding__in=sorted(StrandingReason.values))
                | (~Q(outcome="stranded") & Q(stranding="")),
            ),
        ]

    class Privacy:
        plain = {
            "visit_key",
            "by",
            "brought_by",
            "road",
            "device_at",
            "clock_offset",
            "received_at",
            "outcome",
            "stranding",
            "area",
            "settlement",
            "settled_at",
            "settled_by",
        }
        secret = {"sha256", "content", "reason"}
        health = set()

    def __str__(self):
        return self.number

    @property
    def number(self) -> str:
        """Return the receipt's number, as the caseworker reads it."""
        return f"{self.pk:06d}"
