"""Data that ends: what is due and what is not, a part at a time, told in the log; what is held or in use stays."""

import datetime as dt
import io

import pytest
import time_machine
from django.utils import translation

from accounts.models import AccessEvent
from cases.models import Scan
from core.crypto.files import delete_stored_file, is_stored, store_file
from core.jobs.models import Job
from households.ending import run
from households.ending.kinds import ENDINGS, endings_in_order
from households.ending.run import end_due_data
from households.models import DataHold, EndedData, ImportBatch
from policy.actions import enact_parameter
from policy.keys import PARAMETER_KEYS
from povwatch.tests.factories import case, household
from povwatch.tests.jobs import do_job
from reports.models import Export, MonthlyReport
from visits import photos
from visits.actions import settle_delivery
from visits.models import Delivery, Photo, Visit
from visits.tests.told import receive, told

NOW = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def family(heyi):
    return household(heyi)


def photo_of(family, by, visited_on, body=b"a photo"):
    visit = Visit.objects.create(household=family, visited_on=visited_on, visited_by=by)
    photo = Photo.objects.create(visit=visit, sha256="0" * 64, arrived_at=NOW)
    store_file(photo.stored_name, io.BytesIO(body))
    return photo


def scan_of(case, by, at):

    scan = Scan.objects.create(case=case, title="Consent", content_type="image/jpeg", size=3, sha256="0", by=by, at=at)
    store_file(scan.stored_name, io.BytesIO(b"abc"))
    return scan


def ended_lines():
    return [event.details for event in AccessEvent.objects.filter(action="data_ended").order_by("pk")]


@pytest.mark.parametrize("visited_on, stays", [("2023-06-16", True), ("2023-06-15", True), ("2023-06-14", False)])
def test_photos_end_after_their_months_with_file_and_row_and_the_visit_stays(county, family, lan, visited_on, stays):
    photo = photo_of(family, lan, dt.date.fromisoformat(visited_on))
    assert end_due_data(county) == ({} if stays else {"photos": 1})
    assert (is_stored(photo.stored_name), Photo.objects.exists(), Visit.objects.exists()) == (stays, stays, True)


def test_what_ended_is_told_in_the_log_without_a_name(county, family, lan):
    photo_of(family, lan, dt.date(2020, 1, 1))
    end_due_data(county)
    assert ended_lines() == [{"kind": "photos", "number": 1, "up_to": "2023-06-15"}]
    line = AccessEvent.objects.get(action="data_ended")
    assert (line.user, line.area, line.county, line.households) == (None, county, "999001", [])
    told = EndedData.objects.get()
    assert (told.county, told.kind, told.number, told.up_to) == (county, "photos", 1, dt.date(2023, 6, 15))


@pytest.mark.parametrize("settled, stays", [("2023-06-15", True), ("2023-06-14", False)])
def test_a_visit_that_was_put_aside_ends_with_its_photos(county, heyi, lan, zhao, settled, stays):
    """Guards against families whose visit was never filed, and whose photos lie here for ever."""
    stranded = receive(told(999_999), lan).delivery
    photos.set_photo_aside(stranded, "0" * 64, b"a photo")
    settle_delivery(stranded, "put_aside", by=zhao, reason="Another county's family")
    day = dt.datetime.fromisoformat(f"{settled}T12:00+08:00")
    Delivery.objects.filter(pk=stranded.pk).update(settled_at=day)
    waiting = receive(told(999_998), lan).delivery
    assert end_due_data(county) == ({} if stays else {"put_aside": 1})
    stranded.refresh_from_db()
    assert (bool(stranded.content), bool(stranded.reason)) == (stays, stays) and stranded.by == lan
    assert is_stored(photos.photo_aside_name(stranded.pk, "0" * 64)) == stays
    assert Delivery.objects.get(pk=waiting.pk).content and end_due_data(county) == {}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_job_of_the_night_ends_what_is_due_and_says_how_far_it_is(county, family, lan, language):
    """Guards against a night that ends with the first part, because what it tells of itself is too long to be kept."""
    photo_of(family, lan, dt.date(2020, 1, 1))
    with translation.override(language):
        job = do_job("end_county_data", county=county.code)
    assert (job.state, job.result, job.step, job.done) == ("done", {"photos": 1}, "photos", 1)


def test_every_kind_is_told_by_a_short_word():
    most = Job._meta.get_field("step").max_length
    assert [code for code in ENDINGS if len(code) > most] == []


def test_a_night_is_bounded_and_the_next_one_goes_on(county, family, lan, monkeypatch):
    monkeypatch.setattr(run, "AT_ONCE", 2)
    monkeypatch.setattr(run, "MOST_A_NIGHT", 3)
    for year in (2021, 2020, 2019, 2018):
        photo_of(family, lan, dt.date(year, 1, 1))
    progress = []
    assert end_due_data(county, lambda *told: progress.append(told[1:])) == {"photos": 3}
    assert progress == [(2, 3), (3, 3)] and [line["number"] for line in ended_lines()] == [2, 1]
    assert Photo.objects.get().visit.visited_on.year == 2021, "the oldest first"
    assert (end_due_data(county), end_due_data(county)) == ({"photos": 1}, {})


@pytest.mark.django_db(transaction=True)
def test_a_night_that_was_killed_after_a_part_keeps_that_part_and_is_done_again(county, family, lan, monkeypatch):
    monkeypatch.setattr(run, "AT_ONCE", 1)
    for year in (2020, 2019):
        photo_of(family, lan, dt.date(year, 1, 1))

    def killed(*_told):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        end_due_data(county, killed)
    assert Photo.objects.count() == 1 and len(ended_lines()) == 1
    assert end_due_data(county) == {"photos": 1}


def test_a_file_that_is_gone_already_stops_nothing(county, family, lan):
    delete_stored_file(photo_of(family, lan, dt.date(2020, 1, 1)).stored_name)
    assert end_due_data(county) == {"photos": 1}


def test_what_is_held_stays_until_it_is_released(county, family, lan, qin):
    photo_of(family, lan, dt.date(2020, 1, 1))
    hold = DataHold.objects.create(household=family, reason="The decision is disputed", by=qin)
    assert end_due_data(county) == {}
    hold.released_at, hold.released_by = NOW, qin
    hold.save()
    assert end_due_data(county) == {"photos": 1}


def test_a_household_with_an_open_case_keeps_its_photos(county, family, lan):
    photo_of(family, lan, dt.date(2020, 1, 1))
    case(family)
    assert end_due_data(county) == {}


def test_another_county_and_its_parameters_are_its_own(county, neighbour, family, lan, li):
    photo_of(family, lan, dt.date(2025, 1, 1))
    enact_parameter(
        key="keep_photo_months", area=county, value=12, valid_from=dt.date(2026, 6, 15), document="Order 1", by=li
    )
    assert (end_due_data(neighbour), end_due_data(county)) == ({}, {"photos": 1})


@pytest.mark.parametrize("closed_on, stays", [("2016-06-15", True), ("2016-06-14", False)])
def test_a_paper_ends_long_after_its_case_was_closed_and_is_still_named(
    county, family, qin, client_of, closed_on, stays
):
    closed = case(family, identified_on=dt.date(2015, 1, 1), cleared_on=dt.date.fromisoformat(closed_on))
    scan = scan_of(closed, qin, dt.datetime(2015, 2, 1, tzinfo=dt.UTC))
    assert end_due_data(county) == ({} if stays else {"scans": 1})
    scan.refresh_from_db()
    assert is_stored(scan.stored_name) == stays and (scan.erased_on is None) == stays
    page = client_of(qin).get(f"/cases/scans/{scan.pk}/")
    assert page.status_code == (200 if stays else 404)
    if not stays:
        assert "was erased on" in page.content.decode() and end_due_data(county) == {}


def test_the_record_of_an_export_ends_and_one_that_can_be_fetched_does_not(county, qin):
    report = MonthlyReport.objects.create(county=county, month=dt.date(2026, 5, 1), as_of=dt.date(2026, 5, 31))
    old = dt.datetime(2023, 6, 14, 12, tzinfo=dt.UTC)
    made = {"report": report, "user": qin, "kind": "csv", "scope": [county.code], "language": "en"}
    failed = Export.objects.create(**made, state="failed", failure="unexpected", asked_at=old)
    waiting = Export.objects.create(**made, state="queued", asked_at=old)
    young = Export.objects.create(**made, state="cancelled", asked_at=old + dt.timedelta(days=1))
    assert end_due_data(county) == {"exports": 1}
    assert set(Export.objects.all()) == {waiting, young} and failed not in Export.objects.all()


@pytest.mark.parametrize("days, stays", [(30, True), (31, False)])
def test_files_of_an_import_that_nobody_saved_end(county, qin, days, stays):
    ImportBatch.objects.create(county=county, by=qin, file_name="x.xlsx", digest="0", language="en")
    ImportBatch.objects.update(created_at=NOW - dt.timedelta(days=days))
    assert end_due_data(county) == ({} if stays else {"registry_files": 1})
    assert ImportBatch.objects.get().state == ("uploaded" if stays else "discarded")


def test_every_kind_has_a_parameter_and_its_own_place():
    assert {kind.key for kind in ENDINGS.values()} <= set(PARAMETER_KEYS)
    orders = [kind.order for kind in endings_in_order()]
    assert orders == sorted(set(orders))
