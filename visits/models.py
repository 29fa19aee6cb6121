"""Home visits: what a caseworker saw, and when."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.territory import InTerritory
from households.choices import RiskType
from households.models import Household
from povwatch.lib.constraints import one_of
from povwatch.lib.history import history


class Purpose(models.TextChoices):
    ROUTINE = "routine", _("Routine")
    VERIFY = "verify", _("Verify an alert")
    CLEARING = "clearing", _("Check before clearing")
    RETURN = "return", _("Return visit")
    MEASURE = "measure", _("Check a measure")


class Way(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    VIDEO = "video", _("By video")


class VisitState(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    SENT_BACK = "sent_back", _("Sent back")
    VOIDED = "voided", _("Voided")


class VisitQuerySet(InTerritory):
    area_path = "household__village__path"

    def counted(self):
        """Every visit but the voided ones."""
        return self.exclude(state=VisitState.VOIDED)


@history
class Visit(models.Model):
    """One visit to one household. The ID is made where the visit is logged; findings about the guarantees stand in the
    GuaranteeCheck with this visit as its source."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="visits", verbose_name=_("household"))
    visited_on = models.DateField(_("visited on"))
    visited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="visits", verbose_name=_("visited by")
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, default=Purpose.ROUTINE)
    way = models.CharField(_("way"), max_length=10, choices=Way, default=Way.IN_PERSON)
    people_met = models.CharField(_("people met"), max_length=120, blank=True)
    shocks = ArrayField(
        models.CharField(max_length=4, choices=RiskType), default=list, blank=True, verbose_name=_("shocks seen")
    )
    needs = models.CharField(_("needs"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    next_visit_on = models.DateField(_("next visit"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=VisitState, default=VisitState.SUBMITTED)
    received_at = models.DateTimeField(_("received"), auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-visited_on", "-received_at"]
        indexes = [models.Index(fields=["household", "-visited_on", "-received_at"], name="latest_visit")]
        constraints = [
            one_of("visit_purpose_known", "purpose", Purpose),
            one_of("visit_way_known", "way", Way),
            one_of("visit_state_known", "state", VisitState),
            models.CheckConstraint(name="shocks_known", condition=Q(shocks__contained_by=sorted(RiskType.values))),
        ]

    class Privacy:
        plain = {
            "id", "household", "visited_on", "visited_by", "purpose", "way", "people_met", "needs", "next_visit_on",
            "state", "received_at",
        }  # fmt: skip
        secret = {"note"}
        health = {"shocks"}

    def __str__(self):
        return f"{self.visited_on}"
