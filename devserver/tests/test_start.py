"""`make run` with real processes, on a site without a sample so that it takes seconds."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from devserver import embedded, processes, start


class Site:
    """povwatch started in a home of its own, on a free port, as `make run` does it."""

    def __init__(self, home, port):
        self.home, self.address = home, f"http://127.0.0.1:{port}"
        own = {"POVWATCH_HOME": str(home), "PORT": str(port), "SAMPLE_SITE": "0", "PYTHONUNBUFFERED": "1"}
        environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
        self.log = home.parent / f"said-{time.monotonic_ns()}.txt"
        with self.log.open("w") as log:
            command = [sys.executable, "-m", "devserver.start"]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment | own)

    def said(self):
        return self.log.read_text()

    def services(self):
        return [service(self.home).process() for service in (embedded.Postgres, embedded.Valkey)]

    def family(self):
        """Return every process of this site: those started by it, and the services under its home."""
        return [*psutil.Process(self.process.pid).children(recursive=True), *self.services()]

    def until(self, what, seconds=180):
        deadline = time.monotonic() + seconds
        while not what():
            assert time.monotonic() < deadline and self.process.poll() is None, self.said()
            time.sleep(0.1)

    def end(self):
        """Stop the site cleanly, whatever a failed test left."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        embedded.stop_servers(self.home)

    def is_ready(self):
        return "is ready" in self.said()

    def healthz(self):
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One home for all tests, because the tables take a while to make."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def started():
    """started(home, port) is a new site; each is stopped with the test, also when it fails."""
    sites = []

    def start_site(home, port):
        sites.append(Site(home, port))
        return sites[-1]

    yield start_site
    for site in sites:
        site.end()


@pytest.fixture
def site(started, home, port):
    return started(home, port)


def alive(processes):
    return psutil.wait_procs(processes, timeout=10)[1]


def test_a_site_is_up_survives_a_kill_and_stops_without_a_trace(site, started, home, port):
    site.until(site.is_ready)
    site.until(lambda: site.healthz()[0] == 200)
    family = site.family()
    assert len(family) >= 10  # web and worker with two processes each, beat, those that watch them, and two services

    second = started(home, port + 1)
    assert second.process.wait(60) == 1
    assert f"already runs from {home}: {site.address}" in second.said()

    site.process.kill()
    site.process.wait()
    following = started(home, port)
    following.until(following.is_ready)
    left = [each for each in family if each not in following.services()]
    assert alive(left) == []

    family = following.family()
    following.process.terminate()
    assert following.process.wait(30) == 0
    assert alive(family) == []
    assert not (home / "running.json").exists()


def test_when_the_worker_dies_everything_stops_and_says_so(site):
    site.until(site.is_ready)
    family = site.family()
    next(each for each in family if "worker" in each.cmdline()).kill()
    assert site.process.wait(30) == 1
    assert "worker (exit code -9) failed" in site.said()
    assert alive(family) == []


def test_a_taken_port_is_told_before_anything_starts(started, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        site = started(tmp_path, taken)
        assert site.process.wait(60) == 1
    assert f"Port {taken} cannot be used (Address already in use)" in site.said()
    assert f"make run PORT={taken + 1}" in site.said()
    assert not (tmp_path / "postgres").exists()


@pytest.mark.parametrize("given", ["http", "0", "70000", "-1"])
def test_a_port_is_a_number(monkeypatch, given):
    monkeypatch.setenv("PORT", given)
    with pytest.raises(start.CannotStart, match="make run PORT=8001"):
        start.chosen_port()


def test_static_files_are_collected_again_when_one_changed(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "ROOT", tmp_path)
    (tmp_path / "static").mkdir()
    for age, name in ((60, "requirements.txt"), (60, "static/povwatch.css"), (30, "staticfiles.json")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (time.time() - age,) * 2)
    os.utime(tmp_path / "static", (time.time() - 60,) * 2)
    assert start.is_static_collected(tmp_path / "staticfiles.json")
    (tmp_path / "static/povwatch.css").touch()
    assert not start.is_static_collected(tmp_path / "staticfiles.json")
    assert not start.is_static_collected(tmp_path / "never.json")


def test_the_number_of_an_ended_process_may_be_anothers():
    me = psutil.Process()
    assert processes.is_same_process(me.pid, me.create_time())
    assert not processes.is_same_process(me.pid, me.create_time() - 3600)
