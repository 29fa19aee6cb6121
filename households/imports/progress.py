"""How far an import is, for those who wait: kept in the cache, because the import's own transaction is still open."""

import time

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

IMPORT_STEPS = {
    "waiting": _("Waiting for a worker"),
    "reading": _("Reading and cleaning rows"),
    "comparing": _("Comparing with the registry"),
    "writing": _("Writing"),
    "listing": _("Listing what is wrong"),
}
EVERY = 0.5  # seconds between two reports
FRESH = 120  # seconds after which silence means that nobody is at work
PATIENCE = 20  # seconds that a worker may take to begin


def import_progress_reporter(batch):
    """report(step, done, total) for the page of an import."""
    last = {"step": None, "at": 0.0}

    def report(step, done=0, total=0):
        if step != last["step"] or time.monotonic() - last["at"] > EVERY:
            last.update(step=step, at=time.monotonic())
            cache.set(import_progress_key(batch), {"step": step, "done": done, "total": total}, FRESH)

    return report


def mark_import_waiting(batch) -> None:
    """A worker was asked and has not begun yet."""
    cache.set(import_progress_key(batch), {"step": "waiting", "done": 0, "total": 0}, PATIENCE)


def import_progress_key(batch) -> str:
    return f"registry-import-{batch.pk}"


def latest_import_progress(batch) -> dict | None:
    """What was reported last: step, done and total; None when nobody is at work."""
    return cache.get(import_progress_key(batch))


def clear_import_progress(batch) -> None:
    """Nobody is at work any more."""
    cache.delete(import_progress_key(batch))
