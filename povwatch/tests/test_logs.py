"""What the log says of what happened, and what it never says: hostile records, of whichever library."""

import json
import logging
import os
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import DataError, connection

from alerts.tests.workers import database_url, kill, others, until
from core.broker import send_to_worker
from core.jobs.actions import ask_job
from core.log_context import told_in_log
from povwatch import logs
from povwatch.celery import continue_request

NAME, NUMBER, PHONE = "Zhang Jiansan", "110101199003071233", "13800005678"
PERSONAL = (NAME, "Jiansan", "张建三", NUMBER, PHONE, "lan@example.cn", "zhangjiansan")


def written(name, level, message, *args, exc_info=None):
    """What a line says in both forms."""
    record = logging.getLogger(name).makeRecord(name, level, "x.py", 1, message, args, exc_info)
    return [logs.JsonLine().format(record), logs.PlainLine().format(record)]


def refused_by_the_database():
    """The error of a row whose values PostgreSQL tells."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s::int", [NAME])
    except DataError:
        return sys.exc_info()


HOSTILE = [  # who writes, what
    ("django.request", "Not Found: %s", (f"/households/{NAME}/",)),
    ("django.request", "Internal Server Error: %s", ("/households/?q=张建三",)),
    ("django.security.DisallowedHost", "Invalid HTTP_HOST header: 'zhangjiansan'. You may need to add it.", ()),
    ("django.server", '"%s" %s %s', (f"GET /households/?text={NAME} HTTP/1.1", "200", "12")),
    ("axes.handlers.database", "AXES: New login failure by %s. Created new record.", ('{username: "zhangjiansan"}',)),
    ("gunicorn.error", "Error handling request %s", (f"/?text={NUMBER}",)),
    ("celery.app.trace", "Task %(name)s[%(id)s] raised unexpected: %(exc)s\n%(traceback)s",
     ({"name": "core.tasks.run_job", "id": "7", "exc": f"KeyError('{NAME}')", "traceback": PHONE, "args": [NAME]},)),
    ("celery.worker.consumer", "Received unregistered task: the body was " f"{{'args': ['{NAME}']}}", ()),
    ("some.library", 'invalid input syntax for type integer: "zhangjiansan"', ()),
    ("some.library", f"duplicate key\nDETAIL:  Key (name)=({NAME}) already exists.", ()),
    ("some.library", "cannot reach smtp://lan@example.cn", ()),
    ("some.library", "%d rows", (NAME,)),
    ("some.library", "told of", (NAME,)),
    ("visits.inbox", f"a line of our own that forgot itself: {NUMBER}, {PHONE}, 张建三", ()),
]  # fmt: skip


@pytest.mark.parametrize(("name", "message", "args"), HOSTILE)
def test_no_line_says_who(name, message, args):
    assert not [word for line in written(name, logging.ERROR, message, *args) for word in PERSONAL if word in line]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["django.request", "core.jobs.work", "celery.app.trace"])
def test_of_an_error_kind_and_place_are_told_and_not_its_text(name):
    told = written(name, logging.ERROR, "It failed", exc_info=refused_by_the_database())
    assert not [word for word in PERSONAL for line in told if word in line]
    assert "DataError 22P02 at " in told[0] and "test_logs.py:" in told[0] and "\n" not in told[1]


NUMBER_OF_A_JOB = "9a3670fd-7525-40e0-855e-cc5211729b5f"
HELPFUL = [  # who writes, what, and what stays of it
    ("core.jobs.work", "Job %s stopped: %s", (f"recompute {NUMBER_OF_A_JOB}", "KeyError at run.py:7"),
     f"Job recompute {NUMBER_OF_A_JOB} stopped: KeyError at run.py:7"),
    ("celery.app.trace", "Task %(name)s[%(id)s] raised: %(exc)s", ({"name": "t", "id": "7", "exc": "x"},),
     "Task t[7] raised: …"),
    ("gunicorn.error", "WORKER TIMEOUT (pid:%s)", (4711,), "WORKER TIMEOUT (pid:4711)"),
    ("django.request", "%s: %s", ("Not Found", "/Zhang/"), "Not Found: …"),
    ("kombu", "Lost: %s", (OSError("lan@example.cn"),), "Lost: OSError"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "message", "args", "stays"), HELPFUL)
def test_what_helps_to_find_a_fault_stays(name, message, args, stays):
    assert json.loads(written(name, logging.ERROR, message, *args)[0])["message"] == stays


def test_a_line_of_json_is_one_object_with_all_that_is_known(time_machine):
    time_machine.move_to("2026-06-15T12:00:00.250+08:00", tick=False)
    with told_in_log(request="abc"), told_in_log(job="7", kind="recompute"):
        first, second = written("core.jobs.work", logging.WARNING, "Over\nand out")
    assert json.loads(first) == {
        "time": "2026-06-15T12:00:00.250+08:00", "level": "WARNING", "logger": "core.jobs.work",
        "message": "Over and out", "request": "abc", "job": "7", "kind": "recompute",
    }  # fmt: skip
    assert (
        second == "2026-06-15T12:00:00.250+08:00 WARNING core.jobs.work Over and out request=abc job=7 kind=recompute"
    )


def test_what_a_request_asks_of_the_workers_carries_its_number(broker):
    with told_in_log(request="abc"):
        send_to_worker("core.tasks.sweep")
    send_to_worker("core.tasks.sweep")
    assert [options.get("headers") for *_task, options in broker] == [{"request": "abc"}, None]


def test_a_task_goes_on_with_the_number_of_its_request():
    def begun(headers):
        continue_request(task=type("Task", (), {"request": type("Context", (), {"headers": headers})}))
        return logs.words_of_now()

    assert [begun({"request": "abc"}), begun(None)] == [{"request": "abc"}, {}]


@contextmanager
def worker_that_writes(file):
    beside = {**os.environ, "DATABASE_URL": database_url(), "LOG_FORMAT": "json"}
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "povwatch", "worker", "--concurrency", "1"]
    with open(file, "w") as log:
        worker = subprocess.Popen(command, env=beside, stderr=log, stdout=log, start_new_session=True)
    try:
        yield
    finally:
        kill(worker)
        until(lambda: not others(), "the connections of the killed to end")


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_names_the_request_that_asked_for_a_job_that_fails(county, tmp_path):
    """The file it is to check is not there."""
    file = tmp_path / "log"

    def lines_about(job):
        return [line for line in file.read_text().splitlines() if str(job.pk) in line]

    with worker_that_writes(file), told_in_log(request="0" * 32):
        job = ask_job("registry_check", county=county.code, batch=999_999_999)
        found = until(lambda: lines_about(job), "a line")
    told = json.loads(found[0])
    assert (told["request"], told["job"], told["kind"]) == ("0" * 32, str(job.pk), "registry_check")
    assert "DoesNotExist at" in told["message"] and "999999999" not in found[0]


# The processes beside the pages


STARTS = {
    "worker": ["celery", "-A", "povwatch", "worker", "--pool", "solo", "--without-mingle"],
    "beat": ["celery", "-A", "povwatch", "beat"],
}


@pytest.mark.parametrize("name", ["worker", "beat"])
def test_worker_and_beat_write_the_same_lines(name):
    """Both refuse the broker that is not there, each in its own words: one object a line."""
    beside = {**os.environ, "LOG_FORMAT": "json", "LOG_LEVEL": "INFO", "REDIS_URL": "redis://:geheim@127.0.0.1:1/0"}
    command = [sys.executable, "-m", *STARTS[name]]
    process = subprocess.Popen(command, env=beside, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    told = []
    for line in process.stderr:
        if line.startswith("{"):
            told.append(json.loads(line))
            if told[-1]["level"] == "ERROR" or name == "beat":
                break
    process.kill()
    process.stderr.close()
    assert told and {"time", "level", "logger", "message"} <= set(told[-1]) and "geheim" not in str(told)


@pytest.mark.parametrize(("form", "first"), [("json", "{"), ("line", "2")])
def test_gunicorn_writes_the_same_lines(form, first):
    beside = {**os.environ, "LOG_FORMAT": form, "DJANGO_SETTINGS_MODULE": "povwatch.settings"}
    command = [sys.executable, "-m", "gunicorn", "povwatch.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"]
    process = subprocess.Popen(command, env=beside, cwd=settings.BASE_DIR, stderr=subprocess.PIPE, text=True)
    line = process.stderr.readline()
    process.terminate()
    process.communicate()
    assert line.startswith(first) and "gunicorn.error" in line


WRONG = [("LOG_FORMAT", "xml", "line or json"), ("LOG_LEVEL", "loud", "DEBUG, INFO"), ("METRICS_TOKEN", "x" * 31, "32"),
         ("SENTRY_DSN", "errors.example.cn", "must look like")]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "words"), WRONG)
def test_a_wrong_setting_says_what_is_right(name, value, words):
    beside = {**os.environ, name: value, "DJANGO_SETTINGS_MODULE": "povwatch.settings"}
    command = [sys.executable, "-c", "import django; django.setup()"]
    ended = subprocess.run(command, env=beside, capture_output=True, text=True, cwd=settings.BASE_DIR)
    assert ended.returncode and words in ended.stderr.splitlines()[-1]
