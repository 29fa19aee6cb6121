"""What visits tell the apps above them, who listen if they care."""

from django.dispatch import Signal

visit_submitted = Signal()  # visit: filed, or voided so that it counts no more; sent inside the transaction
