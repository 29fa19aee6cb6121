"""Signals that visits send to the apps above them."""

from django.dispatch import Signal

RECOMPUTE = "recompute_household"  # the outbox row that alerts adds when a visit changes a household
visit_submitted = Signal()  # sent in the transaction when a visit was filed or voided
visit_replaced = Signal()  # sent in the transaction when another version, `new`, took the place of a visit, `old`
