"""A site of its own: its processes, each begun again when it has died, as systemd does."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from devserver.embedded import LOOPBACK
from devserver.start import wait_for_url

HOUSE = Path(__file__).resolve().parent.parent
AGAIN_AFTER = 1  # second after which a dead process is begun again


def free_port() -> int:
    with socket.create_server((LOOPBACK, 0)) as free:
        return free.getsockname()[1]


def commands(port: int, workers: int) -> dict[str, list[str]]:
    """Return the commands by name: pages on two processes, workers, and beat."""
    web = ["gunicorn", "povwatch.wsgi", "--bind", f"{LOOPBACK}:{port}", "--workers", "2", "--threads", "4"]
    celery = ["celery", "--quiet", "-A", "povwatch"]
    worker = [*celery, "worker", "--concurrency", "2", "--loglevel", "ERROR"]
    names = {f"worker{n}": [*worker, "--hostname", f"{n}@soak"] for n in range(1, workers + 1)}
    return {"web": [*web, "--no-control-socket"], **names, "beat": [*celery, "beat", "--loglevel", "ERROR"]}


class Site:
    """The processes of a site, inside a `with`: none is left when it ends, however it ends."""

    def __init__(self, environment: dict, log: Path, workers=2):
        self.environment, self.log = {**os.environ, **environment}, log
        port = free_port()
        self.url = f"http://{LOOPBACK}:{port}"
        self.commands = commands(port, workers)
        self.processes: dict[str, subprocess.Popen] = {}
        self.over = threading.Event()
        self.keeper = threading.Thread(target=self.keep, daemon=True)

    def __enter__(self):
        self.begin_missing()
        self.keeper.start()
        try:
            wait_for_url(f"{self.url}/accounts/sign-in/")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.over.set()
        self.keeper.join()
        for name in self.processes:
            self.kill(name)

    def keep(self):
        while not self.over.wait(AGAIN_AFTER):
            self.begin_missing()

    def begin_missing(self):
        for name, command in self.commands.items():
            if name not in self.processes or self.processes[name].poll() is not None:
                self.kill_children(name)
                self.processes[name] = self.begin(command)

    def begin(self, command) -> subprocess.Popen:
        line = [sys.executable, "-W", "ignore", "-m", *command]
        with self.log.open("a") as log:
            return subprocess.Popen(
                line, cwd=HOUSE, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self, name, sign=signal.SIGKILL):
        """Send a signal to a process and all that it began."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, sign)
        if sign == signal.SIGKILL:
            self.processes[name].wait()

    def kill_children(self, name):
        """End what a dead process left behind: systemd ends the whole group."""
        if name in self.processes:
            self.kill(name)

    def kill_child(self, name, chance):
        """Send SIGKILL to one of the processes that a process began."""
        with contextlib.suppress(psutil.Error, IndexError):
            chance.choice(psutil.Process(self.processes[name].pid).children()).kill()

    def hang(self, name, seconds):
        """Let a process and all that it began stand still for a while."""
        self.kill(name, signal.SIGSTOP)
        time.sleep(seconds)
        self.kill(name, signal.SIGCONT)
