"""The web server of a site beside the tests, started by the very line of its unit (deploy/systemd), on their
database."""

import os
import re
import shlex
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import requests
from django.conf import settings

from alerts.tests.workers import until
from devserver.embedded import LOOPBACK

UNIT = Path(settings.BASE_DIR) / "deploy/systemd/povwatch-web.service"
PROGRAM = "/opt/povwatch/current"


class Web:
    def __init__(self, process, address):
        self.process, self.address = process, address

    def ask(self, method, path, user=None, **more):
        """Ask for a page on a connection of its own, as a proxy does, as somebody who is signed in."""
        cookies = {"sessionid": user.cookies["sessionid"].value, "csrftoken": "c" * 32} if user else {}
        headers = {"Connection": "close", "X-CSRFToken": "c" * 32}
        return requests.request(
            method, self.address + path, cookies=cookies, headers=headers, timeout=120, allow_redirects=False, **more
        )

    def answers(self) -> bool:
        try:
            return bool(self.ask("GET", "/healthz").status_code)
        except requests.ConnectionError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def command_line(port, program) -> list:
    line = re.search(r"^ExecStart=(.+)$", UNIT.read_text(), re.MULTILINE)[1]
    line = line.replace(f"{PROGRAM}/venv/bin/python", sys.executable).replace(PROGRAM, str(program))
    return shlex.split(line.replace("127.0.0.1:8000", f"{LOOPBACK}:{port}").replace("--workers 4", "--workers 2"))


@contextmanager
def web_server(program=settings.BASE_DIR, **environment):
    """Run the web server of a program while the block runs; with DEBUG, because nothing is collected for the tests."""
    port = free_port()
    process = subprocess.Popen(
        command_line(port, program), cwd=program, env={**os.environ, "DEBUG": "1", **environment}
    )
    made = Web(process, f"http://{LOOPBACK}:{port}")
    try:
        until(made.answers, "the web server to begin")
        yield made
    finally:
        process.terminate()
        process.wait(120)
