"""The employment account: who worked where, since when and until when."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.history import recorded_at_field, track_history
from households.choices import WorkChannel, WorkPlace


class WorkSpellQuerySet(TerritoryQuerySet):
    area_path = "member__household__village__path"

    def open_on(self, day):
        """Keep the work that has begun by `day` and has not ended."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day), started_on__lte=day)


@track_history
class WorkSpell(models.Model):
    """A time during which a member worked for wages: one row of the employment account."""

    member = models.ForeignKey("Member", models.CASCADE, related_name="work_spells", verbose_name=_("member"))
    employer = models.CharField(_("employer"), max_length=100, blank=True)
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    place = models.CharField(_("place of work"), max_length=10, choices=WorkPlace)
    county_of_work = models.CharField(_("county of work"), max_length=60, blank=True, default="", db_default="")
    channel = models.CharField(_("how the work was found"), max_length=12, choices=WorkChannel)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    monthly_wage = models.DecimalField(_("monthly wage (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    subsidy = models.DecimalField(_("subsidy (yuan a month)"), max_digits=9, decimal_places=2, null=True, blank=True)
    recorded_at = recorded_at_field()

    objects = WorkSpellQuerySet.as_manager()

    class Meta:
        verbose_name = _("work spell")
        verbose_name_plural = _("work spells")
        ordering = ["member", "-started_on"]
        constraints = [
            order_constraint("work_ends_after_it_starts", "started_on", "ended_on"),
            minimum_constraint("wage_not_negative", "monthly_wage"),
            minimum_constraint("subsidy_not_negative", "subsidy"),
            choice_constraint("work_place_known", "place", WorkPlace),
            choice_constraint("work_channel_known", "channel", WorkChannel),
        ]

    class Privacy:
        plain = {
            "member",
            "employer",
            "industry",
            "place",
            "county_of_work",
            "channel",
            "started_on",
            "ended_on",
            "monthly_wage",
            "subsidy",
            "recorded_at",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.employer} {self.started_on}"
