"""What a township decided about a household where nobody was met in several attempts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from core.dates import today
from households.models import Household


class UnreachedChoice(models.TextChoices):
    AGAIN = "again", _("The village tries again")
    LATER = "later", _("Leave the family until a day")


class UnreachedDecisionQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"


class UnreachedDecision(models.Model):
    """One decision about a household that cannot be reached: attempts until its day are dealt with, later ones are
    counted anew. `until` is the day before which nobody has to try."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="unreached_decisions", verbose_name=_("household")
    )
    choice = models.CharField(_("decision"), max_length=10, choices=UnreachedChoice)
    until = models.DateField(_("left until"), null=True)
    words = EncryptedField(_("what the village is to do, or why"), default="")
    decided_on = models.DateField(_("decided on"), default=today)
    at = models.DateTimeField(_("recorded"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    objects = UnreachedDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a household that cannot be reached")
        verbose_name_plural = _("decisions about households that cannot be reached")
        ordering = ["-decided_on", "-pk"]
        indexes = [models.Index(fields=["household", "-decided_on"], name="latest_unreached_decision")]
        constraints = [
            choice_constraint("unreached_choice_known", "choice", UnreachedChoice),
            models.CheckConstraint(
                name="a_family_is_left_until_a_day",
                condition=Q(choice="again", until=None) | Q(choice="later", until__isnull=False),
            ),
        ]

    class Privacy:
        plain = {"county", "household", "choice", "until", "decided_on", "at", "by"}
        secret = {"words"}
        health = set()

    def __str__(self):
        return f"{self.choice} {self.decided_on}"

    @property
    def in_words(self) -> str:
        """Return the decision without what was written: that the village tries again, or until when it is left."""
        if self.until is None:
            return str(self.get_choice_display())
        return gettext("Leave the family until %(day)s") % {"day": date_format(self.until, "DATE_FORMAT")}
