"""The processes that `make run` keeps running: started together and stopped together, and none is left behind."""

import contextlib
import json
import os
import re
import shlex
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import psutil
from honcho.manager import Manager
from honcho.printer import Printer

from .embedded import LOOPBACK

AS_ROOT = "You're running the worker with superuser privileges"  # usual in a container
ROOT = Path(__file__).resolve().parent.parent


class AlreadyRunning(RuntimeError):
    """povwatch already runs from this home; the message says where."""


def service_commands(port: int) -> dict[str, list[str]]:
    """Return the commands for web server, worker and beat, each quiet unless something is wrong."""
    gunicorn = [sys.executable, "-m", "gunicorn", "povwatch.wsgi", "--bind", f"{LOOPBACK}:{port}"]
    celery = [sys.executable, "-W", f"ignore:{AS_ROOT}", "-m", "celery", "--quiet", "-A", "povwatch"]
    quick = ["--log-level", "warning", "--graceful-timeout", "3", "--no-control-socket", "--preload"]
    return {
        "web": [*gunicorn, "--workers", "2", "--threads", "4", *quick],
        "worker": [*celery, "worker", "--concurrency", "2", "--loglevel", "WARNING"],
        "beat": [*celery, "beat", "--loglevel", "WARNING"],
    }


def keep_running(commands: dict[str, list[str]], record: "RunningProcesses", when_started: Callable[[], None]) -> str:
    """Start the commands and wait until all have ended: by Ctrl-C or SIGTERM, or because one of them died. Then its
    name is returned. `when_started` runs beside them; when it fails everything stops."""
    lines = ProcessPrinter(len(commands), record, lambda: Thread(target=beside, daemon=True).start())
    manager = Manager(lines)

    def beside():
        try:
            when_started()
        except Exception as problem:
            lines.died = f"the start ({problem})"
            os.kill(os.getpid(), signal.SIGTERM)

    for name, command in commands.items():
        manager.add_process(name, "exec " + shlex.join(command), cwd=str(ROOT))
    manager.loop()
    return lines.died


class ProcessPrinter(Printer):
    """Prints the output of the processes, and keeps track of their starts and ends."""

    def __init__(self, count: int, record: "RunningProcesses", when_started: Callable[[], None]):
        super().__init__(sys.stdout, time_format="%H:%M")
        self.waiting, self.record, self.when_started = count, record, when_started
        self.stopping, self.died = False, ""

    def write(self, message):
        with contextlib.suppress(OSError):  # a closed terminal must not prevent stopping the others
            if message.name == "system":
                self.follow(message.data)
            elif message.data.strip() and (self.died or not self.stopping):  # nothing to say about a clean end
                super().write(message)

    def follow(self, told: str) -> None:
        if started := re.search(r"started \(pid=(\d+)\)", told):
            self.record.add(int(started[1]))
            self.waiting -= 1
            if self.waiting == 0:
                self.when_started()
        elif "received" in told:
            self.stopping = True
            print("\nStopping ...", flush=True)
        elif (ended := re.search(r"\b(\w+) stopped \(rc=(-?\d+)\)", told)) and not (self.stopping or self.died):
            self.died = f"{ended[1]} (exit code {ended[2]})"


class RunningProcesses:
    """The processes of this home, listed in a file: a second start says where the first one runs, and stops what a
    killed start left behind."""

    def __init__(self, home: Path, address: str):
        self.file, self.address, self.processes = home / "running.json", address, []

    def __enter__(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.settle()
        self.add(os.getpid())
        return self

    def __exit__(self, *_):
        for pid, _created in self.processes[1:]:  # a killed worker leaves the children of its group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(pid, signal.SIGKILL)
        self.file.unlink(missing_ok=True)

    def add(self, pid: int) -> None:
        with contextlib.suppress(psutil.Error):
            self.processes.append([pid, psutil.Process(pid).create_time()])
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps({"address": self.address, "processes": self.processes}))
        draft.replace(self.file)

    def settle(self) -> None:
        """Refuse a second start; stop what a killed one left behind."""
        try:
            earlier = json.loads(self.file.read_text())
        except (OSError, ValueError):
            return
        (main, *_), alive = (
            earlier["processes"],
            [pid for pid, made in earlier["processes"] if is_same_process(pid, made)],
        )
        if main[0] in alive:
            raise AlreadyRunning(f"povwatch already runs from {self.file.parent}: {earlier['address']}")
        for pid in alive:
            end_process_group(pid)


def is_same_process(pid: int, created: float) -> bool:
    """Whether the process with this number is still the one that was created then."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and abs(process.create_time() - created) < 2
    except psutil.Error:
        return False


def end_process_group(pid: int, seconds: float = 5) -> None:
    """Stop a process and those it started: first politely, then after some seconds by force."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, sign)
        until = time.monotonic() + seconds
        while psutil.pid_exists(pid) and time.monotonic() < until:
            time.sleep(0.05)
