"""How much of what was sold went through e-commerce and live streams."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core.dates import years_before
from work.choices import ONLINE_CHANNELS
from work.models import Sale

IS_ONLINE = Q(channel__in=ONLINE_CHANNELS)
SUMS = {"sold": Sum("yuan"), "online": Sum("yuan", filter=IS_ONLINE)}


@dataclass(frozen=True)
class OnlineShare:
    """Yuan of sales of some goods (or of all), and how much of it was sold online."""

    goods: str
    yuan: Decimal
    online: Decimal

    @property
    def share(self) -> Decimal | None:
        """Return the part that was sold online; None where no sale is on record, which is not the same as none."""
        return self.online / self.yuan if self.yuan else None

    @property
    def words(self) -> str:
        """Return the share as a sentence that is true for the number."""
        named = {"goods": self.goods or _("goods on record")}
        if not self.yuan:
            return _("No sales are on record.")
        if not self.online:
            return _("None of the %(goods)s were sold online.") % named
        if self.online == self.yuan:
            return _("All of the %(goods)s were sold online.") % named
        if self.online * 2 == self.yuan:
            return _("Half of the %(goods)s were sold online.") % named
        return more_or_less_words(self.online * 2 > self.yuan) % named


def more_or_less_words(is_more) -> str:
    if is_more:
        return _("More than half of the %(goods)s were sold online.")
    return _("Less than half of the %(goods)s were sold online.")


def online_share(sales) -> OnlineShare:
    """Return the share of these sales, a queryset, altogether."""
    found = sales.order_by().aggregate(**SUMS)
    return OnlineShare("", found["sold"] or Decimal(0), found["online"] or Decimal(0))


def last_year_of_sales(day) -> tuple[dt.date, dt.date]:
    """Return the first and the last day of the twelve months up to a day."""
    return years_before(day, 1) + dt.timedelta(1), day


def online_shares(areas, day) -> list[OnlineShare]:
    """Return the share of each kind of goods sold in these areas in the last twelve months, the most yuan first."""
    sales = Sale.objects.standing().within(*areas).filter(sold_on__range=last_year_of_sales(day))
    rows = sales.order_by().values("goods").annotate(**SUMS).order_by("-sold", "goods")
    return [OnlineShare(row["goods"], row["sold"], row["online"] or Decimal(0)) for row in rows]
