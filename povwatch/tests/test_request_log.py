"""Every request has a number, and is one line of the log that says nothing of anybody."""

import json
import logging

import pytest
from django.db import OperationalError
from psycopg2.errors import LockNotAvailable

from core.log_context import words_of_now
from households.registry import views
from povwatch.logs import JsonLine
from povwatch.request_log import log
from povwatch.tests.factories import household

HEX = "0123456789abcdef" * 2
UUID = "01234567-89ab-cdef-0123-456789abcdef"


@pytest.fixture
def told():
    """What the log tells of each request."""
    records, handler, level = [], logging.Handler(), log.level
    handler.emit = lambda record: records.append(record.words | words_of_now())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield records
    log.setLevel(level)
    log.removeHandler(handler)


GIVEN = [
    # what the proxy says                 whether it is taken
    (HEX, True),
    (UUID, True),
    (HEX[:-1], False),
    (HEX + "0", False),
    (HEX.upper(), False),
    ("110101199003071233", False),
    ("Zhang Jiansan", False),
    ("", False),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "taken"), GIVEN)
def test_the_number_of_the_proxy_is_taken_when_it_is_one(client, given, taken, told):
    number = client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (number == given) == taken and len(number) in (32, 36)
    assert told[0]["request"] == number


@pytest.mark.django_db
def test_each_request_has_another_number(client):
    assert client.get("/healthz")["X-Request-ID"] != client.get("/healthz")["X-Request-ID"]


def test_a_line_names_the_page_and_the_number_of_its_person_alone(zhao, heyi, client_of, told):
    family = household(heyi)
    client_of(zhao).get(f"/households/{family.pk}/", {"text": "Zhang Jiansan"})
    [line] = told
    assert line.pop("ms") >= 0 and len(line.pop("request")) == 32
    assert line == {"method": "GET", "route": "households:household", "status": 200, "user": zhao.pk}


@pytest.mark.django_db
def test_what_was_typed_into_the_address_line_is_not_told(client, told):
    client.get("/Zhang-Jiansan/?text=110101199003071233")
    client.generic("ZHANG", "/healthz")
    assert [(line["method"], line["route"], line["status"]) for line in told] == [
        ("GET", "", 404), ("other", "healthz", 405)
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_django_says_of_an_answer_names_its_request_too(client, caplog):
    client.get("/Zhang-Jiansan/", headers={"X-Request-ID": HEX})
    [line] = [JsonLine().format(record) for record in caplog.records if record.name == "django.request"]
    assert json.loads(line)["request"] == HEX and json.loads(line)["message"] == "Not Found: …"


def test_whoever_is_not_looked_up_costs_no_question(client_of, ding, told, django_assert_num_queries):
    client = client_of(ding)
    with django_assert_num_queries(0):
        client.get("/visits/sw.js")
    assert told[0]["user"] is None


ERRORS = [
    (KeyError("Zhang Jiansan"), 500, "en", "tell this number"),
    (KeyError("Zhang Jiansan"), 500, "zh-hans", "请将此编号"),
    (OperationalError(), 503, "en", "tell this number"),
]


@pytest.mark.parametrize(("error", "status", "language", "words"), ERRORS)
def test_the_page_of_an_error_shows_the_beginning_of_the_number(
    zhao, client_of, monkeypatch, error, status, language, words
):
    if status == 503:
        error.__cause__ = LockNotAvailable()

    def fail(*_given, **_named):
        raise error

    monkeypatch.setattr(views, "list_page", fail)
    client = client_of(zhao)
    client.raise_request_exception = False
    answer = client.get("/households/", headers={"accept-language": language, "X-Request-ID": HEX})
    page = answer.content.decode()
    assert answer.status_code == status and answer["X-Request-ID"] == HEX
    assert words in page and f"<strong>{HEX[:8]}</strong>" in page and HEX[:9] not in page and "Zhang" not in page
