"""Broker or database are away: what is asked is kept and begins by itself later, and no page says what it cannot
know."""

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
import redis
from celery import Celery
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection
from django.template.loader import render_to_string
from django.utils import timezone

from alerts.tests.workers import database_url, kill, others, until
from core.broker import silent
from core.jobs.models import Job, JobState
from core.tasks import sweep
from devserver import embedded
from households.models import ImportBatch
from povwatch.celery import HEARTBEAT
from povwatch.tests.factories import household

pytestmark = pytest.mark.django_db(transaction=True)
RECOMPUTE = "/risk/runs/start/"


class Broker:
    """A Valkey of one test, which may be stopped, frozen and started again."""

    def __init__(self, home):
        self.home = home
        self.url = embedded.redis_url(home)

    @property
    def process(self):
        return embedded.Valkey(self.home).process()

    def stop(self):
        embedded.stop_servers(self.home)

    def start(self):
        assert embedded.redis_url(self.home) == self.url

    def asked(self):
        """How many tasks wait in it."""
        with redis.Redis.from_url(self.url) as client:
            return client.llen("celery") + client.llen("people")


@pytest.fixture
def broker(tmp_path, settings, monkeypatch):
    made = Broker(tmp_path / "broker")
    settings.REDIS_URL = settings.CELERY_BROKER_URL = made.url
    app = Celery("away", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    monkeypatch.setattr("core.broker.current_app", app)
    yield made
    made.stop()


@pytest.fixture
def worker(broker):
    """A Celery worker that has heard from the broker."""
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "povwatch", "worker", "--concurrency", "1"]
    environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": broker.url}
    process = subprocess.Popen(command, env=environment, start_new_session=True)
    with redis.Redis.from_url(broker.url) as client:
        until(lambda: client.keys(f"*{HEARTBEAT}"), "the worker to begin")
    yield process
    kill(process)
    until(lambda: not others(), "the connections of the killed to end")


def sweep_in_a_minute():
    """What beat has done each minute, once a worker should have begun."""
    Job.objects.update(not_before=timezone.now() - dt.timedelta(seconds=31))
    silent["until"] = 0.0
    sweep()


def told(answer, client):
    """What the page says to which a button leads."""
    assert answer.status_code == 302
    return client.get(answer.url).content.decode()


def test_a_recomputation_asked_for_without_a_broker_begins_when_it_is_back(broker, client_of, qin, county):
    """Guards against an error page for what was kept, and against "within seconds" while nobody can be told."""
    broker.stop()
    client, began = client_of(qin), time.monotonic()
    page = told(client.post(RECOMPUTE, {"county": county.code}), client)
    assert time.monotonic() - began < 3
    assert "The recomputation was asked for" in page and "within seconds" not in page
    assert Job.objects.get().state == JobState.WAITING
    broker.start()
    sweep_in_a_minute()
    assert broker.asked() == 1


def test_a_worker_that_lost_its_broker_does_what_was_asked_meanwhile(broker, worker, client_of, qin, heyi, county):
    """Guards against workers that have to be started by hand after the broker was away."""
    household(heyi)
    broker.stop()
    client_of(qin).post(RECOMPUTE, {"county": county.code})
    broker.start()
    sweep_in_a_minute()
    until(lambda: not Job.objects.open().exists(), "the worker to find its broker again")
    assert Job.objects.get().state == JobState.DONE


def test_an_upload_without_a_broker_is_kept_and_begins_when_it_is_back(broker, client_of, qin, heyi, county, settings):
    """Guards against "nothing was saved" for a file that lies here, and is then sent twice."""
    settings.MEDIA_ROOT = broker.home / "files"
    broker.stop()
    client = client_of(qin)
    file = SimpleUploadedFile("people.csv", b"number,village\nH1,Heyi\n")
    page = told(client.post("/households/imports/", {"files": [file], "county": county.pk}), client)
    assert "people.csv" in page and ImportBatch.objects.get().state == "uploaded"
    broker.start()
    sweep_in_a_minute()
    assert broker.asked() == 1


def test_a_page_does_not_wait_for_a_broker_that_hangs(broker, client_of, qin, county):
    """Guards against a button that turns for ever: a connection is taken, but nothing is answered."""
    broker.process.suspend()
    began = time.monotonic()
    answer = client_of(qin).post(RECOMPUTE, {"county": county.code})
    waited = time.monotonic() - began
    broker.process.resume()
    assert answer.status_code == 302 and Job.objects.count() == 1 and waited < 5


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", ["/healthz", "/visits/phone/", "/visits/sw.js"])
def test_what_needs_no_database_answers_a_browser_with_a_session_too(client_of, ding, monkeypatch, path, error):
    """Guards against a monitor that is told "error 500" instead of what is away, and against a phone without its
    app."""

    def gone(*_given):
        raise error("connection to 10.0.0.5 refused")

    client = client_of(ding)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        answer = client.get(path)
    assert answer.status_code == (503 if path == "/healthz" else 200)
    assert "10.0.0.5" not in answer.content.decode()
    if path == "/healthz":
        assert answer.json()["database"] == {"state": "unreachable"}


def test_the_error_page_does_not_say_what_was_saved():
    page = render_to_string("500.html")
    assert "it is not certain whether it was saved" in page and "Nothing of what" not in page
