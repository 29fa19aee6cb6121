"""Signals that cases send to the apps above them."""

from django.dispatch import Signal

# Sent in the transaction when a measure was planned or took a step, with `measure`, the name of the `step`, `by`, `on`.
measure_moved = Signal()
