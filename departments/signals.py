"""Signals that departments send to the apps above them."""

from django.dispatch import Signal

# Arguments inquiry (with its answer, not yet written) and by; sent inside the transaction, before the row is written,
# so that whoever keeps the answer locks its case first, as every step of a case does.
inquiry_answered = Signal()
