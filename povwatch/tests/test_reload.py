"""A site goes over to another version without losing a request: `systemctl reload povwatch-web`."""

import signal
import threading
from pathlib import Path

import psutil
import pytest

from alerts.tests.workers import database_url, until

from .web import web_server

pytestmark = pytest.mark.django_db(transaction=True)


def workers(web) -> set:
    return {child.pid for child in psutil.Process(web.process.pid).children()}


def send_forms(web, user, over, told):
    """Press the button of the language again and again, until it is over."""
    while not over.is_set():
        try:
            told.append(web.ask("POST", "/language/", user, data={"language": "en", "next": "/"}).status_code)
        except Exception as error:
            told.append(repr(error))
        over.wait(0.1)


def test_a_reload_loses_no_form_that_is_sent_meanwhile(client_of, lan, qin):
    """Guards against connections that a worker closes as it ends, and against old workers that go on: each form is
    answered, and after the reload by new processes alone."""
    over, told = threading.Event(), []
    with web_server(DATABASE_URL=database_url()) as web:
        senders = [threading.Thread(target=send_forms, args=(web, client_of(user), over, told)) for user in (lan, qin)]
        for sender in senders:
            sender.start()
        for _time in range(2):
            before, sent = workers(web), len(told)
            web.process.send_signal(signal.SIGHUP)  # ExecReload of the unit
            until(lambda before=before: not before & workers(web), "the old processes to end")
            until(lambda sent=sent: len(told) > sent + 20, "forms after the reload")
        over.set()
        for sender in senders:
            sender.join()
    assert set(told) == {302}, f"{len(told)} forms were sent"


def test_the_unit_reloads_by_that_signal():
    unit = Path(__file__).parents[2] / "deploy/systemd/povwatch-web.service"
    assert "ExecReload=/bin/kill -HUP $MAINPID" in unit.read_text()
