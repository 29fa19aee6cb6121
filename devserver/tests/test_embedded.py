"""The embedded services with real processes: what starts them, what stops them, and what they survive."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psutil
import psycopg2
import pytest
import redis

from devserver import embedded

PROGRAM = """
import json, sys
from pathlib import Path
from devserver import embedded
home = Path(sys.argv[1])
print(json.dumps([embedded.database_url(home, throwaway=True), embedded.redis_url(home)]), flush=True)
sys.stdin.read()
"""


class Command:
    """Another process of povwatch that uses the services of `home` until its input is closed."""

    def __init__(self, home):
        line = [sys.executable, "-c", PROGRAM, str(home)]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.database, self.broker = json.loads(self.process.stdout.readline())

    def end(self):
        self.process.communicate()
        assert self.process.returncode == 0


@pytest.fixture
def home(tmp_path):
    yield tmp_path / "home"
    embedded.stop_servers(tmp_path / "home")


def running(home):
    return [service(home).process() for service in (embedded.Postgres, embedded.Valkey)]


def query(url, sql):
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else None


def test_a_lone_command_starts_the_services_and_stops_them(home):
    command = Command(home)
    assert all(running(home))
    assert query(command.database, "SELECT current_user") == [("povwatch_application",)]
    assert redis.Redis.from_url(command.broker).ping()
    command.end()
    assert running(home) == [None, None]


def test_the_last_command_to_end_stops_them_and_the_data_stay(home):
    first, second = Command(home), Command(home)
    assert (first.database, first.broker) == (second.database, second.broker)
    query(embedded.Postgres(home).owner_url(), "CREATE TABLE kept AS SELECT 42 AS answer")
    first.end()
    assert all(running(home))
    second.end()
    third = Command(home)
    assert query(embedded.Postgres(home).owner_url(), "SELECT answer FROM kept") == [(42,)]
    third.end()


def test_servers_that_were_killed_come_back_at_the_same_address(home):
    working = Command(home)
    for process in running(home):
        process.kill()
    second = Command(home)
    assert (working.database, working.broker) == (second.database, second.broker)
    assert query(working.database, "SELECT 1") == [(1,)]
    working.end()
    second.end()


def test_a_pid_file_from_before_a_power_cut_may_name_another_program(home):
    Command(home).end()
    for name in ("postgres/postmaster.pid", "valkey/server.pid"):
        (home / name).write_text(f"{os.getpid()}\n{home / 'postgres'}\n1\n5432\n\n127.0.0.1\n\nready\n")
    command = Command(home)
    assert all(running(home))
    command.end()


def test_only_this_machine_and_only_with_the_password(home):
    command = Command(home)
    ports = {embedded.Postgres(home).port, embedded.Valkey(home).port}
    listening = {each.laddr for each in psutil.net_connections("inet") if each.status == psutil.CONN_LISTEN}
    assert {address.ip for address in listening if address.port in ports} == {"127.0.0.1"}
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(embedded.Postgres(home).owner_url().replace(embedded.Postgres(home).password, "guess"))
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(re.sub(":[^:@]+@", ":guess@", command.database))
    with pytest.raises(redis.RedisError):
        redis.Redis.from_url(command.broker.replace(embedded.Valkey(home).password, "guess")).ping()
    command.end()


def test_two_homes_beside_each_other_and_a_long_path(tmp_path, home):
    far = tmp_path / ("long" * 20) / ("path" * 20)
    here, there = Command(home), Command(far)
    assert here.database != there.database
    here.end()
    assert query(there.database, "SELECT 1") == [(1,)]
    there.end()
    assert running(far) == [None, None]


def test_a_command_that_was_killed_leaves_the_services_to_the_next(home):
    command = Command(home)
    command.process.send_signal(signal.SIGKILL)
    command.process.wait()
    assert all(running(home))
    Command(home).end()
    assert running(home) == [None, None]


def test_a_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: embedded.kept_secret(tmp_path, "KEY"), range(8)))
    assert len(made) == 1 and len(made.pop()) == 64
    assert stat.S_IMODE((tmp_path / "secrets" / "KEY").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["KEY"]
