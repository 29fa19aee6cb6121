"""Without a broker nothing waits: what must be done stands in the database."""

import socket
import time

import pytest

from core import broker


@pytest.fixture
def broker_url(settings):
    return str(settings.CELERY_BROKER_URL)


@pytest.fixture
def closed(settings):
    """The broker's address leads nowhere; everything else is as on the site."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


def test_a_stopped_broker_is_told_at_once(closed, caplog):
    began = time.monotonic()
    assert not broker.send_to_worker("core.tasks.sweep")
    assert time.monotonic() - began < 3 and "the broker cannot be reached" in caplog.text


@pytest.fixture
def frozen(settings):
    """The broker takes connections and answers nothing, as a process that was stopped in the middle."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.REDIS_URL = f"redis://127.0.0.1:{door.getsockname()[1]}/0"
        yield


def test_a_frozen_broker_costs_a_second_and_is_let_alone_then(frozen):
    began = time.perf_counter()
    assert not broker.send_to_worker("core.tasks.sweep")
    first = time.perf_counter() - began
    began = time.perf_counter()
    assert not any(broker.send_to_worker("core.tasks.sweep") for _again in range(50))
    assert broker.PATIENCE <= first < 3 and time.perf_counter() - began < first


def test_after_a_while_it_is_asked_again(closed, settings, monkeypatch, broker_url):
    sent = []
    monkeypatch.setattr(broker.current_app, "send_task", lambda *given, **_options: sent.append(given))
    assert not broker.send_to_worker("core.tasks.sweep")
    settings.REDIS_URL = broker_url
    assert not broker.send_to_worker("core.tasks.sweep")
    monkeypatch.setitem(broker.silent, "until", time.monotonic())
    assert broker.send_to_worker("core.tasks.sweep") and len(sent) == 1


def test_a_broker_that_answers_and_refuses_the_task_is_no_error_of_the_page(monkeypatch, caplog):
    """Guards against an error page for a broker without memory, after the change itself was saved."""

    def refuse(*_given, **_options):
        raise broker.redis.ResponseError("OOM command not allowed")

    monkeypatch.setattr(broker.current_app, "send_task", refuse)
    assert not broker.send_to_worker("core.tasks.sweep")
    assert "cannot be reached (ResponseError)" in caplog.text
