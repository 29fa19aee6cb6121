"""What is wrong with pay: nothing at all, less than promised, late; and who sends lists and owes one."""

import datetime as dt

from django.db.models import DateField, Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import add_months, first_of_month
from households.models import WorkSpell
from work.models import Enterprise, PaymentList

from .people import in_month

UNPAID, LESS, LATE, ODD = "unpaid", "less", "late", "odd"
PAY_CHOICES = [
    (ODD, _("Unpaid, less than promised or late")),
    (UNPAID, pgettext_lazy("payment", "Unpaid")),
    (LESS, _("Less than promised")),
    (LATE, pgettext_lazy("payment", "Late")),
]
NOTHING = Q(pk__in=[])


def pay_days(p) -> int | None:
    """Return within how many days after its month a list is sent and wages are paid; None when it is not in force."""
    return int(p.pay_days) if p.in_force("pay_days") else None


def paid_late(p) -> Q:
    """Return which payments came more than `pay_days` after the end of their month."""
    days = pay_days(p)
    if days is None:
        return NOTHING
    due = f"(%(expressions)s + interval '1 month {days - 1} days')::date"
    return Q(paid_on__gt=Func("month", template=due, output_field=DateField()))


def pay_condition(word, p) -> Q:
    """Return the condition over payments that a word of PAY_CHOICES stands for."""
    unpaid, less = Q(yuan=0), Q(yuan__gt=0, promised__gt=F("yuan"))
    return {UNPAID: unpaid, LESS: less, LATE: paid_late(p), ODD: unpaid | less | paid_late(p)}[word]


def due_month(p) -> dt.date | None:
    """Return the last month of which a list is due: it ended more than `pay_days` ago."""
    days = pay_days(p)
    return None if days is None else add_months(first_of_month(p.ago(days)), -1)


def owes_list(p, model) -> Q:
    """Return which enterprises, or offers, have sent a list before, had people at work in the month that is due, and
    sent none for it."""
    month = due_month(p)
    if month is None:
        return NOTHING
    sent = PaymentList.objects.standing().filter(**{model._meta.model_name: OuterRef("pk")})
    here = Q(measure__placement__offer=OuterRef("pk"))
    if model is Enterprise:
        of_the_name = Q(measure__placement=None, employer=OuterRef("name"))
        here = Q(measure__placement__offer__enterprise=OuterRef("pk")) | of_the_name
    there = in_month(WorkSpell.objects.filter(here, member__household__county=OuterRef("county")), month)
    return Q(Exists(sent.filter(month__lt=month)), ~Q(Exists(sent.filter(month=month))), Exists(there), closed_on=None)
