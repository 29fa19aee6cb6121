"""People nobody knows yet: somebody a visit, a file, a declaration or a department spoke of who is not in the registry,
or not where that source says."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, together_constraint
from core.crypto.fields import EncryptedField, write_hashes
from core.dates import birth_in_text
from core.folding import FOLDING_RULES, Folded
from households.choices import Sex

from .changes import RegistryChange
from .registry import Member


class UnknownPersonState(models.TextChoices):
    OPEN = "open", pgettext_lazy("unknown person", "To find")
    FOUND = "found", pgettext_lazy("unknown person", "Found in the registry")
    ENTERED = "entered", pgettext_lazy("unknown person", "Entered as new")
    OUTSIDE = "outside", pgettext_lazy("unknown person", "Not of this county")
    TOWN = "town", pgettext_lazy("unknown person", "Lives in the town: no rural household")
    ASIDE = "aside", pgettext_lazy("unknown person", "Put aside")


# Of these the registry has nobody, and it was decided so: later records of them ask nobody again.
NOT_OF_THE_REGISTRY = (UnknownPersonState.OUTSIDE, UnknownPersonState.TOWN, UnknownPersonState.ASIDE)


class UnknownPersonQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.REGISTRY_PROPOSE

    def open(self):
        """Keep those whom nobody has found, entered or put aside."""
        return self.filter(state=UnknownPersonState.OPEN)


class UnknownPerson(models.Model):
    """Somebody told of who is not known. `area` is the village, or the smallest place that is known. `told_by` says
    who spoke of the person, `told_key` is the same when the same is told again."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    name = models.CharField(_("name"), max_length=60)
    name_folded = models.GeneratedField(
        expression=Folded("name", rules=FOLDING_RULES),
        output_field=models.CharField(max_length=60),
        db_persist=True,
        editable=False,
    )
    id_number = EncryptedField(_("ID number"), default="", blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    birth_year_only = models.BooleanField(_("only the year of birth is known"), default=False)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True)
    phone = EncryptedField(_("phone"), default="", blank=True)
    phone_hash = models.CharField(max_length=64, blank=True, editable=False)
    told_by = models.CharField(_("told by"), max_length=20)
    told_key = models.CharField(max_length=64, editable=False)
    told_on = models.DateField(_("told on"))
    note = EncryptedField(_("what was said"), default="", blank=True)
    state = models.CharField(_("state"), max_length=8, choices=UnknownPersonState, default=UnknownPersonState.OPEN)
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+", verbose_name=_("member"))
    change = models.ForeignKey(
        RegistryChange, models.SET_NULL, null=True, related_name="+", verbose_name=_("registry change")
    )
    reason = EncryptedField(_("reason"), default="", blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("settled by")
    )

    objects = UnknownPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person nobody knows yet")
        verbose_name_plural = _("people nobody knows yet")
        ordering = ["told_on", "pk"]
        indexes = [models.Index(fields=["area", "told_on"], condition=Q(state="open"), name="unknown_people_to_find")]
        constraints = [
            models.UniqueConstraint(fields=["county", "told_by", "told_key"], name="an_unknown_person_is_told_once"),
            choice_constraint("unknown_person_state_known", "state", UnknownPersonState),
            together_constraint("unknown_person_settled_completely", "settled_at", "settled_by"),
        ]

    class Privacy:
        plain = {
            "county", "area", "name", "name_folded", "birth_year_only", "sex", "told_by", "told_key", "told_on",
            "state", "member", "change", "settled_at", "settled_by",
        }  # fmt: skip
        secret = {"id_number", "id_hash", "birth_date", "phone", "phone_hash", "note", "reason"}
        health = set()

    def __str__(self):
        return f"{self.pk}"

    def save(self, *args, **kwargs):
        write_hashes(self)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("households:unknown-person", args=[self.pk])

    @property
    def born(self) -> str:
        """Return the birth date, or the year where only that is known."""
        return birth_in_text(self.birth_date, self.birth_year_only)
