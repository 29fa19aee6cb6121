"""History by database triggers: nothing that writes, by whatever road, can forget it."""

import pghistory
from django.contrib.postgres.functions import TransactionNow
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def track_history(model):
    """Keep every earlier version of a row, as it was before each change or deletion, with the user and request that
    changed it. New rows cost nothing: the first version is the row itself."""
    derived = [field.name for field in model._meta.local_fields if field.generated]  # the database works them out
    events = pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()
    return pghistory.track(*events, exclude=derived or None)(model)


def recorded_at_field():
    """Since when a row is known, however it was written: with it and its history one can tell what was known at any
    moment. Rows made by SQL alone take the moment at which their transaction began, as their history does."""
    return models.DateTimeField(_("recorded"), default=timezone.now, db_default=TransactionNow(), editable=False)
