"""What became of the income of households with a measure, beside the same kind of households without one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from cases.choices import MeasureGroup
from cases.models import Measure
from core.constraints import choice_constraint
from households.models import Household
from work.models import Offer


class EffectState(models.TextChoices):
    """Whether before and after can be compared. It follows from the months, and is never set."""

    COUNTED = "counted", pgettext_lazy("effect", "Both years known")
    UNKNOWN = "unknown", pgettext_lazy("effect", "Income not known in one of the years")
    NOT_OVER = "not_over", pgettext_lazy("effect", "Twelve months after are not over")


class MeasureEffectQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def counted(self):
        """Keep those of which both years are known."""
        return self.filter(state=EffectState.COUNTED)


def yuan_a_head(label):
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True)


class MeasureEffect(models.Model):
    """One measure that began in the last years: the income a head of its household in the twelve full months before and
    after, and the change in the same months of the `peers`: households of the same kind without a measure of the group.

    Written by reports.effects.count alone, anew for a whole county. A household counts once in a group, a kind of
    offer and an offer: with its first measure there."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+", verbose_name=_("county"))
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("household"))
    measure = models.OneToOneField(Measure, models.CASCADE, related_name="+", verbose_name=_("measure"))
    offer = models.ForeignKey(Offer, models.CASCADE, null=True, related_name="+", verbose_name=_("offer"))
    group = models.CharField(pgettext_lazy("measure", "group"), max_length=16, choices=MeasureGroup)
    month = models.DateField(_("month in which it began"))
    people = models.PositiveSmallIntegerField(_("people"))
    yuan = models.DecimalField(_("cost (yuan)"), max_digits=10, decimal_places=2, null=True)
    state = models.CharField(_("state"), max_length=8, choices=EffectState)
    before = yuan_a_head(_("income a head before"))
    after = yuan_a_head(_("income a head after"))
    change = models.GeneratedField(
        expression=F("after") - F("before"), output_field=yuan_a_head(_("change")), db_persist=True
    )
    carried = models.PositiveSmallIntegerField(_("months after that are carried forward"), null=True)
    peers = models.PositiveIntegerField(_("households compared with"), null=True)
    peers_low = yuan_a_head(_("a quarter of them changed by less than"))
    peers_middle = yuan_a_head(_("their change in the middle"))
    peers_high = yuan_a_head(_("a quarter of them changed by more than"))
    first_in_group = models.BooleanField(_("first of the group"))
    first_in_kind = models.BooleanField(_("first of the kind of offer"))
    first_in_offer = models.BooleanField(_("first of the offer"))
    as_of = models.DateField(_("as of"))

    objects = MeasureEffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("income before and after a measure")
        verbose_name_plural = _("incomes before and after measures")
        ordering = ["household", "month"]
        indexes = [models.Index(fields=["county", "group", "state"], name="effects_of_a_group")]
        constraints = [
            choice_constraint("effect_state_known", "state", EffectState),
            choice_constraint("effect_group_known", "group", MeasureGroup),
            models.CheckConstraint(
                name="both_years_or_none",
                condition=Q(state="counted", before__isnull=False, after__isnull=False)
                | Q(state__in=["unknown", "not_over"], before=None, after=None),
            ),
        ]

    class Privacy:
        plain = {
            "county", "household", "measure", "offer", "group", "month", "people", "yuan", "state", "before", "after",
            "change", "carried", "peers", "peers_low", "peers_middle", "peers_high", "first_in_group", "first_in_kind",
            "first_in_offer", "as_of",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.group} {self.month:%Y-%m}"

    def get_absolute_url(self):
        return self.measure.get_absolute_url()
