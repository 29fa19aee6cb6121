"""Payment lists, and what a household had in a month by them, for the stories of this app."""

import datetime as dt
from decimal import Decimal

from core.dates import month_number
from households.models import IncomeRecord
from work.payments.actions import send_list


def paid_list(of, by, month, paid, *, sent_on=None, agreed=True):
    """A list of a month: `paid` is {work: yuan}."""
    sent_on = sent_on or dt.date(2026, 11, 5)
    said = {spell.pk: (Decimal(yuan), None) for spell, yuan in paid.items()}
    return send_list(of, by=by, month=month, sent_on=sent_on, paid=said, agreed=agreed)


def wages(home, month) -> Decimal:
    """The wages of a household in a month, as its income records say."""
    number = month_number(month)
    rows = IncomeRecord.objects.amounts().filter(household=home, start__lte=number, end__gt=number, topic=1)
    return sum((one.amount for one in rows), Decimal(0))
