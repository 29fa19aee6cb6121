"""What was sold of what families grow and make, and which households delivered it."""

from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint, minimum_constraint
from core.history import recorded_at_field, track_history
from households.choices import BUSINESS
from households.models import Household
from work.choices import ONLINE_CHANNELS, SOLD_ITEMS, SaleChannel

from .needs import recorder_foreign_key
from .offers import Enterprise, OfAreaQuerySet

YUAN: dict[str, Any] = {"max_digits": 12, "decimal_places": 2}


def sum_of(rows, key, field="yuan"):
    """Return the expression of the sum of a field of `rows`, which name the outer row by `key`; zero without any."""
    total = rows.order_by().values(key).annotate(total=Sum(field)).values("total")
    return Coalesce(Subquery(total), 0, output_field=models.DecimalField(**YUAN))


class SaleQuerySet(OfAreaQuerySet):
    def standing(self):
        """Keep the sales that were not withdrawn."""
        return self.filter(withdrawn_at=None)

    def online(self):
        """Keep what was sold through e-commerce and live streams."""
        return self.filter(channel__in=ONLINE_CHANNELS)

    def with_delivered(self):
        """Annotate `delivered`: the yuan of the households that are named, and `rest`, which is nobody's yet."""
        delivered = sum_of(SaleDelivery.objects.filter(sale=OuterRef("pk")), "sale")
        return self.annotate(delivered=delivered).annotate(rest=F("yuan") - F("delivered"))


@track_history
class Sale(models.Model):
    """Goods of a place that were sold on a day, for how much and by which way. `version` tells whether somebody else
    changed it, or who delivered, meanwhile."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("place"))
    sold_on = models.DateField(_("sold on"))
    goods = models.CharField(_("goods"), max_length=40)
    item = models.CharField(_("counts as"), max_length=20, choices=SOLD_ITEMS)
    quantity = models.DecimalField(_("quantity"), null=True, blank=True, **YUAN)
    unit = models.CharField(_("unit"), max_length=10, blank=True)
    yuan = models.DecimalField(_("sold for (yuan)"), **YUAN)
    channel = models.CharField(pgettext_lazy("sale", "channel"), max_length=12, choices=SaleChannel)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="sales", verbose_name=_("enterprise or host")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawal_reason = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        ordering = ["-sold_on", "-pk"]
        indexes = [models.Index(fields=["area", "-sold_on"], name="sales_of_a_place")]
        constraints = [
            choice_constraint("sale_channel_known", "channel", SaleChannel),
            models.CheckConstraint(name="sold_item_is_of_business", condition=Q(item__in=sorted(BUSINESS))),
            models.CheckConstraint(name="what_is_sold_brings_yuan", condition=Q(yuan__gt=0)),
            models.CheckConstraint(
                name="a_quantity_has_its_unit",
                condition=Q(quantity=None, unit="") | Q(quantity__isnull=False, quantity__gt=0) & ~Q(unit=""),
            ),
            models.CheckConstraint(
                name="a_sale_is_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            ),
        ]

    class Privacy:
        plain = {
            "county", "area", "sold_on", "goods", "item", "quantity", "unit", "yuan", "channel", "enterprise", "note",
            "version", "withdrawn_at", "withdrawal_reason", "by", "recorded_at",
        }  # fmt: skip
        secret = health = set()

    def __str__(self):
        return f"{self.goods} {self.sold_on}"

    def get_absolute_url(self):
        return reverse("work:sale", args=[self.pk])

    @property
    def price(self):
        """Return yuan of one unit, where the quantity is known."""
        return self.yuan / self.quantity if self.quantity else None


class SaleDeliveryQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"

    def standing(self):
        """Keep those of sales that were not withdrawn."""
        return self.filter(sale__withdrawn_at=None)


@track_history
class SaleDelivery(models.Model):
    """What one household delivered to a sale, and the yuan it got for it."""

    sale = models.ForeignKey(Sale, models.CASCADE, related_name="deliveries", verbose_name=_("sale"))
    household = models.ForeignKey(
        Household, models.CASCADE, related_name="sale_deliveries", verbose_name=_("household")
    )
    quantity = models.DecimalField(_("quantity"), null=True, blank=True, **YUAN)
    yuan = models.DecimalField(_("yuan"), **YUAN)
    by = recorder_foreign_key()
    recorded_at = recorded_at_field()

    objects = SaleDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery to a sale")
        verbose_name_plural = _("deliveries to sales")
        ordering = ["-sale__sold_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["sale", "household"], name="a_household_delivers_once_a_sale"),
            models.CheckConstraint(name="a_delivery_brings_yuan", condition=Q(yuan__gt=0)),
            minimum_constraint("delivered_is_not_below_zero", "quantity"),
        ]

    class Privacy:
        plain = {"sale", "household", "quantity", "yuan", "by", "recorded_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.sale_id} {self.household_id}"
