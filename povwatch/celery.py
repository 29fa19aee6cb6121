"""The Celery application: `celery -A povwatch worker` and `celery -A povwatch beat`."""

import contextlib
import logging.config
import os

from celery import Celery
from celery.signals import beat_init, heartbeat_sent, setup_logging, task_prerun, worker_init

from core import dates, log_context

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

HEARTBEAT = "worker-heartbeat"  # the cache key in which /healthz finds the last sign of a worker
FADES_AFTER = 30  # seconds; a worker writes it every two

app = Celery("povwatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@heartbeat_sent.connect
def note_heartbeat(**_):
    from django.core.cache import cache

    cache.set(HEARTBEAT, dates.shanghai_now().isoformat(timespec="seconds"), FADES_AFTER)


@setup_logging.connect
def log_as_the_pages_do(**_):
    """Let worker and beat write their log as the settings say; Celery then leaves it alone."""
    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def continue_request(task, **_):
    """Let the lines of a task name the request that asked for it."""
    number = (task.request.headers or {}).get("request", "")
    log_context.told.set({"request": number} if number else None)


@worker_init.connect
def refuse_lent_connections(**_):
    """End at once behind PgBouncer: the locks of jobs belong to a connection (core/locks.py)."""
    from django.conf import settings

    from core.locks import OWN_CONNECTION

    if settings.DATABASE_POOLED:
        raise SystemExit(OWN_CONNECTION)


@worker_init.connect
@beat_init.connect
def refuse_other_key(**_):
    """End at once with the key of another database (core/crypto/fingerprint.py). Celery goes on after any exception
    but this one; a worker whose database is away begins and waits for it."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, connection

    try:
        with contextlib.suppress(OperationalError):
            connection.ensure_connection()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error
    finally:
        connection.close()
