"""Without a broker nothing waits: what must be done stands in the database."""

import time

import pytest

from core import broker


@pytest.fixture
def closed(settings):
    """The broker's address leads nowhere; everything else is as on the site."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_a_stopped_broker_is_told_at_once(closed, caplog):
    began = time.monotonic()
    assert not broker.send_to_worker("core.tasks.sweep")
    assert time.monotonic() - began < 3 and "the broker cannot be reached" in caplog.text


def test_a_broker_that_answers_and_refuses_the_task_is_no_error_of_the_page(monkeypatch, caplog):
    """Guards against an error page for a broker without memory, after the change itself was saved."""

    def refuse(*_given, **_options):
        raise broker.redis.ResponseError("OOM command not allowed")

    monkeypatch.setattr(broker.current_app, "send_task", refuse)
    assert not broker.send_to_worker("core.tasks.sweep")
    assert "cannot be reached (ResponseError)" in caplog.text
