"""History by database triggers: nothing that writes, by whatever road, can forget it."""

import pghistory


def history(model):
    """Keep every earlier version of a row, as it was before each change or deletion, with the user and request that
    changed it. New rows cost nothing: the first version is the row itself."""
    return pghistory.track(pghistory.UpdateEvent(row="OLD"), pghistory.DeleteEvent())(model)
