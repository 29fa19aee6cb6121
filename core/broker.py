"""The connection to the workers."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def send_to_worker(task: str, *args, **options) -> bool:
    """Hand a task to a worker, by its name. Returns False when the broker cannot be reached: callers keep the work in
    the database, where the sweep of each minute finds it."""
    try:
        current_app.send_task(task, args, retry=False, **options)  # a page must not hang while the broker is away
    except OperationalError:
        log.error("%s waits: the broker cannot be reached.", task)
        return False
    return True
