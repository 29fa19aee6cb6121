"""What goes wrong, at random but by a seed: processes killed or hung, broker and database restarted."""

import contextlib
import random
import signal
import time
from collections import Counter
from pathlib import Path

import redis
from django.conf import settings
from django.db import connection

from core.sql import execute_sql
from devserver import embedded

FAULTS = {}


def fault(words):
    """Declare a fault by the words in which it is told of."""

    def declare(function):
        FAULTS[words] = function
        return function

    return declare


class Weather:
    """Lets faults come over a site: `home` is where its servers lie, `pause` the seconds between two of them."""

    def __init__(self, site, home: Path, seed, pause=(5, 25), kinds=None):
        self.site, self.home, self.pause = site, home, pause
        self.kinds = kinds or list(FAULTS)
        self.chance = random.Random(f"{seed} faults")
        self.done = Counter()

    def rage(self, seconds):
        """Let one fault after the other happen; every kind once before any happens again."""
        until, coming = time.monotonic() + seconds, []
        while time.monotonic() < until:
            coming = coming or self.chance.sample(self.kinds, len(self.kinds))
            self.happen(coming.pop())
            time.sleep(min(self.chance.uniform(*self.pause), max(0, until - time.monotonic())))

    def happen(self, words):
        print(f"  {time.strftime('%H:%M:%S')} {words}", flush=True)
        connection.close()  # the one of this process may have died with the last fault
        FAULTS[words](self)
        self.done[words] += 1

    def a_worker(self) -> str:
        return self.chance.choice([name for name in self.site.commands if name.startswith("worker")])

    @property
    def postgres(self):
        return embedded.Postgres(self.home)

    @property
    def valkey(self):
        return embedded.Valkey(self.home)


@fault("worker killed")
def kill_worker(weather):
    weather.site.kill(weather.a_worker())


@fault("process of a worker killed")
def kill_worker_process(weather):
    weather.site.kill_child(weather.a_worker(), weather.chance)


@fault("process of the pages killed")
def kill_page_process(weather):
    weather.site.kill_child("web", weather.chance)


@fault("beat killed")
def kill_beat(weather):
    weather.site.kill("beat")


@fault("worker hangs")
def hang_worker(weather):
    weather.site.hang(weather.a_worker(), weather.chance.uniform(3, 15))


@fault("broker restarted")
def restart_broker(weather):
    with contextlib.suppress(AttributeError):
        weather.valkey.end(weather.valkey.process())
    weather.valkey.bring_up()


@fault("broker killed")
def kill_broker(weather):
    weather.valkey.process().kill()
    time.sleep(weather.chance.uniform(0, 3))
    weather.valkey.bring_up()


@fault("broker hangs")
def hang_broker(weather):
    process = weather.valkey.process()
    process.send_signal(signal.SIGSTOP)
    time.sleep(weather.chance.uniform(2, 10))
    process.send_signal(signal.SIGCONT)


@fault("broker emptied")
def empty_broker(weather):
    with redis.Redis.from_url(weather.valkey.url()) as client:
        client.flushall()


@fault("database restarted")
def restart_database(weather):
    stop_database(weather, "fast")


@fault("database killed")
def kill_database(weather):
    stop_database(weather, "immediate")


def stop_database(weather, mode):
    """Stop the database without waiting for those who use it, and begin it again on its port."""
    weather.postgres.run("pg_ctl", "stop", "-w", "-m", mode, "-D", weather.postgres.directory)
    weather.postgres.bring_up()


@fault("sessions ended")
def end_sessions(weather):
    execute_sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = %s",
        [settings.DATABASE_APPLICATION],
    )


@fault("the night")
def ask_night(weather):
    """No fault, but what a county's nights bring: everything is recomputed beside."""
    from core.jobs.actions import ask_job

    ask_job("recompute", key="recompute")
