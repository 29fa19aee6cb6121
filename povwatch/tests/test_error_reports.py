"""Errors that are told to a server of the operator: real ones, sent over a real connection, and read there."""

import gzip
import http.server
import json
import os
import subprocess
import sys
import threading

import pytest
from django.conf import settings

from alerts.tests.workers import database_url

NAME, NUMBER = "Zhang Jiansan", "110101199003071233"
PERSONAL = (NAME, "Jiansan", "张建三", NUMBER, "13800005678", "lan@example.cn", "sessionid", "bamboo", "10.9.8.7")
# What goes wrong in a process that reports: in a page that is sent all there is, in a job, in a line of the log.
STORY = f"""
import logging, os, django
django.setup()
from django.conf import settings
from django.db import connection
from django.test import Client
from core.log_context import told_in_log

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

def fail(request, name):
    who, number = "{NAME}", "{NUMBER}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int", [who + number])

from povwatch import urls
from django.urls import clear_url_caches, path
from accounts.permissions import public_view
urls.urlpatterns.append(path("fail/<str:name>/", public_view("a story")(fail), name="fail"))
clear_url_caches()
page = Client(raise_request_exception=False, REMOTE_ADDR="10.9.8.7", HTTP_HOST="127.0.0.1")
page.cookies["sessionid"] = "bamboo"
typed = {{"phone": "13800005678", "mail": "lan@example.cn"}}
page.post("/fail/张建三/?text={NUMBER}", typed, headers={{"x-request-id": "0" * 32}})
with told_in_log(job="7", kind="dig"):
    try:
        raise KeyError("{NAME}")
    except KeyError:
        logging.getLogger("core.jobs.work").error("Job %s stopped", 7, exc_info=True, extra={{"who": "{NAME}"}})
logging.getLogger("some.library").error("refused: %s", "{NUMBER}")
import sentry_sdk
sentry_sdk.flush(20)
"""


@pytest.fixture
def receiver():
    """A server that keeps what it is sent."""
    kept = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.append(gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_given):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server, kept
    server.shutdown()


def events(kept):
    """The reports in the envelopes that arrived."""
    items = [json.loads(line) for body in kept for line in body.decode().splitlines() if line.startswith("{")]
    return [item for item in items if "event_id" in item and "level" in item]


def run(story, **beside):
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "povwatch.settings", **beside}
    ended = subprocess.run(
        [sys.executable, "-c", story], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.django_db(transaction=True)
def test_errors_arrive_with_their_places_and_nobodys_data(receiver):
    server, kept = receiver
    dsn = f"http://key@127.0.0.1:{server.server_port}/1"
    run(STORY, SENTRY_DSN=dsn, SENTRY_ENVIRONMENT="trial", DATABASE_URL=database_url())
    told, text = events(kept), b"\n".join(kept).decode()
    assert not [word for word in PERSONAL if word in text]
    kinds = [one["exception"]["values"][-1]["type"] for one in told if "exception" in one]
    assert kinds == ["DataError 22P02", "KeyError"]
    page, job, line = told
    assert page["tags"] == {"request": "0" * 32} and job["tags"] == {"job": "7", "kind": "dig"}
    assert line["logentry"] == {"message": "refused: …"} and line["environment"] == "trial"
    assert page["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"]
    assert page["release"].startswith("povwatch@")


def test_without_an_address_nothing_is_imported():
    told = run("import sys, django; django.setup(); print('sentry_sdk' in sys.modules)", SENTRY_DSN="")
    assert told.strip() == "False"
