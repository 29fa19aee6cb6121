"""A monthly table of many people: asked for, allowed by a county leader, written by a worker, and read in again."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from core.workflow import StaleState
from reports.exports import actions, contents, tables
from reports.models import Export, ExportState
from work.models import AccountEntry
from work.tests.account import bring_up, spell, worker

from .exporting import worked_on

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def away(county, heyi, shuikou):
    """Three people of Heyi work away, and one of Shuikou."""
    for number in range(3):
        spell(worker(heyi, f"Sample {number}"))
    spell(worker(shuikou))
    bring_up(county)


def asked(place, by, name="away"):
    return tables.request_table_export(name, place, by=by, reason="Monthly report", language="en")


@pytest.mark.parametrize(("limit", "state"), [(2, "asked"), (3, "queued"), (4, "queued")])
def test_more_people_than_the_limit_need_a_county_leader(away, heyi, qin, monkeypatch, limit, state):
    monkeypatch.setattr(tables, "MANY_PEOPLE", limit)
    assert asked(heyi, qin).state == state


def test_what_a_leader_allowed_is_written_and_logged(away, county, heyi, qin, li, monkeypatch):
    monkeypatch.setattr(tables, "MANY_PEOPLE", 2)
    export = asked(heyi, qin)
    assert export.job is None
    actions.decide_export(export=export, by=li, allow=True)
    done = worked_on(export)
    assert (done.state, done.rows, done.confirmed_by) == (ExportState.DONE, 3, li)
    line = AccessEvent.objects.get(action="monthly_table_taken")
    homes = AccountEntry.objects.filter(village=heyi).values_list("household", flat=True)
    assert (line.user, line.reason, set(line.households)) == (qin, "Monthly report", set(homes))


def test_a_table_that_grew_while_it_waited_is_not_made(away, county, heyi, qin, monkeypatch):
    export = asked(heyi, qin)
    monkeypatch.setattr(tables, "MANY_PEOPLE", 2)
    assert (worked_on(export).state, export.failure) == (ExportState.FAILED, "unconfirmed")


def test_the_same_again_asks_again(away, heyi, qin, li, monkeypatch):
    for module in (tables, actions):
        monkeypatch.setattr(module, "MANY_PEOPLE", 2)
    export = asked(heyi, qin)
    actions.decide_export(export=export, by=li, allow=False)
    with pytest.raises(StaleState):
        actions.decide_export(export=export, by=li, allow=True)
    actions.remake_export(export=export)
    assert (export.state, export.confirmed_by) == (ExportState.ASKED, None)


def test_fifty_is_many():
    assert tables.MANY_PEOPLE == contents.MANY_PEOPLE == 50


def test_it_is_asked_for_on_its_page_and_waits_for_the_leader(away, heyi, qin, li, client_of, monkeypatch):
    monkeypatch.setattr(tables, "MANY_PEOPLE", 2)
    url = reverse("reports:table-export", args=["away"])
    assert url in client_of(qin).get(reverse("work:monthly-table", args=["away"])).content.decode()
    page = client_of(qin).post(url, {"place": heyi.code, "reason": "Monthly report"}, follow=True).content.decode()
    assert "a county leader must allow it" in page
    allow, client = reverse("reports:export-confirm", args=[Export.objects.get().pk]), client_of(li)
    assert allow in client.get("/accounts/waiting/").content.decode()
    assert "Monthly report" in client.get(allow).content.decode()
    client.post(allow, {"decision": "allow"})
    assert worked_on(Export.objects.get()).state == ExportState.DONE


def test_whoever_sees_no_secrets_asks_for_none(lan, su, client_of):
    url = reverse("reports:table-export", args=["planned"])
    assert [client_of(one).get(url).status_code for one in (lan, su)] == [403, 403]
