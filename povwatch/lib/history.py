"""History by database triggers: nothing that writes, by whatever road, can forget it."""

import pghistory


def history(model):
    """Keep every earlier version of a row, as it was before each change or deletion, with the user and request that
    changed it. New rows cost nothing: the first version is the row itself."""
    derived = [field.name for field in model._meta.local_fields if field.generated]  # the database works them out
    events = pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent()
    return pghistory.track(*events, exclude=derived or None)(model)
