"""The Celery application: `celery -A povwatch worker` and `celery -A povwatch beat`."""

import os

from celery import Celery
from celery.signals import heartbeat_sent

from core import dates

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
