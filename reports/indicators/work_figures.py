"""How many people of working age stand where, as the employment account says today, and how much of what was sold went
online."""

from collections import Counter
from decimal import Decimal

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from work.models import AccountEntry
from work.sales.filters import ONLINE
from work.sales.online import OnlineShare, last_year_of_sales, online_shares

GOODS_SHOWN = 8


def count_work_states(areas) -> Counter:
    """Return {state: people} of the people of working age in these areas, counted by one index alone."""
    entries = AccountEntry.objects.within(*areas).of_working_age().order_by()
    return Counter(dict(entries.values_list("state").annotate(number=Count("pk"))))


def sales_of_a_year(areas, day, where) -> list[dict]:
    """Return what was sold in the twelve months up to a day in these areas and how much of it online, altogether and of
    the goods that brought most. `where` is the place in the addresses of the lists; None without lists."""
    shares = online_shares(areas, day)
    yuan, online = sum((one.yuan for one in shares), Decimal(0)), sum((one.online for one in shares), Decimal(0))
    total = OnlineShare("", yuan, online)
    return [sales_row(one, day, where) for one in (total, *shares[:GOODS_SHOWN])]


def sales_row(share, day, where) -> dict:
    first, last = last_year_of_sales(day)
    row = {"label": share.goods or _("All goods"), "share": share}
    if where is None:
        return row
    query = where | {"sold_after": first, "sold_before": last} | ({"goods": share.goods} if share.goods else {})
    row["url"] = reverse("work:sales", query=query)
    return row | {"online_url": reverse("work:sales", query=query | {"channel": ONLINE})}
