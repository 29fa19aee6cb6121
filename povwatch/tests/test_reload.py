"""A site goes over to another version without losing a request: `systemctl reload povwatch-web`."""

import shutil
import signal
import threading
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from alerts.tests.workers import database_url, until

from .web import web_server

pytestmark = pytest.mark.django_db(transaction=True)


def workers(web) -> set:
    return {child.pid for child in psutil.Process(web.process.pid).children()}


@contextmanager
def forms_sent(web, users):
    """Press the button of the language again and again, as several people, while the block runs; tells what came of
    it."""
    over, told = threading.Event(), []

    def send(user):
        while not over.wait(0.05):
            try:
                told.append(web.ask("POST", "/language/", user, data={"language": "en", "next": "/"}).status_code)
            except Exception as error:
                told.append(repr(error))

    threads = [threading.Thread(target=send, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        over.set()
        for thread in threads:
            thread.join()


def test_a_reload_loses_no_form_that_is_sent_meanwhile(client_of, lan, qin):
    """Guards against connections that a worker closes as it ends, and against old workers that go on: each form is
    answered, and after the reload by new processes alone."""
    people = [client_of(lan), client_of(qin)]
    with web_server(DATABASE_URL=database_url()) as web, forms_sent(web, people) as told:
        for _time in range(2):
            before, sent = workers(web), len(told)
            web.process.send_signal(signal.SIGHUP)  # ExecReload of the unit
            until(lambda before=before: not before & workers(web), "the old processes to end")
            until(lambda sent=sent: len(told) > sent + 20, f"forms after the reload: {told[-5:]}")
    assert set(told) == {302}, f"{len(told)} forms were sent"


def next_to_it(place, name) -> Path:
    """Lay a program down beside this one that says its name as the version and in a module that the first process reads
    too."""
    program = place / name
    program.mkdir()
    for one in Path(settings.BASE_DIR).iterdir():
        if one.name not in ("povwatch", "core", "var", ".git"):
            (program / one.name).symlink_to(one)
    for room in ("povwatch", "core"):
        shutil.copytree(Path(settings.BASE_DIR) / room, program / room, ignore=shutil.ignore_patterns("__pycache__"))
    package, days = program / "povwatch/__init__.py", program / "core/dates.py"
    package.write_text(
        package.read_text().replace("__version__ =", f"from core.dates import NAME\n\n__version__ = NAME + '{name}' or")
    )
    days.write_text(days.read_text() + f"\nNAME = '{name} '\n")
    return program


def test_after_a_reload_nothing_of_the_version_before_is_left(tmp_path):
    """Guards against what the first process read: it is never reloaded, and its children began with it."""
    current = tmp_path / "current"
    current.symlink_to(next_to_it(tmp_path, "first"))
    second = next_to_it(tmp_path, "second")
    with web_server(current, DATABASE_URL=database_url()) as web:
        assert version_of(web) == "first first"
        before = workers(web)
        current.unlink()
        current.symlink_to(second)
        web.process.send_signal(signal.SIGHUP)
        until(lambda: not before & workers(web), "the old processes to end")
        assert {version_of(web) for _time in range(10)} == {"second second"}


def version_of(web) -> str:
    return web.ask("GET", "/healthz").json()["version"]


def test_the_unit_reloads_by_that_signal():
    unit = Path(__file__).parents[2] / "deploy/systemd/povwatch-web.service"
    assert "ExecReload=/bin/kill -HUP $MAINPID" in unit.read_text()
