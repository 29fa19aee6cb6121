"""The Celery application: `celery -A povwatch worker` and `celery -A povwatch beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

app = Celery("povwatch")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
