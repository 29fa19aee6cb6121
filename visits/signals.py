"""Signals that visits send to the apps above them."""

from django.dispatch import Signal

RECOMPUTE = "recompute_household"  # the outbox row that alerts adds when a visit changes a household
visit_submitted = Signal()  # visit: filed, or voided so that it counts no more; sent inside the transaction
