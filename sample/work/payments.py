"""What some offices of an invented county said they paid: lists of the last months; one person is owed two of them."""

import datetime as dt
from collections import Counter

from core.dates import add_months, first_of_month, last_of_month
from households.models import WorkSpell
from work.models import Enterprise, Payment, PaymentList
from work.payments.people import is_whole_month, item_of
from work.payments.statements import state_payments

from ..distributions import work as shares


def write_payments(county, day: dt.date, by: int) -> Counter:
    """Write the lists of one office in each township, and state them as income; return how many rows of each model."""
    counts: Counter = Counter()
    offices = Enterprise.objects.filter(county=county, kind="office").order_by("area__parent_id", "area__path")
    for place, office in enumerate(offices.distinct("area__parent_id")):
        for months_ago in range(1, shares.LISTS + 1):
            owed = place == shares.OWED_PLACE and months_ago <= shares.OWED
            counts += write_list(office, add_months(first_of_month(day), -months_ago), owed, by)
    return counts


def write_list(office, month, owed, by) -> Counter:
    """Write the list of an office for a month: everybody in full, but that nobody paid the first of them."""
    there = WorkSpell.objects.filter(measure__placement__offer__enterprise=office).select_related("member")
    posts = [spell for spell in there.order_by("pk") if is_whole_month(spell, month)]
    if not posts:
        return Counter()
    sent_on = last_of_month(month) + dt.timedelta(shares.SENT_AFTER)
    made = PaymentList.objects.create(
        county_id=office.county_id, area_id=office.area_id, enterprise=office, month=month, sent_on=sent_on, by_id=by
    )
    Payment.objects.bulk_create(
        payment_of(made, spell, unpaid=owed and place == 0) for place, spell in enumerate(posts)
    )
    state_payments([spell.member_id for spell in posts], month)
    return Counter({PaymentList: 1, Payment: len(posts)})


def payment_of(made, spell, *, unpaid) -> Payment:
    yuan, paid_on = (0, None) if unpaid else (spell.monthly_wage, made.sent_on)
    return Payment(
        list=made, member=spell.member, spell=spell, month=made.month, item=item_of(spell), yuan=yuan, paid_on=paid_on,
        promised=spell.monthly_wage, holds=True,
    )  # fmt: skip
