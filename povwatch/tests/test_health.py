import datetime as dt
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import povwatch
from accounts.audit.chain import chain_county
from accounts.audit.log import record_access
from alerts.models import RiskRun, RunState
from core.backup.models import BackupMade
from core.database_roles import as_owner
from core.dates import SHANGHAI, shanghai_now
from core.jobs.models import SWEEP, Job, TimetableEntry
from core.outbox.models import OutboxRow
from core.tests.stores import keep_files_in
from povwatch import health
from povwatch.celery import HEARTBEAT, note_heartbeat

from . import factories

NOON = dt.datetime(2026, 6, 15, 12, 0, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def _files_are_asked(monkeypatch):
    """Let no story believe what this process heard in another one."""
    monkeypatch.setattr(health, "files_asked", {"until": 0.0, "state": ""})


@pytest.fixture
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def worker(db):
    """A worker that is heard and has just swept, at noon or now."""
    note_heartbeat()
    TimetableEntry.objects.create(kind=SWEEP, asked_at=timezone.now())
    yield
    cache.delete(HEARTBEAT)


def swept(seconds_ago):
    TimetableEntry.objects.filter(kind=SWEEP).update(asked_at=timezone.now() - dt.timedelta(seconds=seconds_ago))


@pytest.fixture
def household(heyi):
    return factories.household(heyi)


def ran(county, at, **fields):
    fields = {"state": RunState.COMPLETED, "finished_at": at, **fields}
    return RiskRun.objects.create(county=county, as_of=at.date(), started_at=at, **fields)


def ask(client):
    answer = client.get("/healthz")
    return answer.status_code, answer.json()


def test_all_is_well_and_nobody_signed_in(client, noon, worker, county, household):
    ran(county, NOON.replace(hour=1, minute=33))
    status, told = ask(client)
    assert status == 200
    assert told == {
        "state": "ok",
        "version": povwatch.__version__,
        "database": {"state": "ok"},
        "broker": {"state": "ok"},
        "worker": {"state": "ok", "heard_at": "2026-06-15T12:00:00+08:00"},
        "last_run": {"state": "ok", "finished_at": "2026-06-15T01:33:00+08:00"},
        "timetable": {"state": "ok", "swept_at": "2026-06-15T12:00:00+08:00", "waits_since": None},
        "disk": told["disk"],
        "files": {"state": "ok"},
        "backup": {"state": "none", "made_at": None},
        "log": {"state": "ok"},
    }


def test_a_site_without_households_has_nothing_to_run(client, worker, county):
    status, told = ask(client)
    assert (status, told["last_run"]) == (200, {"state": "ok", "finished_at": None})


RUNS = [
    # what                                     finished at               fields                        state
    ("last night's run", NOON.replace(hour=1, minute=31), {}, "ok"),
    ("a run of this morning", NOON.replace(hour=9), {}, "ok"),
    ("the run of the night before", NOON.replace(day=14, hour=1, minute=31), {}, "missing"),
    ("last night's run failed", NOON.replace(hour=1, minute=31), {"state": RunState.FAILED}, "missing"),
]


@pytest.mark.parametrize(("what", "at", "fields", "state"), RUNS, ids=[row[0] for row in RUNS])
def test_last_nights_run(client, worker, noon, county, household, what, at, fields, state):
    ran(county, at, **fields)
    status, told = ask(client)
    assert (told["last_run"]["state"], status) == (state, 200 if state == "ok" else 503)


def test_the_run_of_one_household_is_not_the_countys(client, worker, noon, county, household):
    ran(county, NOON.replace(hour=9), is_partial=True)
    assert ask(client)[1]["last_run"] == {"state": "missing", "finished_at": None}


def test_every_county_counts(client, worker, noon, county, neighbour, household):
    ran(county, NOON.replace(hour=2))
    township = factories.area("999002101", "Dongshan Township", neighbour)
    factories.household(factories.area("999002101201", "Qiaotou Village", township))
    assert [each.code for each in health.counties_to_recompute(NOON)] == ["999002"]
    assert ask(client)[0] == 503


NIGHTS = [
    # asked at                  the night that must have run
    ((15, 12, 0), (15, 1, 30)),
    ((15, 2, 30), (15, 1, 30)),
    ((15, 2, 29), (14, 1, 30)),  # tonight's may still be running
    ((15, 0, 10), (14, 1, 30)),
]


@pytest.mark.parametrize(("asked", "night"), NIGHTS)
def test_a_night_has_an_hour_to_finish(asked, night):
    def moment(day, hour, minute):
        return dt.datetime(2026, 6, day, hour, minute, tzinfo=SHANGHAI)

    assert health.last_night(moment(*asked)) == moment(*night)


def test_a_silent_worker(client, county):
    cache.delete(HEARTBEAT)
    status, told = ask(client)
    assert (status, told["worker"]) == (503, {"state": "silent"})


def test_a_broker_that_is_gone(client, county, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, told = ask(client)
    assert (status, told["broker"], told["worker"]) == (503, {"state": "unreachable"}, {"state": "unknown"})


def test_a_database_that_is_gone(client, worker, db, monkeypatch):
    def gone():
        raise OperationalError("connection to 10.0.0.5 refused")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", gone)
        status, told = ask(client)
    assert (status, told["database"], told["last_run"]) == (503, {"state": "unreachable"}, {"state": "unknown"})
    assert "10.0.0.5" not in str(told)


@pytest.mark.parametrize(("seconds", "state"), [(299, "ok"), (301, "late")])
def test_a_log_that_nobody_chains_is_told_after_five_minutes(client, worker, county, seconds, state):
    with time_machine.travel(shanghai_now() - dt.timedelta(seconds=seconds), tick=False):
        record_access(None, "signed_in", area=county)
    status, told = ask(client)
    assert (told["log"], status) == ({"state": state}, 200 if state == "ok" else 503)
    chain_county(county.code)
    assert ask(client)[1]["log"] == {"state": "ok"}


@pytest.mark.parametrize(("seconds", "state"), [(299, "ok"), (300, "ok"), (301, "late")])
def test_a_beat_that_is_dead_is_told_within_five_minutes(client, worker, noon, county, seconds, state):
    swept(seconds)
    status, told = ask(client)
    assert (told["timetable"]["state"], status) == (state, 200 if state == "ok" else 503)


@pytest.mark.parametrize(("seconds", "state"), [(299, "ok"), (300, "ok"), (301, "late")])
def test_a_beat_that_never_began_is_told_five_minutes_after_the_tables_were_made(
    client, worker, noon, county, seconds, state
):
    """Guards against a site that says "ok" for ever because nobody ever looked for what is due."""
    TimetableEntry.objects.all().delete()
    with as_owner():
        MigrationRecorder.Migration.objects.update(applied=NOON - dt.timedelta(seconds=seconds))
    status, told = ask(client)
    assert (told["timetable"]["state"], status) == (state, 200 if state == "ok" else 503)


WAITS = [  # what waits                                                            for minutes, state
    (lambda at: Job.objects.create(kind="recompute", language="en", not_before=at), 30, "ok"),
    (lambda at: Job.objects.create(kind="recompute", language="en", not_before=at), 31, "late"),
    (lambda at: OutboxRow.objects.create(kind="x", county="999001", key="1", added_at=at, not_before=at), 31, "late"),
    (lambda at: Job.objects.create(kind="recompute", language="en", not_before=at, state="running"), 31, "ok"),
    (lambda at: Job.objects.create(kind="recompute", language="en", not_before=NOON + dt.timedelta(1)), 31, "ok"),
]


@pytest.mark.parametrize(("waits", "minutes", "state"), WAITS)
def test_work_that_waits_for_half_an_hour_is_told(client, worker, noon, county, waits, minutes, state):
    waits(NOON - dt.timedelta(minutes=minutes))
    status, told = ask(client)
    assert (told["timetable"]["state"], status) == (state, 200 if state == "ok" else 503)


STANDING = [  # what a job of an hour did     begun, heard minutes ago    state
    ("was heard half an hour ago", 40, 30, "ok"),
    ("was not heard for longer", 40, 30.1, "hung"),
    ("never told how far it is", 30, None, "ok"),
    ("never told, and does not end", 30.1, None, "hung"),
    ("tells and tells, and is over its time", 65, 0, "ok"),
    ("tells and tells, and nobody ends it", 65.1, 0, "hung"),
]


@pytest.mark.parametrize(("what", "begun", "heard", "state"), STANDING, ids=[row[0] for row in STANDING])
def test_a_worker_that_is_heard_while_its_job_stands_still_is_hung(
    client, worker, noon, county, what, begun, heard, state
):
    """Guards against "ok" while the heartbeat goes on and a process of the worker hangs."""

    def ago(minutes):
        return None if minutes is None else NOON - dt.timedelta(minutes=minutes)

    Job.objects.create(kind="recompute", language="en", state="running", started_at=ago(begun), heartbeat_at=ago(heard))
    status, told = ask(client)
    assert (told["worker"]["state"], status) == (state, 200 if state == "ok" else 503)
    assert told["worker"].get("kinds") == (None if state == "ok" else ["recompute"])


def test_a_job_of_a_kind_that_is_no_longer_known_says_nothing(client, worker, noon, county):
    Job.objects.create(kind="dig", language="en", state="running", started_at=NOON - dt.timedelta(1))
    assert ask(client)[0] == 200


def test_the_fuller_disk_counts_where_files_have_one_of_their_own(
    client, worker, county, monkeypatch, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    room = {settings.HOME: health.LEAST_FREE, tmp_path: health.LEAST_FREE - 1}
    monkeypatch.setattr(health.shutil, "disk_usage", lambda place: SimpleNamespace(free=room[place]))
    assert ask(client)[1]["disk"]["state"] == "full"


def test_files_that_cannot_be_kept(client, worker, county, settings, tmp_path, monkeypatch):
    """Guards against "ok" while every photo is refused."""
    (tmp_path / "files").write_bytes(b"not mounted")
    settings.MEDIA_ROOT = tmp_path / "files"
    status, told = ask(client)
    assert (told["files"], status) == ({"state": "unreachable"}, 503)
    settings.MEDIA_ROOT = tmp_path / "mounted"
    assert ask(client)[1]["files"] == {"state": "unreachable"}  # asked a moment ago, and anybody may ask
    monkeypatch.setitem(health.files_asked, "until", 0.0)
    assert ask(client)[1]["files"] == {"state": "ok"}


def test_a_store_that_does_not_answer(client, worker, county, settings):
    keep_files_in(settings, "s3+http://a:b@127.0.0.1:9/povwatch")
    status, told = ask(client)
    assert (told["files"], told["disk"]["state"], status) == ({"state": "unreachable"}, "ok", 503)


def test_when_the_newest_backup_was_made(client, worker, noon, county):
    for day in (13, 14):
        BackupMade.objects.create(stamp=f"2026-06-{day}", made_at=NOON.replace(day=day), files=7)
    assert ask(client)[1]["backup"] == {"state": "ok", "made_at": "2026-06-14T12:00:00+08:00"}


def test_a_disk_that_is_gone(client, worker, county, settings, tmp_path):
    settings.HOME = settings.MEDIA_ROOT = tmp_path / "gone"
    status, told = ask(client)
    assert (told["disk"], status) == ({"state": "unreachable"}, 503)


@pytest.mark.parametrize(("free", "state"), [(health.LEAST_FREE - 1, "full"), (health.LEAST_FREE, "ok")])
def test_a_full_disk(client, worker, county, monkeypatch, free, state):
    monkeypatch.setattr(health.shutil, "disk_usage", lambda _place: SimpleNamespace(free=free))
    status, told = ask(client)
    assert (told["disk"]["state"], status) == (state, 200 if state == "ok" else 503)
