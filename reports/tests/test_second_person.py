"""Full ID numbers of more than 50 people leave the system only when a county leader allows it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent
from core.crypto.files import is_stored
from core.workflow import StaleState
from povwatch.tests.factories import person
from reports.exports import actions, contents
from reports.models import Export, ExportState

from .exporting import a_month, waiting, worked_on


@pytest.fixture
def report(heyi, county):
    return a_month(heyi, county)


@pytest.fixture
def many(report, qin, monkeypatch):
    """A file with one person more than one may take alone."""
    people = waiting(report, qin, with_details=True, in_full=True).rows_total
    monkeypatch.setattr(contents, "MANY_PEOPLE", people - 1)
    return waiting(report, qin, with_details=True, in_full=True, reason="Re-entry")


def test_fifty_is_many():
    assert contents.MANY_PEOPLE == 50


@pytest.mark.parametrize("beside, state", [(-1, "asked"), (0, "queued"), (1, "queued")])
def test_more_people_than_the_limit_need_a_second_person(report, qin, monkeypatch, beside, state):
    people = waiting(report, qin, with_details=True, in_full=True).rows_total
    monkeypatch.setattr(contents, "MANY_PEOPLE", people + beside)
    assert waiting(report, qin, with_details=True, in_full=True, reason="Re-entry").state == state


def test_masked_lists_need_nobody_else(report, qin, monkeypatch):
    monkeypatch.setattr(contents, "MANY_PEOPLE", 0)
    assert waiting(report, qin, with_details=True, reason="Meeting").state == ExportState.QUEUED


def test_nothing_is_made_before_it_is_allowed(many, li):
    assert many.job is None and not is_stored(many.stored_name)
    actions.decide_export(export=many, by=li, allow=True)
    assert worked_on(many).state == ExportState.DONE and many.confirmed_by == li
    line = AccessEvent.objects.get(action="report_export_allowed")
    assert (line.user, line.subject_id, line.reason) == (li, str(many.pk), "Re-entry")


def test_what_is_refused_is_said_to_who_asked(many, li, qin, client_of):
    actions.decide_export(export=many, by=li, allow=False)
    assert "did not allow it" in client_of(qin).get(many.get_absolute_url()).content.decode()
    with pytest.raises(StaleState):
        actions.decide_export(export=many, by=li, allow=True)


@pytest.mark.parametrize("who", ["qin", "zhao", "su", "ding", "mo"])
def test_others_allow_nothing(who, many, request):
    with pytest.raises(PermissionDenied):
        actions.decide_export(export=many, by=request.getfixturevalue(who), allow=True)


def test_nobody_allows_what_they_asked_for(report, county, monkeypatch):
    hong = person("hong", "county_leader", county)
    hong.grants.create(role="county_staff", area=county, origin="sample")
    monkeypatch.setattr(contents, "MANY_PEOPLE", 0)
    export = waiting(report, hong, with_details=True, in_full=True, reason="Re-entry")
    with pytest.raises(PermissionDenied, match="second person"):
        actions.decide_export(export=export, by=hong, allow=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(confirmed_by=hong)


def test_a_leader_next_door_allows_nothing(many, neighbour):
    with pytest.raises(PermissionDenied):
        actions.decide_export(export=many, by=person("bai", "county_leader", neighbour), allow=True)


def test_it_waits_for_the_leader_and_is_decided_on_its_page(many, li, client_of):
    client, url = client_of(li), f"/dashboard/exports/{many.pk}/allow/"
    assert url in client.get("/accounts/waiting/").content.decode()
    page = client.get(url).content.decode()
    assert "Qin" in page and "Re-entry" in page
    client.post(url, {"decision": "allow"})
    many.refresh_from_db()
    assert many.state == ExportState.QUEUED and url not in client.get("/accounts/waiting/").content.decode()


def test_who_asked_can_withdraw_it(many, qin, client_of):
    client = client_of(qin)
    assert "a county leader must allow it" in client.get(many.get_absolute_url()).content.decode()
    client.post(f"/dashboard/exports/{many.pk}/cancel/")
    many.refresh_from_db()
    assert many.state == ExportState.CANCELLED


def test_the_same_again_asks_again(many, li):
    actions.decide_export(export=many, by=li, allow=False)
    actions.remake_export(export=many)
    assert (many.state, many.confirmed_by) == (ExportState.ASKED, None)


def test_a_file_that_grew_while_it_waited_is_not_made(report, qin, monkeypatch):
    export = waiting(report, qin, with_details=True, in_full=True, reason="Re-entry")
    monkeypatch.setattr(contents, "MANY_PEOPLE", 0)
    assert (worked_on(export).state, export.failure) == (ExportState.FAILED, "unconfirmed")
