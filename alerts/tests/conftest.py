"""Celery workers for tests."""

import os
import subprocess
import sys
import uuid

import pytest
from django.conf import settings

from .workers import database_url, kill, others, until


@pytest.fixture
def queue():
    """A queue for this test alone, so that other workers on the same broker do not take its tasks."""
    return f"test-{uuid.uuid4()}"


@pytest.fixture
def worker(queue):
    """worker() starts a Celery worker with one child and returns its process; all are killed in the end."""
    started = []

    def start():
        command = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "povwatch",
            "worker",
            "--concurrency",
            "1",
            "-Q",
            queue,
        ]
        environment = {**os.environ, "DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
        process = subprocess.Popen(command, env=environment, start_new_session=True)  # pytest shows its output
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)
    until(lambda: not others(), "the connections of the killed to end")
