"""Observations: what a visit said about one thing that others speak of too: a member's work, an income item of a month,
a phone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, together_constraint
from core.crypto.fields import EncryptedField
from households.models import Household


class ObservationStanding(models.TextChoices):
    HOLDS = "holds", _("Holds")
    OUTDONE = "outdone", _("A later visit says otherwise")
    OVERRULED = "overruled", _("Another source says otherwise")


class ObservationDecision(models.TextChoices):
    VISIT = "visit", _("The visit's answer holds")
    ON_FILE = "on_file", _("What is on file stays")
    REFUSED = "refused", _("Refused: it was not so")


class ObservationQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"
    to_look = Permission.VISIT_REVIEW

    def differing(self):
        """Keep the observations that somebody contradicted without having seen them, and that nobody has settled."""
        return self.exclude(other="").filter(settled_at=None)


class Observation(models.Model):
    """What one visit said about one thing. `thing` names it ("m17-labour", "income 2026-10 crops"). `seen` is what the
    caseworker was shown, `outside` what sources other than visits say, `other` a differing answer that the township
    should look at."""

    visit = models.ForeignKey("visits.Visit", models.CASCADE, related_name="observations", verbose_name=_("visit"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("household"))
    thing = models.CharField(_("what"), max_length=80)
    value = EncryptedField()
    seen = EncryptedField(default="")
    outside = EncryptedField(default="")
    other = EncryptedField(default="")
    observed_at = models.DateTimeField(_("said"))
    standing = models.CharField(
        _("standing"), max_length=10, choices=ObservationStanding, default=ObservationStanding.HOLDS
    )
    decision = models.CharField(_("decision"), max_length=8, choices=ObservationDecision, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )

    objects = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        ordering = ["household", "thing", "observed_at", "visit"]
        indexes = [models.Index(fields=["household", "thing"], name="said_of_a_thing")]
        constraints = [
            models.UniqueConstraint(fields=["visit", "thing"], name="a_visit_says_a_thing_once"),
            choice_constraint("observation_standing_known", "standing", ObservationStanding),
            together_constraint("observation_settled_completely", "settled_at", "settled_by"),
            models.CheckConstraint(
                name="a_decision_is_known",
                condition=Q(decision="", settled_at=None)
                | Q(decision__in=sorted(ObservationDecision.values), settled_at__isnull=False),
            ),
            models.CheckConstraint(name="an_observation_says_something", condition=~Q(value=b"")),
        ]

    class Privacy:
        plain = {"visit", "household", "thing", "observed_at", "standing", "decision", "settled_at", "settled_by"}
        secret = {"value", "seen", "outside", "other"}
        health = set()

    def __str__(self):
        return self.thing
