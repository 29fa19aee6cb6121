"""Cash grants (one-off awards and subsidies): which there are, by which paper, and who claimed one."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.dates import today
from core.history import recorded_at_field, track_history
from core.step_rows import steps_of
from core.workflow import Transition
from households.models import Household, Member
from work.choices import PLACES_OF_CONDITION, STANDING_CLAIMS, CashGrantCondition, ClaimState, ForWhom

from .needs import recorder_foreign_key


class CashGrantQuerySet(TerritoryQuerySet):
    area_path = "county__path"

    def within(self, *areas):
        """Keep the grants of the counties in which these areas lie: whoever works in a village reads those of its
        county."""
        return self.filter(county__code__in={area.county_code for area in areas})

    def open_on(self, day):
        """Keep the grants that can be applied for on `day`."""
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)


@track_history
class CashGrant(models.Model):
    """A cash grant as a paper rules it. A rule that changes is a next one with another day: claims keep theirs."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    name = models.CharField(_("name"), max_length=80)
    paper = models.CharField(_("document it rests on"), max_length=120)
    valid_from = models.DateField(_("can be applied for from"))
    valid_until = models.DateField(_("can be applied for until"), null=True, blank=True)
    for_whom = models.CharField(_("for whom"), max_length=10, choices=ForWhom, default=ForWhom.ACCOUNT)
    condition = models.CharField(pgettext_lazy("cash grant", "condition"), max_length=12, choices=CashGrantCondition)
    least_months = models.PositiveSmallIntegerField(_("months of work in the year, at least"), null=True, blank=True)
    yuan = models.DecimalField(_("amount (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = CashGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("cash grant")
        verbose_name_plural = _("cash grants")
        ordering = ["-valid_from", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["county", "name", "valid_from"], name="one_cash_grant_a_name_and_day"),
            choice_constraint("cash_grant_for_whom_known", "for_whom", ForWhom),
            choice_constraint("cash_grant_condition_known", "condition", CashGrantCondition),
            order_constraint("a_cash_grant_ends_after_it_begins", "valid_from", "valid_until"),
            models.CheckConstraint(
                name="months_are_asked_of_work_alone",
                condition=Q(condition__in=sorted(PLACES_OF_CONDITION), least_months__range=(1, 12))
                | ~Q(condition__in=sorted(PLACES_OF_CONDITION)) & Q(least_months=None),
            ),
            minimum_constraint("a_cash_grant_is_not_below_zero", "yuan"),
        ]

    class Privacy:
        plain = {
            "county", "name", "paper", "valid_from", "valid_until", "for_whom", "condition", "least_months", "yuan",
            "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Return the address of its list in the latest year for which it can be claimed."""
        return reverse("work:cash-grant", args=[self.pk, max([self.valid_from.year, *self.years(today())])])

    @property
    def is_of_households(self) -> bool:
        """Whether a household has it, and not one of its people."""
        return self.condition == CashGrantCondition.HOUSEHOLD

    def is_open_on(self, day) -> bool:
        return self.valid_from <= day <= (self.valid_until or dt.date.max)

    def years(self, day) -> list[int]:
        """Return the years for which it can be claimed by `day`, the latest first."""
        last = min(day, self.valid_until or day)
        return list(range(last.year, self.valid_from.year - 1, -1))


STANDING = Q(state__in=sorted(STANDING_CLAIMS))


class ClaimQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def standing(self):
        """Return claims that were not withdrawn."""
        return self.filter(STANDING)


@track_history
class CashGrantClaim(models.Model):
    """That somebody, or a household, applied for a cash grant of a year, and what became of it."""

    cash_grant = models.ForeignKey(CashGrant, models.PROTECT, related_name="claims", verbose_name=_("cash grant"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="cash_grant_claims", verbose_name=_("household")
    )
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="cash_grant_claims", verbose_name=_("member")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.APPLIED)
    applied_on = models.DateField(_("applied for on"))
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    yuan = models.DecimalField(_("paid (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim to a cash grant")
        verbose_name_plural = _("claims to cash grants")
        ordering = ["-applied_on", "-pk"]
        indexes = [
            models.Index(fields=["cash_grant", "year", "state"], name="claims_of_a_cash_grant"),
            models.Index(fields=["state", "applied_on"], name="claims_not_paid"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "cash_grant", "year"], condition=STANDING, name="one_claim_of_a_person_and_year"
            ),
            models.UniqueConstraint(
                fields=["household", "cash_grant", "year"],
                condition=STANDING & Q(member=None),
                name="one_claim_of_a_home_and_year",
            ),
            models.CheckConstraint(
                name="what_is_paid_has_day_and_yuan",  # also checks that the state exists
                condition=Q(state=ClaimState.PAID, paid_on__isnull=False, yuan__gt=0)
                | Q(state__in=["applied", "refused", "withdrawn"], paid_on=None, yuan=None),
            ),
            order_constraint("paid_after_it_was_applied_for", "applied_on", "paid_on"),
        ]

    class Privacy:
        plain = {
            "cash_grant", "household", "member", "year", "state", "applied_on", "paid_on", "yuan", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.cash_grant_id} {self.year}"

    def get_absolute_url(self):
        return reverse("work:claim", args=[self.pk])


@steps_of("claim")
class ClaimTransition(Transition):
    """One step of a claim."""

    claim = models.ForeignKey(CashGrantClaim, models.CASCADE, related_name="transitions", verbose_name=_("claim"))

    class Meta(Transition.Meta):
        verbose_name = _("step of a claim")
        verbose_name_plural = _("steps of claims")
        indexes = [models.Index(fields=["claim", "-effective_on", "-id"], name="latest_step_of_a_claim")]

    class Privacy:
        plain = {"claim", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()
