"""Offers of work and courses, who makes them, and who has one."""

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import SharedTerritoryQuerySet
from cases.choices import MeasureState
from cases.models import Measure
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.crypto.fields import EncryptedField
from core.history import recorded_at_field, track_history
from households.choices import ABLE_TO_WORK, Labour, WorkPlace
from households.models import Member
from work.choices import EnterpriseKind, ForWhom, OfferKind

from .needs import OfMemberQuerySet, recorder_foreign_key

GIVEN_UP = (MeasureState.CANCELLED, MeasureState.ENDED)


def count_of(rows, key):
    """Return the expression of how many of `rows`, which name the outer row by `key`, there are."""
    number = rows.order_by().values(key).annotate(number=models.Count("pk")).values("number")
    return Coalesce(Subquery(number), 0)


class OfAreaQuerySet(SharedTerritoryQuerySet):
    area_path = "area__path"


class EnterpriseQuerySet(OfAreaQuerySet):
    def standing(self):
        """Keep those that are not closed."""
        return self.filter(closed_on=None)

    def with_counts(self, day):
        """Annotate `open_offers`, and `machines_out`: what was lent and has not come back, whoever has it."""
        offers = Offer.objects.open_on(day).filter(enterprise=OuterRef("pk"))
        lent = Placement.objects.machines_out().filter(offer__enterprise=OuterRef("pk"))
        return self.annotate(
            open_offers=count_of(offers, "enterprise"), machines_out=count_of(lent, "offer__enterprise")
        )


@track_history
class Enterprise(models.Model):
    """A workshop, firm, cooperative, live-stream host or office that gives work or buys what families grow."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    kind = models.CharField(pgettext_lazy("enterprise", "kind"), max_length=12, choices=EnterpriseKind)
    name = models.CharField(_("name"), max_length=100)
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    in_charge = models.CharField(_("person in charge"), max_length=60, blank=True)
    phone = EncryptedField(_("phone"), default="", blank=True)
    places = models.PositiveIntegerField(_("places for workers"), null=True, blank=True)
    machines = models.PositiveIntegerField(_("machines that can be lent"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("enterprise")
        verbose_name_plural = _("enterprises")
        ordering = ["area__path", "name"]
        constraints = [
            models.UniqueConstraint(fields=["county", "area", "name"], name="one_enterprise_a_name"),
            choice_constraint("enterprise_kind_known", "kind", EnterpriseKind),
        ]

    class Privacy:
        plain = {
            "county", "area", "kind", "name", "industry", "in_charge", "places", "machines", "closed_on", "by",
            "recorded_at",
        }  # fmt: skip
        secret = {"phone"}
        health = set()

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("work:enterprise", args=[self.pk])


class OfferQuerySet(OfAreaQuerySet):
    def open_on(self, day):
        """Keep the offers that somebody can still take up on `day`."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), closed_on=None)

    def with_taken_places(self):
        """Annotate `taken`: how many people have one of its places or were offered one, and `free`."""
        held = Placement.objects.held().filter(offer=OuterRef("pk"))
        return self.annotate(taken=count_of(held, "offer")).annotate(free=F("places") - F("taken"))


@track_history
class Offer(models.Model):
    """A public-welfare post, a workshop place, work brought home, a job or a course, and who may have it."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    kind = models.CharField(pgettext_lazy("offer", "kind"), max_length=10, choices=OfferKind)
    title = models.CharField(pgettext_lazy("offer", "what it is"), max_length=100)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("enterprise")
    )
    where = models.CharField(_("place of work"), max_length=10, choices=WorkPlace, default=WorkPlace.VILLAGE)
    places = models.PositiveIntegerField(_("places"), default=1)
    monthly_wage = models.DecimalField(_("monthly wage (yuan)"), max_digits=9, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    age_from = models.PositiveSmallIntegerField(_("age from"), default=16)
    age_to = models.PositiveSmallIntegerField(_("age to"), default=69)
    for_whom = models.CharField(_("for whom"), max_length=10, choices=ForWhom, default=ForWhom.ACCOUNT)
    least_labour = models.CharField(_("capacity to work, at least"), max_length=10, choices=Labour, default=Labour.WEAK)
    skill = models.CharField(_("skill"), max_length=60, blank=True)
    equipment = models.CharField(_("equipment lent"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-starts_on", "-pk"]
        indexes = [models.Index(fields=["county", "kind", "closed_on"], name="offers_of_a_county")]
        constraints = [
            choice_constraint("offer_kind_known", "kind", OfferKind),
            choice_constraint("offer_place_known", "where", WorkPlace),
            choice_constraint("offer_for_whom_known", "for_whom", ForWhom),
            models.CheckConstraint(name="offer_labour_known", condition=Q(least_labour__in=sorted(ABLE_TO_WORK))),
            order_constraint("an_offer_ends_after_it_starts", "starts_on", "ends_on"),
            order_constraint("ages_of_an_offer_in_order", "age_from", "age_to"),
            minimum_constraint("an_offer_is_for_grown_people", "age_from", 16),
            minimum_constraint("an_offer_has_a_place", "places", 1),
            models.CheckConstraint(
                name="work_is_paid_and_a_course_is_not",
                condition=Q(kind=OfferKind.COURSE, monthly_wage=None)
                | ~Q(kind=OfferKind.COURSE) & Q(monthly_wage__isnull=False, monthly_wage__gte=0),
            ),
        ]

    class Privacy:
        plain = {
            "county", "area", "kind", "title", "enterprise", "where", "places", "monthly_wage", "starts_on", "ends_on",
            "age_from", "age_to", "for_whom", "least_labour", "skill", "equipment", "note", "closed_on", "by",
            "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("work:offer", args=[self.pk])

    def is_open_on(self, day) -> bool:
        return self.closed_on is None and (self.ends_on is None or self.ends_on >= day)

    @property
    def gives_work(self) -> bool:
        """Whether who has a place earns a wage; a course brings no work."""
        return self.kind != OfferKind.COURSE


class PlacementQuerySet(OfMemberQuerySet):
    def held(self):
        """Keep those that are neither given up nor over."""
        return self.exclude(measure__state__in=GIVEN_UP)

    def machines_out(self):
        """Keep those whose equipment was lent and has not come back."""
        return self.filter(lent_on__isnull=False, returned_on=None)


@track_history
class Placement(models.Model):
    """That somebody is offered, or has, a place of an offer. How it stands says its measure."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="placements", verbose_name=_("offer"))
    member = models.ForeignKey(Member, models.PROTECT, related_name="placements", verbose_name=_("member"))
    measure = models.OneToOneField(Measure, models.CASCADE, related_name="placement", verbose_name=_("measure"))
    offered_on = models.DateField(_("offered on"))
    equipment = models.CharField(_("equipment lent"), max_length=80, blank=True)
    lent_on = models.DateField(_("lent on"), null=True, blank=True)
    returned_on = models.DateField(_("given back on"), null=True, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["-offered_on", "-pk"]
        indexes = [models.Index(fields=["member", "-offered_on"], name="placements_of_a_person")]
        constraints = [
            order_constraint("given_back_after_it_was_lent", "lent_on", "returned_on"),
            models.CheckConstraint(
                name="what_is_lent_has_a_name",
                condition=Q(lent_on=None, returned_on=None) | Q(lent_on__isnull=False) & ~Q(equipment=""),
            ),
        ]

    class Privacy:
        plain = {
            "offer", "member", "measure", "offered_on", "equipment", "lent_on", "returned_on", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.offer_id} {self.member_id}"

    def get_absolute_url(self):
        return reverse("work:placement", args=[self.pk])

    @property
    def is_out(self) -> bool:
        """Whether the family has a machine that was not given back."""
        return self.lent_on is not None and self.returned_on is None
