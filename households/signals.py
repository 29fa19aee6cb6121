"""Signals that the registry sends to the apps above it, inside the transaction that changes something."""

from django.dispatch import Signal

household_changed = Signal()  # argument household: its record is not what it was, so that it is to be judged again
change_decided = Signal()  # arguments change and step: a change of the registry was confirmed, refused or withdrawn
unknown_settled = Signal()  # argument person; sent when somebody nobody knew was settled, or waits again
