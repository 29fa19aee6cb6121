"""PostgreSQL and Valkey from PyPI, for a machine that has neither. Data, ports, passwords and logs lie under
POVWATCH_HOME. Settings ask for the addresses, which starts what is not running; the last process of povwatch to end
stops it again. Nothing here imports Django, because the settings import this package."""

import atexit
import contextlib
import fcntl
import os
from pathlib import Path

from .machine import LOOPBACK, POSTGRES_PROGRAMS, EmbeddedError, program_directory
from .place import has_secret, kept_secret, site_home
from .servers import APPLICATION_ROLE, Postgres, Server, Valkey, make_application_role

__all__ = [
    "LOOPBACK",
    "EmbeddedError",
    "Postgres",
    "Valkey",
    "database_url",
    "owner_url",
    "postgres_programs",
    "make_application_role",
    "APPLICATION_ROLE",
    "site_home",
    "has_secret",
    "kept_secret",
    "redis_url",
    "stop_servers",
]


def database_url(home: Path, throwaway: bool = False) -> str:
    """Return the address of the PostgreSQL under this home, and start it when it is not running."""
    return _address_of(Postgres(home, throwaway))


def postgres_programs() -> Path:
    """Return the directory of PostgreSQL's programs that come along."""
    return program_directory(*POSTGRES_PROGRAMS)


def owner_url(home: Path, throwaway: bool = False) -> str:
    """Return the address under which the owner of the tables signs in to the PostgreSQL under this home."""
    database_url(home, throwaway)
    return Postgres(home).owner_url()


def redis_url(home: Path) -> str:
    """Return the address of the Valkey under this home, and start it when it is not running."""
    return _address_of(Valkey(home))


def stop_servers(home: Path) -> None:
    """Stop both services under this home cleanly; do nothing when they are not running."""
    for server in (Postgres(home), Valkey(home)):
        if process := server.process():
            server.end(process)


# Each process that uses the services holds a shared lock while it lives; one that gets the lock alone stops them.

_locks: dict[Path, int] = {}


def _address_of(server: Server) -> str:
    _take_part(server.home)
    with open(server.home / "start.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes must not start the same server
        server.bring_up()
    return server.url()


def _take_part(home: Path) -> None:
    if home not in _locks:
        home.mkdir(parents=True, exist_ok=True)
        _locks[home] = os.open(home / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(_locks[home], fcntl.LOCK_SH)  # waits while the last earlier process stops them
        atexit.register(_leave, home, os.getpid())


def _leave(home: Path, pid: int) -> None:
    if pid != os.getpid():
        return  # a forked child shares our lock and must not give it up for us
    with contextlib.suppress(BlockingIOError):  # others still use them
        fcntl.flock(_locks[home], fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop_servers(home)
    os.close(_locks.pop(home))
