"""The access log: what it contains, that nothing is removed, and who may read it."""

import ast
import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import InternalError, ProgrammingError, transaction

from accounts.audit.details import DETAIL_WORDS, access_details_in_words
from accounts.audit.log import record_access
from accounts.events import ACCESS_ACTIONS
from accounts.models import AccessEvent
from core.database_roles import as_owner
from povwatch.tests.factories import household

LOG = "/accounts/log/"
MONDAY = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on_that_monday():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def entries(client, **query):
    """Return (who, what) of the entries that a page of the log shows."""
    return [(event.user, event.action) for event in client.get(LOG, query).context["page"]]


def test_a_line_is_never_changed_nor_deleted(lan):
    event = record_access(lan, "signed_in")
    for change in (lambda: AccessEvent.objects.update(user=None), event.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change()
        with as_owner(), pytest.raises(InternalError, match="Cannot update or delete"), transaction.atomic():
            change()


def test_an_entry_vanishes_with_the_change_it_tells_of(lan, heyi):
    """A transaction that is rolled back leaves no entry about something that never happened."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record_access(lan, "opened", household(heyi), area=heyi)
        raise ZeroDivisionError
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("who", ["lan", "wen", "zhao", "qin", "li", "tan", "ding"])
def test_the_log_is_for_auditors(who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(LOG).status_code == 403


def test_an_auditor_reads_who_opened_what_and_why(su, lan, heyi, client_of):
    family = household(heyi)
    record_access(lan, "revealed", family, area=heyi, reason="Card application")
    page = client_of(su).get(LOG).content.decode()
    for words in ("Lan", "saw secrets in full", f"household {family.pk}", "Heyi Village", "Card application"):
        assert words in page
    assert family.get_absolute_url() in page


def test_an_auditor_sees_the_own_county_alone(su, lan, mo, heyi, neighbour, client_of):
    record_access(lan, "opened", household(heyi), area=heyi), record_access(lan, "signed_in")
    record_access(mo, "parameter_enacted", area=neighbour), record_access(mo, "signed_in")
    assert set(entries(client_of(su))) == {(lan, "opened"), (lan, "signed_in")}


def test_reading_the_log_is_a_line_in_it(su, client_of):
    client = client_of(su)
    assert entries(client) == []
    assert entries(client) == [(su, "log_read")]


def test_the_newest_line_comes_first_and_the_order_turns(su, lan, wen, client_of):
    record_access(lan, "signed_in"), record_access(wen, "signed_in")
    assert [user for user, _action in entries(client_of(su))] == [wen, lan]
    assert [user for user, _action in entries(client_of(su), sort="when")][:2] == [lan, wen]


def test_by_person_and_by_action(su, lan, wen, client_of):
    record_access(lan, "signed_in"), record_access(lan, "signed_out"), record_access(wen, "signed_in")
    assert entries(client_of(su), person=lan.pk, action="signed_in") == [(lan, "signed_in")]


def test_people_of_another_county_are_no_filter(su, mo, client_of):
    page = client_of(su).get(LOG, {"person": mo.pk})
    assert "is not applied" in page.content.decode() and f'value="{mo.pk}"' not in page.content.decode()


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-06-14", "", 3),
        ("2026-06-15", "", 2),
        ("2026-06-15", "2026-06-15", 1),
        ("", "2026-06-14", 1),
        ("2026-06-17", "", 0),
    ],
)
def test_by_day_in_shanghai(su, lan, client_of, on_that_monday, since, until, found):
    for moment in ("2026-06-14T23:59+08:00", "2026-06-15T00:00+08:00", "2026-06-16T12:00+08:00"):
        on_that_monday.move_to(dt.datetime.fromisoformat(moment))
        record_access(lan, "signed_in")
    assert len(entries(client_of(su), since=since, until=until, action="signed_in")) == found


def test_a_page_holds_fifty_lines(su, lan, client_of):
    for _number in range(60):
        record_access(lan, "signed_in")
    page = client_of(su).get(LOG).context["page"]
    assert (len(page), page.paginator.count) == (50, 60)


def test_the_log_asks_the_database_the_same_however_long_it_is(su, lan, heyi, client_of, django_assert_num_queries):
    client = client_of(su)
    client.get(LOG)
    family = household(heyi)
    for many in (5, 10):
        for _number in range(many):
            record_access(lan, "opened", family, area=heyi)
        with django_assert_num_queries(10):
            client.get(LOG)


def recorded():
    """Return every call of record_access in the code."""
    apps = ("accounts", "policy", "households", "visits", "alerts", "cases", "work", "reports", "povwatch")
    sources = [path for app in apps for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    trees = [ast.parse(path.read_text()) for path in sources if "tests" not in path.parts]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "id", "") == "record_access"]


def test_every_action_has_its_words():
    actions = {call.args[1].value for call in recorded() if isinstance(call.args[1], ast.Constant)}
    assert "opened" in actions and actions - set(ACCESS_ACTIONS) == set(), "say it in accounts/events.py"


def test_every_detail_has_its_words():
    told = {word.arg for call in recorded() for word in call.keywords} - {None, "area", "reason", "outcome", "shown"}
    assert "found" in told and told - set(DETAIL_WORDS) == set(), "say it in accounts/audit/details.py"


def test_codes_and_counts_are_read_in_words():
    details = {"found": 3, "road": "phone", "in_full": True, "scope": ["999001", "999002"], "novel": "x"}
    assert access_details_in_words(details) == (
        "found: 3; by which way: Phone; in full: yes; places: 999001, 999002; novel: x"
    )
    assert access_details_in_words({}) == ""
