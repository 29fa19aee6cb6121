"""Signals that visits send to the apps above them."""

from django.dispatch import Signal

RECOMPUTE = "recompute_household"  # the kind of outbox row that apps above put in when a visit changes a household
visit_submitted = Signal()  # visit: filed, or voided so that it counts no more; sent inside the transaction
