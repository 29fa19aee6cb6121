"""A real Celery worker beside the tests: where its database is, how to wait for it, how to kill it."""

import os
import signal
import time
from urllib.parse import urlsplit

from django.db import connection

from povwatch.lib import bulk

PATIENCE = 90  # seconds; a worker starts within five on a quiet machine


def database_url() -> str:
    """Where this test's own database is, for a process beside it."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited {PATIENCE} seconds for {what}"
        time.sleep(0.1)
    return found


def kill(worker):
    """SIGKILL to the worker and its children: nobody gets to say goodbye."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def others(waiting_for_a_lock=False):
    """Other connections to this database."""
    condition = "AND wait_event_type = 'Lock'" if waiting_for_a_lock else ""
    return bulk.rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        f"AND backend_type = 'client backend' AND application_name <> 'holder' {condition}"
    )
