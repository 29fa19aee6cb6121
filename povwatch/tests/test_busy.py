"""Where the database lets a page wait too long, the page says so; nothing waits without end, and nothing is changed."""

import pytest
from django.db import OperationalError, connection

from accounts import reach
from accounts.models import AccessEvent
from core.database_roles import as_owner
from core.sql import execute_sql, fetch_rows
from povwatch.tests.elsewhere import at_work
from povwatch.tests.factories import household
from visits.models import Delivery
from visits.tests.told import told

pytestmark = pytest.mark.django_db(transaction=True)


def held():
    """Hold the households, as a migration does: nobody can even read them."""
    with as_owner():
        execute_sql("LOCK TABLE households_household IN ACCESS EXCLUSIVE MODE")


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(reach, "LONGEST_WAIT", "200ms")


@pytest.fixture
def families(heyi):
    return [household(heyi) for _home in range(2)]


@pytest.mark.parametrize("language, words", [("en", "much to do at this moment"), ("zh-hans", "系统繁忙")])
def test_the_page_says_that_it_is_busy_and_when_to_come_again(families, zhao, client_of, impatient, language, words):
    client = client_of(zhao)
    with at_work(held):
        answer = client.get("/households/", headers={"accept-language": language})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30") and words in answer.content.decode()
    assert client.get("/households/").status_code == 200


def test_a_phone_reads_it_and_keeps_its_visit(families, lan, client_of, impatient):
    client, body = client_of(lan), told(families[0], {})
    with at_work(held):
        answer = client.post("/visits/phone/visits/", body, content_type="application/json")
        assert answer.status_code == 503 and "much to do" in answer.json()["error"]
    assert not Delivery.objects.exists()
    assert client.post("/visits/phone/visits/", body, content_type="application/json").status_code == 201


def test_a_statement_that_takes_too_long_is_ended(families, zhao, client_of, monkeypatch):
    monkeypatch.setattr(reach, "LONGEST_STATEMENT", "1ms")
    answer = client_of(zhao).get("/households/")
    assert answer.status_code == 503
    assert not AccessEvent.objects.filter(action="list_opened").exists()


def test_the_limits_end_with_the_page(families, zhao, client_of):
    before = fetch_rows("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
    client_of(zhao).get("/households/")
    assert fetch_rows("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')") == before


def test_nothing_waits_without_end():
    [limits] = fetch_rows(
        "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
    )
    assert limits == ("10min", "15min")


def gone(*_given):
    raise OperationalError("connection to 10.0.0.5 refused: too many clients")


@pytest.mark.parametrize("path", ["/households/", "/visits/phone/visits/"])
def test_without_a_database_a_page_says_when_to_come_again(families, lan, client_of, monkeypatch, path):
    """Guards against "our fault, not yours" while a pooler has no connection to give: whoever asks again gets one."""
    client = client_of(lan)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        answer = client.post(path, told(families[0], {}), content_type="application/json")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30") and "10.0.0.5" not in answer.content.decode()
    words = answer.json()["error"] if "phone" in path else answer.content.decode()
    assert "look later whether it is there" in words and not Delivery.objects.exists()


def test_what_is_broken_is_no_matter_of_waiting(zhao, client_of, monkeypatch):
    client = client_of(zhao)
    client.raise_request_exception = False
    monkeypatch.setattr("households.registry.views.list_page", lambda *_given, **_named: {}["Zhang Jiansan"])
    answer = client.get("/households/")
    assert answer.status_code == 500 and "This is our fault" in answer.content.decode()
