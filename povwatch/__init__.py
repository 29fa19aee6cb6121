__version__ = "1.0.0"  # raised with the heading of CHANGELOG.md; /healthz and the page of background work tell it

from .celery import app as celery_app

__all__ = ["celery_app"]
