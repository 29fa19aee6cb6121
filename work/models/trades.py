"""Trades: what a household lives from beside wages."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint, order_constraint
from core.history import recorded_at_field, track_history
from households.models import Household
from work.choices import BuyerKind, SizeUnit, TradeKind, YieldUnit

from .needs import recorder_foreign_key
from .offers import Enterprise

MONTHS = range(1, 13)


class TradeQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def going_on(self):
        """Keep those that were not ended."""
        return self.filter(until=None)


def amount_field(label):
    return models.DecimalField(label, max_digits=10, decimal_places=2, null=True, blank=True)


def unit_field(label, choices):
    return models.CharField(label, max_length=8, choices=choices, blank=True)


@track_history
class Trade(models.Model):
    """An orchard, pigs, a shop: what a household lives from beside wages. What is expected of it stands here alone and
    never becomes income."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="trades", verbose_name=_("household"))
    kind = models.CharField(pgettext_lazy("trade", "kind"), max_length=10, choices=TradeKind)
    goods = models.CharField(_("goods"), max_length=60, blank=True)
    size = amount_field(_("area or number"))
    size_unit = unit_field(_("unit of area or number"), SizeUnit)
    yield_amount = amount_field(_("expected yield a year"))
    yield_unit = unit_field(_("unit of the yield"), YieldUnit)
    months = ArrayField(
        models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("months in which it comes")
    )
    buyer_kind = models.CharField(_("kind of buyer"), max_length=12, choices=BuyerKind, blank=True)
    buyer = models.ForeignKey(
        Enterprise, models.SET_NULL, null=True, blank=True, related_name="trades", verbose_name=_("buyer")
    )
    price = amount_field(_("price (yuan)"))
    yuan_a_year = amount_field(_("expected yuan a year"))
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = TradeQuerySet.as_manager()

    class Meta:
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        ordering = ["household", "kind", "pk"]
        indexes = [models.Index(fields=["kind", "household"], condition=Q(until=None), name="trades_going_on")]
        constraints = [
            choice_constraint("trade_kind_known", "kind", TradeKind),
            *(
                models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": ["", *sorted(choices.values)]}))
                for name, field, choices in (
                    ("trade_size_unit_known", "size_unit", SizeUnit),
                    ("trade_yield_unit_known", "yield_unit", YieldUnit),
                    ("trade_buyer_kind_known", "buyer_kind", BuyerKind),
                )
            ),
            models.CheckConstraint(
                name="a_size_has_its_unit",
                condition=Q(size=None, size_unit="") | Q(size__isnull=False, size__gt=0) & ~Q(size_unit=""),
            ),
            models.CheckConstraint(
                name="a_yield_has_its_unit",
                condition=Q(yield_amount=None, yield_unit="")
                | Q(yield_amount__isnull=False, yield_amount__gt=0) & ~Q(yield_unit=""),
            ),
            models.CheckConstraint(name="months_of_a_trade_exist", condition=Q(months__contained_by=list(MONTHS))),
            models.CheckConstraint(
                name="a_buyer_has_its_kind", condition=Q(buyer=None) | ~Q(buyer_kind__in=["", "own_use"])
            ),
            minimum_constraint("trade_price_not_negative", "price"),
            minimum_constraint("trade_yuan_not_negative", "yuan_a_year"),
            order_constraint("a_trade_ends_after_it_begins", "since", "until"),
            models.CheckConstraint(
                name="what_ended_has_a_reason",
                condition=Q(until=None, end_reason="") | Q(until__isnull=False) & ~Q(end_reason=""),
            ),
        ]

    class Privacy:
        plain = {
            "household", "kind", "goods", "size", "size_unit", "yield_amount", "yield_unit", "months", "buyer_kind",
            "buyer", "price", "yuan_a_year", "since", "until", "end_reason", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.get_kind_display()} {self.goods}".strip()

    def get_absolute_url(self):
        return reverse("work:trade", args=[self.pk])
