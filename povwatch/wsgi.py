"""The entry point for gunicorn: `gunicorn povwatch.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

application = get_wsgi_application()
