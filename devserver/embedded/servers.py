"""The two servers: how each is set up, started, found and stopped."""

import contextlib
import os
import secrets
import shlex
import shutil
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path

import psutil
import psycopg2
import redis

from .machine import (
    LOOPBACK,
    POSTGRES_PROGRAMS,
    VALKEY_PROGRAMS,
    EmbeddedError,
    is_port_free,
    own_directory,
    program_directory,
    run_program,
    service_account,
    wait_until,
)
from .place import kept_secret

DATABASE_NAME = "povwatch"  # of the database and of the role that owns it
APPLICATION_ROLE = "povwatch_application"  # of pages and workers, which own nothing

# For a laptop with two cores. Nothing here risks data: fsync stays on. The log contains no SQL, because that would
# carry people's data into it.
POSTGRES_OPTIONS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",  # a long POVWATCH_HOME would not fit into a socket's name
    "max_connections": 80,
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": 1.1,
    "jit": "off",
    "wal_level": "minimal",  # no replicas here, so imports with COPY write less
    "max_wal_senders": 0,
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
THROWAWAY_OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "128MB"}


class Server(ABC):
    """A server with its data below the home, its port in a file beside, and its password among the secrets."""

    name: str
    pid_file: str
    remedy: str  # what to do where it does not start

    def __init__(self, home: Path):
        self.home = home
        self.directory = home / self.name

    @abstractmethod
    def url(self) -> str:
        """The address by which a client finds it."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes commands now."""

    @abstractmethod
    def launch(self) -> bool:
        """Start it; whether there is hope that it answers soon."""

    @abstractmethod
    def end(self, process: psutil.Process) -> None:
        """Stop it, with everything on disk."""

    def bring_up(self) -> None:
        """Start the server when it is not running, and return when it answers."""
        own_directory(self.directory)
        for _attempt in range(
            10
        ):  # a killed server's memory stays in use for a moment; another program can take the port
            if (self.process() or self.launch()) and wait_until(self.answers):
                return
            time.sleep(0.5)
        raise EmbeddedError(f"{self.name} did not start. Its log: {self.log}. {self.remedy}")

    def process(self) -> psutil.Process | None:
        """Return the running server. After a power cut the number in its pid file may belong to another program."""
        try:
            pid = int((self.directory / self.pid_file).read_text().split()[0])
            process = psutil.Process(pid)
            return process if str(self.directory) in process.cmdline() else None
        except (OSError, IndexError, ValueError, psutil.Error):
            return None

    @property
    def log(self) -> Path:
        return self.directory / "server.log"

    @property
    def password(self) -> str:
        return kept_secret(self.home, f"{self.name}_password")

    @property
    def port(self) -> int:
        return int((self.home / f"{self.name}.port").read_text())

    def choose_port(self) -> int:
        """Return the port used last time when it is free, so that programs still running find the server again."""
        file = self.home / f"{self.name}.port"
        port = self.port if file.exists() else 0
        while not is_port_free(port):
            port = 20_000 + secrets.randbelow(12_000)  # below the ports that outgoing connections take
        draft = file.with_suffix(".draft")
        draft.write_text(str(port))
        draft.replace(file)
        return port


class Postgres(Server):
    name, pid_file = "postgres", "postmaster.pid"
    remedy = "Another PostgreSQL can be named with DATABASE_URL."

    def __init__(self, home: Path, throwaway: bool = False):
        super().__init__(home)
        self.throwaway = throwaway

    def url(self) -> str:
        password = kept_secret(self.home, "postgres_application_password")
        return f"postgres://{APPLICATION_ROLE}:{password}@{LOOPBACK}:{self.port}/{DATABASE_NAME}"

    def owner_url(self) -> str:
        return f"postgres://{DATABASE_NAME}:{self.password}@{LOOPBACK}:{self.port}/{DATABASE_NAME}"

    def answers(self) -> bool:
        try:
            make_application_role(self.owner_url(), kept_secret(self.home, "postgres_application_password"))
            return True
        except (psycopg2.OperationalError, FileNotFoundError):
            return False

    def launch(self) -> bool:
        if not (self.directory / "PG_VERSION").exists():
            self.make_cluster()
        self.forget_reused_pid()
        options = POSTGRES_OPTIONS | {"port": self.choose_port()} | (THROWAWAY_OPTIONS if self.throwaway else {})
        if Path("/dev/shm").exists() and shutil.disk_usage("/dev/shm").total < 256 << 20:  # nosec B108
            options["dynamic_shared_memory_type"] = "mmap"  # a container's small /dev/shm cannot hold parallel queries
        line = " ".join(f"-c {key}={shlex.quote(str(value))}" for key, value in options.items())
        with contextlib.suppress(EmbeddedError):  # its log tells why, and bring_up tries again
            self.run("pg_ctl", "start", "-w", "-D", self.directory, "-l", self.log, "-o", line)
            return True
        return False

    def end(self, process: psutil.Process) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.directory)

    def make_cluster(self) -> None:
        """Set up the data directory under another name and rename it when complete, so that an interrupted start leaves
        no incomplete one."""
        draft = self.home / "postgres.draft"
        shutil.rmtree(draft, ignore_errors=True)
        own_directory(draft)
        with tempfile.NamedTemporaryFile("w", dir=self.home) as secret:
            secret.write(self.password)
            secret.flush()
            os.chown(secret.name, *service_account())
            self.run("initdb", "-D", draft, "-U", DATABASE_NAME, f"--pwfile={secret.name}", *self.initdb_options())
        self.run("postgres", "--single", "-D", draft, "postgres", input=f"CREATE DATABASE {DATABASE_NAME}\n")
        draft.replace(self.directory)

    def initdb_options(self) -> list[str]:
        """Return options that require passwords from everyone and fix a sort order that no update of the machine
        changes."""
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return [*locale, "--auth-host=scram-sha-256", "--auth-local=reject", *(["--no-sync"] * self.throwaway)]

    def forget_reused_pid(self) -> None:
        """Delete an old pid file when its process is another program: PostgreSQL would not start."""
        with contextlib.suppress(OSError, psutil.Error):
            file = self.directory / self.pid_file
            command = psutil.Process(int(file.read_text().split()[0])).cmdline()
            if command and str(self.directory) not in command:
                file.unlink()

    def run(self, program: str, *arguments, input: str | None = None) -> None:
        run_program(program_directory(*POSTGRES_PROGRAMS) / program, *arguments, input=input, remedy=self.remedy)


# The second one is the way to the first: it passes no right on, so that the role must be put on to use one.
MAKE_RETENTION = f"""
CREATE ROLE {APPLICATION_ROLE}_retention; CREATE ROLE {APPLICATION_ROLE}_to_retention NOINHERIT;
GRANT {APPLICATION_ROLE}_retention TO {APPLICATION_ROLE}_to_retention;
GRANT {APPLICATION_ROLE}_to_retention TO {APPLICATION_ROLE}
"""


def make_application_role(owner_url: str, password: str) -> None:
    """Make the role of pages and workers where it is missing, and those that pages and the nightly retention put on.
    What they may do is said after each migration."""
    make = f"CREATE ROLE {APPLICATION_ROLE} LOGIN PASSWORD %s; CREATE ROLE {APPLICATION_ROLE}_pages; "
    let_put_on = f"GRANT {APPLICATION_ROLE}_pages TO {APPLICATION_ROLE}"
    with contextlib.closing(psycopg2.connect(owner_url, connect_timeout=3)) as session, session, session.cursor() as it:
        if not is_there(it, APPLICATION_ROLE):
            it.execute(make + let_put_on, [password])
        if not is_there(it, f"{APPLICATION_ROLE}_retention"):  # a site that was made before there was one
            it.execute(MAKE_RETENTION)


def is_there(cursor, role) -> bool:
    cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
    return bool(cursor.rowcount)


class Valkey(Server):
    name, pid_file = "valkey", "server.pid"
    remedy = "Another Redis or Valkey can be named with REDIS_URL."

    def url(self) -> str:
        return f"redis://:{self.password}@{LOOPBACK}:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=3, protocol=2) as client:
                return client.ping()
        except (redis.RedisError, FileNotFoundError):
            return False

    def launch(self) -> bool:
        (self.directory / self.pid_file).unlink(missing_ok=True)
        options = {
            "bind": LOOPBACK,
            "port": self.choose_port(),
            "requirepass": self.password,
            "daemonize": "yes",
            "set-proc-title": "no",  # the command line keeps the directory by which process() knows it
            "pidfile": self.pid_file,
            "logfile": self.log.name,
            "appendonly": "yes",  # a task that was accepted survives a power cut
            "save": '""',
        }
        settings = "".join(f"{key} {value}\n" for key, value in options.items())  # by stdin: `ps` shows no password
        server = program_directory(*VALKEY_PROGRAMS) / "valkey-server"
        run_program(server, "-", "--dir", self.directory, input=settings, remedy=self.remedy)
        return True

    def end(self, process: psutil.Process) -> None:
        process.terminate()
        wait_until(lambda: not self.process())
