"""The entry point for gunicorn: `gunicorn povwatch.wsgi`."""

import contextlib
import os

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

application = get_wsgi_application()
# A process with the key of another database refuses to start: core/crypto/fingerprint.py. One whose database is away
# starts, and its pages say so.
with contextlib.suppress(OperationalError):
    connection.ensure_connection()
connection.close()
