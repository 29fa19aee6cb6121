"""Changes of the registry: what people propose or correct in it, who decided, and which values a confirmed change set
that no file has agreed to yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField, EncryptedJSONField
from core.step_rows import steps_of
from core.workflow import Transition

from .imports import ImportBatch
from .registry import Household, Member


class ChangeState(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("registry change", "To confirm")
    CONFIRMED = "confirmed", pgettext_lazy("registry change", "In force")
    REFUSED = "refused", pgettext_lazy("registry change", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("registry change", "Withdrawn")


class ChangeSource(models.TextChoices):
    STAFF = "staff", pgettext_lazy("registry change", "At the desk")
    VISIT = "visit", pgettext_lazy("registry change", "On a visit")
    IMPORT = "import", pgettext_lazy("registry change", "Registry file")


class RegistryChangeQuerySet(TerritoryQuerySet):
    def waiting(self):
        """Keep what nobody has decided yet."""
        return self.filter(state=ChangeState.PROPOSED)


class RegistryChange(models.Model):
    """One change of the registry: `values` is what is proposed, `before` what stood when it was. Which names stand in
    them, how they are checked and put in force, the kind says (households/changes/declare.py). A change that `holds`
    was told on a visit and stands in the registry already, until somebody refuses it."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    household = models.ForeignKey(
        Household, models.CASCADE, null=True, related_name="changes", verbose_name=_("household")
    )
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="changes", verbose_name=_("member"))
    kind = models.CharField(_("kind"), max_length=20)
    values = EncryptedJSONField(_("proposed"), default=dict)
    before = EncryptedJSONField(_("what stood"), default=dict)
    odd = models.JSONField(_("odd values"), default=list)  # codes of the data-quality checks it would not pass
    holds = models.BooleanField(_("in the registry already"), default=False)
    reason = EncryptedField(_("reason"), default="")
    source = models.CharField(_("where it was said"), max_length=8, choices=ChangeSource, default=ChangeSource.STAFF)
    source_visit = models.UUIDField(_("visit"), null=True)
    source_import = models.ForeignKey(
        ImportBatch, models.SET_NULL, null=True, related_name="+", verbose_name=_("import")
    )
    fingerprint = models.CharField(max_length=64, editable=False)  # the same for the same proposal
    state = models.CharField(_("state"), max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = RegistryChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("registry change")
        verbose_name_plural = _("registry changes")
        ordering = ["proposed_at", "pk"]
        indexes = [
            models.Index(fields=["village", "proposed_at"], condition=Q(state="proposed"), name="changes_to_confirm"),
            models.Index(fields=["household", "-proposed_at"], name="changes_of_a_household"),
            models.Index(fields=["fingerprint"], name="same_proposals"),
            models.Index(fields=["source_visit"], condition=Q(source_visit__isnull=False), name="changes_of_a_visit"),
        ]
        constraints = [
            choice_constraint("change_state_known", "state", ChangeState),
            choice_constraint("change_source_known", "source", ChangeSource),
            models.CheckConstraint(
                name="a_change_told_on_a_visit_names_it", condition=~Q(source="visit") | Q(source_visit__isnull=False)
            ),
            models.CheckConstraint(
                name="only_a_waiting_change_is_undecided", condition=Q(state="proposed") | Q(decided_at__isnull=False)
            ),
        ]

    class Privacy:
        plain = {
            "county",
            "village",
            "household",
            "member",
            "kind",
            "odd",
            "holds",
            "source",
            "source_visit",
            "source_import",
            "fingerprint",
            "state",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
        }
        secret = {"values", "before", "reason"}
        health = set()

    def __str__(self):
        return f"{self.pk}"

    def get_absolute_url(self):
        return reverse("households:change", args=[self.pk])


@steps_of("change")
class RegistryChangeTransition(Transition):
    """One step of a change: who proposed, confirmed, refused or withdrew it."""

    change = models.ForeignKey(RegistryChange, models.CASCADE, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a registry change")
        verbose_name_plural = _("steps of registry changes")

    class Privacy:
        plain = {"change", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()

    def __str__(self):
        return self.step


class ConfirmedValue(models.Model):
    """A field that a confirmed change set and no file has agreed to yet: an import leaves it as it is and shows both.
    `former` is what a file that does not know the change still calls it, where people are found by it: the folded
    name, the keyed hash of the ID number, the birth date, the relation."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("household"))
    member = models.ForeignKey(Member, models.CASCADE, null=True, related_name="+", verbose_name=_("member"))
    field = models.CharField(_("field"), max_length=30)
    former = models.CharField(_("what stood"), max_length=64, blank=True)
    change = models.ForeignKey(RegistryChange, models.CASCADE, related_name="confirmed", verbose_name=_("change"))

    class Meta:
        verbose_name = _("confirmed value")
        verbose_name_plural = _("confirmed values")
        indexes = [models.Index(fields=["county", "field"], name="confirmed_in_a_county")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "field"], condition=Q(member__isnull=False), name="a_field_of_a_person_once"
            ),
            models.UniqueConstraint(
                fields=["household", "field"], condition=Q(member=None), name="a_field_of_a_household_once"
            ),
        ]

    class Privacy:
        plain = {"county", "household", "member", "field", "change"}
        secret = {"former"}
        health = set()

    def __str__(self):
        return self.field
