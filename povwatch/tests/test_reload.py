"""A site goes over to another version without losing a request: `systemctl reload povwatch-web`."""

import signal
import threading
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

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


def test_the_unit_reloads_by_that_signal():
    unit = Path(__file__).parents[2] / "deploy/systemd/povwatch-web.service"
    assert "ExecReload=/bin/kill -HUP $MAINPID" in unit.read_text()
