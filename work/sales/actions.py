"""What is done with sales: recorded, changed, withdrawn, and which households delivered. What families got for it is
stated as income at once. Each is one transaction and is recorded in the access log."""

from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.reach import beyond_reach
from cases.assistance.actions import check_day_reached
from core.templatetags.pw import money
from core.workflow import ActionRefused, StaleState
from households.counties import share_registry_turn
from households.models import Household
from work.models import Sale, SaleDelivery
from work.places import county_of
from work.stating import state_and_judge


class Delivered(NamedTuple):
    """What a household delivered to a sale; without yuan it delivered nothing."""

    household: Household
    quantity: Decimal | None
    yuan: Decimal | None


@transaction.atomic
def record_sale(*, by, area, sold_on, goods, item, yuan, channel, quantity=None, unit="", **said) -> Sale:
    """Record goods of a place that were sold on a day: for how much, by which way, and `said` to or through whom."""
    must(by, Permission.WORK_KEEP, area)
    told = sale_values(sold_on, goods, quantity, unit) | {"item": item, "yuan": yuan, "channel": channel} | said
    sale = Sale.objects.create(county=county_of(area), area=area, by=by, **told)
    record_access(by, "sale_recorded", sale, area=area)
    return sale


@transaction.atomic
def change_sale(sale, *, by, seen, sold_on, goods, quantity=None, unit="", **said) -> Sale:
    """Correct a sale. `seen` is the version that was corrected."""
    sale = take_turn(sale, by, seen)
    told = sale_values(sold_on, goods, quantity, unit) | said
    if told.get("yuan", sale.yuan) < delivered_yuan(sale):
        words = {"yuan": money(delivered_yuan(sale))}
        raise ActionRefused(_("Families have delivered for %(yuan)s yuan: correct these first.") % words)
    for name, value in told.items():
        setattr(sale, name, value)
    sale.save()
    record_access(by, "sale_changed", sale, area=sale.area)
    state_and_judge(households_of(sale))
    return sale


@transaction.atomic
def withdraw_sale(sale, *, by, seen, reason) -> Sale:
    """Withdraw a sale that was recorded by mistake: what families were said to have got for it counts no more."""
    sale = take_turn(sale, by, seen)
    sale.withdrawn_at, sale.withdrawal_reason = timezone.now(), reason.strip()
    sale.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    record_access(by, "sale_withdrawn", sale, area=sale.area, reason=reason.strip())
    state_and_judge(households_of(sale))
    return sale


@transaction.atomic
def record_deliveries(sale, delivered, *, by, seen) -> Sale:
    """Record what households delivered, a list of `Delivered`; those not in it keep what they have. Refused is more
    than the sale brought."""
    sale = take_turn(sale, by, seen)
    for one in delivered:
        record_delivery(sale, one, by)
    if delivered_yuan(sale) > sale.yuan:
        words = {"yuan": money(delivered_yuan(sale)), "sold": money(sale.yuan)}
        raise ActionRefused(
            _("Together the families would get %(yuan)s yuan, more than the %(sold)s yuan of the sale.") % words
        )
    homes = [one.household.pk for one in delivered]
    record_access(by, "sale_delivered", sale, area=sale.area, shown=homes, rows=len(homes))
    state_and_judge(homes)
    return sale


def record_delivery(sale, one, by) -> None:
    """Keep what one household delivered, or take it out where it delivered nothing."""
    if not one.yuan:
        SaleDelivery.objects.filter(sale=sale, household=one.household).delete()
        return
    if not one.household.village.path.startswith(sale.area.path):
        raise ActionRefused(_("This household does not live where the goods are from: record a sale of its place."))
    said = {"quantity": one.quantity, "yuan": one.yuan, "by": by}
    SaleDelivery.objects.update_or_create(sale=sale, household=one.household, defaults=said)


def take_turn(sale, by, seen) -> Sale:
    """Return the sale as it is now, locked, in its next version. Raises StaleState when somebody else changed it."""
    must(by, Permission.WORK_KEEP, sale.area)
    share_registry_turn(sale.county_id)
    sale = Sale.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=sale.pk)
    if sale.version != int(seen):
        raise StaleState(_("Somebody else changed this sale meanwhile."))
    if sale.withdrawn_at:
        raise ActionRefused(_("This sale was withdrawn: record a new one."))
    Sale.objects.filter(pk=sale.pk).update(version=F("version") + 1)
    sale.version += 1
    return sale


def sale_values(sold_on, goods, quantity, unit) -> dict:
    check_day_reached(sold_on)
    if (quantity is None) != (not unit.strip()):
        raise ActionRefused(_("Give the quantity together with its unit, such as 500 and kg, or leave both empty."))
    return {"sold_on": sold_on, "goods": goods.strip(), "quantity": quantity, "unit": unit.strip()}


def delivered_yuan(sale) -> Decimal:
    """Return the yuan of all households that delivered, whoever may see them."""
    with beyond_reach("a sale is shared among the households of all villages"):
        return sale.deliveries.aggregate(sum=Sum("yuan"))["sum"] or Decimal(0)


def households_of(sale) -> list[int]:
    """Return the keys of the households that delivered, also of one that moved away since."""
    with beyond_reach("a household may have moved away since the sale"):
        return list(sale.deliveries.order_by().values_list("household", flat=True))
