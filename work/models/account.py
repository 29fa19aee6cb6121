"""The employment account: one row for everybody of working age in lifted and monitored households, and for those who
are past it and have work."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.sql import boolean_case
from households.choices import WorkPlace
from households.models import Household, Member, WorkSpell
from work.choices import ACCOUNT_STATES, WATCHED_STATES, WorkState


class AccountEntryQuerySet(TerritoryQuerySet):
    area_path = "village__path"

    def for_reader(self, user):
        """Annotate `is_open`: whether this person may see names and phones in full there."""
        reach = Q(pk__in=())
        for area in user.areas_where(Permission.HOUSEHOLD_SECRET):
            reach |= Q(village__path__startswith=area.path)
        return self.annotate(is_open=boolean_case(reach))

    def with_people(self):
        """Fetch person, household and work of the rows of a page: joined to all rows they would be sorted along."""
        return self.select_related("village__parent").prefetch_related("member", "household", "spell")

    def in_account(self):
        """Keep who needs an income from work: the account's total counts them."""
        return self.filter(state__in=ACCOUNT_STATES)

    def of_working_age(self):
        """Leave out who is past working age: they are watched, and never counted."""
        return self.exclude(state__in=WATCHED_STATES)


class AccountEntry(models.Model):
    """Where one person stands on a day. Written by refresh_account_entries alone, from dated records."""

    member = models.OneToOneField(
        Member, models.CASCADE, primary_key=True, related_name="account_entry", verbose_name=_("member")
    )
    household = models.ForeignKey(Household, models.CASCADE, related_name="+", verbose_name=_("household"))
    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    village = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("village"))
    as_of = models.DateField(_("as of"))
    state = models.CharField(_("state"), max_length=12, choices=WorkState)
    since = models.DateField(_("since"), null=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True)
    is_able = models.BooleanField(_("able to work"), null=True)
    wants_work = models.BooleanField(_("wants work"), null=True)
    where = models.CharField(_("wants to work where"), max_length=10, choices=WorkPlace, blank=True)
    skill = models.CharField(_("skill"), max_length=60, blank=True)
    training = models.CharField(_("wants training in"), max_length=60, blank=True)
    stays_home = models.BooleanField(_("may not leave home"), null=True)
    planned_month = models.DateField(_("plans to go in"), null=True)
    wants_since = models.DateField(_("wants work since"), null=True)
    trained_on = models.DateField(_("last course ended on"), null=True)
    offered_on = models.DateField(_("last offer"), null=True)
    spell = models.ForeignKey(WorkSpell, models.SET_NULL, null=True, related_name="+", verbose_name=_("work now"))

    objects = AccountEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the employment account")
        verbose_name_plural = _("entries of the employment account")
        ordering = ["village__path", "household__number", "member"]
        indexes = [
            models.Index(fields=["village", "state"], name="account_of_a_village"),
            models.Index(fields=["county", "state", "confirmed_on"], name="account_of_a_county"),
            models.Index(fields=["household"], name="account_of_a_household"),
            models.Index(fields=["confirmed_on", "member"], name="account_by_the_last_word"),
        ]
        constraints = [
            choice_constraint("work_state_known", "state", WorkState),
            models.CheckConstraint(
                name="entry_place_known", condition=models.Q(where__in=["", *sorted(WorkPlace.values)])
            ),
        ]

    class Privacy:
        plain = {
            "member", "household", "county", "village", "as_of", "state", "since", "confirmed_on", "is_able",
            "wants_work", "where", "skill", "training", "stays_home", "planned_month", "wants_since", "trained_on",
            "offered_on", "spell",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.member_id} {self.state}"

    def get_absolute_url(self):
        return reverse("work:person", args=[self.member_id])
