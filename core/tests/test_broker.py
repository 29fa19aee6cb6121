"""Without a broker nothing waits: what must be done stands in the database."""

import time

import pytest
from celery import Celery

from core import broker


@pytest.fixture
def closed(monkeypatch):
    """The broker's address leads nowhere; everything else is as on the site."""
    app = Celery("closed", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_url = "redis://127.0.0.1:1/0"
    if app.conf.result_backend:
        app.conf.result_backend = app.conf.broker_url
    monkeypatch.setattr(broker, "current_app", app)


def test_a_stopped_broker_is_told_at_once(closed, caplog):
    began = time.monotonic()
    assert not broker.send_to_worker("core.tasks.sweep")
    assert time.monotonic() - began < 15 and "the broker cannot be reached" in caplog.text
