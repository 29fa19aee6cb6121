"""A real Celery worker beside the tests: where its database is, how to wait for it, how to kill it."""

import os
import signal
import time
from urllib.parse import urlsplit

from django.db import connection

from core import sql

NAME = "worker-of-tests"
PATIENCE = 300  # seconds: only a test that fails waits so long


def database_url() -> str:
    """Where this test's own database is, for a process beside it whose connections can be told from others."""
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    return own._replace(query=f"application_name={NAME}").geturl()


def until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited {PATIENCE} seconds for {what}"
        time.sleep(0.1)
    return found


def kill(worker):
    """Send SIGKILL to the worker and its children, so that none can clean up."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def others(waiting_for_a_lock=False):
    """The workers' connections to this database."""
    condition = "AND wait_event_type = 'Lock'" if waiting_for_a_lock else ""
    return sql.fetch_rows(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
        f"AND application_name = '{NAME}' {condition}"
    )
