"""What the page of an enterprise or an offer shows of its payment lists."""

from django.db.models import Count
from django.urls import reverse

from accounts.permissions import Permission, may
from core.dates import today
from policy import parameters
from work.models import Enterprise, Payment, PaymentList

from .columns import LIST_ROWS, ODD_ROWS
from .conditions import ODD, due_month, owes_list, pay_condition

MOST_LISTS, MOST_ODD = 12, 50


def payments_of(of, user) -> dict:
    """Return the latest lists of an enterprise or an offer, of whom of one's territory they tell nothing good, and the
    month of which a list is late."""
    p, name = parameters.parameters_on(today(), of.county), of._meta.model_name
    lists = PaymentList.objects.visible_to(user).filter(**{name: of}).annotate(people=Count("payments"))
    paid = Payment.objects.visible_to(user).holding().filter(**{f"list__{name}": of})
    odd = paid.filter(pay_condition(ODD, p)).select_related("list", "member__household")
    owes = type(of).objects.filter(owes_list(p, type(of)), pk=of.pk).exists()
    return {
        "lists": list(lists[:MOST_LISTS]), "list_rows": LIST_ROWS, "odd": list(odd[:MOST_ODD]), "odd_rows": ODD_ROWS,
        "late_month": due_month(p) if owes else None,
        "send_url": send_url(of) if may(user, Permission.WORK_KEEP, of.area) and can_send(of) else "",
    }  # fmt: skip


def send_url(of) -> str:
    return reverse(f"work:{of._meta.model_name}-payments", args=[of.pk])


def can_send(of) -> bool:
    """Whether lists are kept of it: of an offer of an enterprise, the enterprise sends them; a course pays nothing."""
    return isinstance(of, Enterprise) or of.enterprise_id is None and of.gives_work
