"""Nights that do not go well: another run is going on, a step fails, a worker died, everything happens at once."""

import datetime as dt
import threading
from contextlib import contextmanager

import pglock
import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from alerts.engine import evaluate, flags
from alerts.engine import run as risk_run
from alerts.models import HouseholdFacts, RiskFlag, RiskRun, RunState
from core.locks import try_turn
from core.sql import Sql, fetch_rows
from povwatch.tests.elsewhere import at_work, elsewhere
from povwatch.tests.factories import DAY, area, household

from .nights import enact, night, on, standing, versions
from .workers import until

NEXT = DAY + dt.timedelta(1)


@pytest.fixture
def poor(heyi):
    return household(heyi, income=8000)


@contextmanager
def another_run(county):
    """Somebody else's connection holds the county's lock."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [pglock.advisory(risk_run.run_lock(county)).int_lock_id])
    yield
    other.close()


def at_once(*works):
    """Run these side by side, each with a connection of its own; the list of what went wrong."""
    wrong = []

    def alone(work):
        try:
            work()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=alone, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


# ------------------------------------------------------------------------------------------------------ two at once


@pytest.mark.django_db(transaction=True)
def test_a_second_run_of_the_county_that_queues_too_long_is_refused_and_recorded(poor, county, monkeypatch):
    monkeypatch.setattr(risk_run, "PATIENCE", 0.2)
    with another_run(county), pytest.raises(risk_run.RunBusy, match="Wait until it has finished"):
        night(county)
    record = RiskRun.objects.get()
    assert record.state == RunState.FAILED and record.finished_at and "Another run" in record.error
    assert not RiskFlag.objects.exists() and not HouseholdFacts.objects.exists()
    assert night(county).state == RunState.COMPLETED and standing(poor) == {"INC-01": 2}


@pytest.mark.django_db(transaction=True)
def test_the_neighbour_s_run_disturbs_nobody(poor, county, neighbour):
    with another_run(neighbour):
        assert night(county).state == RunState.COMPLETED


@pytest.mark.django_db(transaction=True)
def test_a_single_household_waits_for_its_turn(poor, county):
    with on(DAY):
        waiting = threading.Thread(
            target=at_once, args=[lambda: risk_run.execute_risk_run(county, households=[poor.pk])]
        )
        with another_run(county):
            waiting.start()
            waiting.join(0.5)
            assert waiting.is_alive() and not RiskFlag.objects.exists()
        waiting.join(30)
    assert RiskRun.objects.get().state == RunState.COMPLETED and standing(poor) == {"INC-01": 2}


@pytest.mark.django_db(transaction=True)
def test_many_runs_side_by_side_leave_each_county_as_one_run_would(poor, county, neighbour):
    village = area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour))
    theirs = [household(village, income=8000) for _home in range(5)]
    with on(DAY):
        wrong = at_once(
            *[lambda place=place: risk_run.execute_risk_run(place) for place in [county, neighbour] * 4],
            *[lambda home=home: risk_run.execute_risk_run(neighbour, households=[home.pk]) for home in theirs],
        )
        assert {type(error) for error in wrong} <= {risk_run.RunBusy}
        assert [standing(home) for home in (poor, *theirs)] == [{"INC-01": 2}] * 6
        assert not RiskRun.objects.filter(state=RunState.RUNNING).exists()
        before = versions()
        risk_run.execute_risk_run(county), risk_run.execute_risk_run(neighbour)
    assert versions() == before and RiskFlag.objects.count() == 6


# --------------------------------------------------------------------------------------------------------- failures


@pytest.mark.django_db
def test_a_step_that_fails_leaves_nothing_half_written(poor, county, monkeypatch):
    night(county)
    enact(county, "line", "7000", NEXT)
    before = versions()
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(flags, "update_colours", lambda *_args, **_filters: 1 / 0)
        night(county, NEXT)
    assert versions() == before
    record = RiskRun.objects.first()
    assert (record.state, record.error, record.as_of) == (RunState.FAILED, "ZeroDivisionError", NEXT)
    assert night(county, NEXT).counts["flags"]["cleared"] == 1


@pytest.mark.django_db
def test_an_error_of_the_database_is_recorded_without_its_words(poor, county, monkeypatch):
    with monkeypatch.context() as broken, pytest.raises(DatabaseError):
        broken.setattr(evaluate, "verdict_sql", lambda *_args, **_filters: Sql("SELECT number FROM nowhere"))
        night(county)
    record = RiskRun.objects.get()
    assert (record.state, record.error) == (RunState.FAILED, "ProgrammingError")
    assert not HouseholdFacts.objects.exists()


@pytest.mark.django_db
def test_a_day_that_was_overtaken_while_waiting_says_so(poor, county, monkeypatch):
    def overtaken(*_args, **_options):
        RiskRun.objects.create(county=county, as_of=NEXT, state=RunState.COMPLETED, finished_at=timezone.now())

    monkeypatch.setattr(risk_run, "acquire_run_lock", overtaken)
    with pytest.raises(risk_run.RunRefused):
        night(county)
    assert "already recomputed as of 2026-06-16" in RiskRun.objects.get(as_of=DAY).error


# ------------------------------------------------------------------------------------------------------- dead workers


def died(county, **more):
    """A record whose worker was killed."""
    with on(DAY):
        return RiskRun.objects.create(county=county, as_of=DAY, state=RunState.RUNNING, **more)


@pytest.mark.django_db
def test_the_next_run_closes_the_record_of_a_dead_one(poor, county, neighbour):
    dead, theirs = died(county), died(neighbour)
    night(county)
    dead.refresh_from_db(), theirs.refresh_from_db()
    assert (dead.state, dead.error) == (RunState.INTERRUPTED, "The worker was stopped before it finished.")
    assert dead.finished_at and theirs.state == RunState.RUNNING


@pytest.mark.django_db(transaction=True)
def test_a_run_that_queues_is_not_taken_for_dead(poor, county):
    waiting, dead = died(county), died(county, is_partial=True)
    with at_work(lambda: try_turn(waiting.lock)):
        night(county)
    waiting.refresh_from_db(), dead.refresh_from_db()
    assert (waiting.state, dead.state) == (RunState.RUNNING, RunState.INTERRUPTED)


@pytest.mark.django_db(transaction=True)
def test_a_night_comes_before_households_that_queued_after_it(poor, county, monkeypatch):
    """Guards against a night that visits keep from its turn: each holds the county's lock, one after the other."""
    compute, begun = risk_run.compute_risk_run, []

    def noted(record, *given, **households):
        begun.append("visit" if record.is_partial else "night")
        compute(record, *given, **households)

    monkeypatch.setattr(risk_run, "compute_risk_run", noted)
    with on(DAY):
        with another_run(county):
            night_run = queued(lambda: risk_run.execute_risk_run(county))
            visits = [queued(lambda: risk_run.execute_risk_run(county, households=[poor.pk])) for _visit in range(3)]
        for one in (night_run, *visits):
            one.join(60)
    assert begun == ["night", "visit", "visit", "visit"]
    assert set(RiskRun.objects.values_list("state", flat=True)) == {RunState.COMPLETED}


def queued(work):
    """Run this beside us, and return its thread as soon as it queues for a lock."""
    before, thread = others_that_wait(), elsewhere(work)
    until(lambda: others_that_wait() > before, "it to queue")
    return thread


def others_that_wait() -> int:
    here = "(SELECT oid FROM pg_database WHERE datname = current_database())"
    waiting = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = {here}"
    return fetch_rows(waiting)[0][0]


@pytest.mark.django_db
def test_a_dead_run_does_not_count_as_the_last_one(poor, county):
    with on(NEXT):
        RiskRun.objects.create(county=county, as_of=NEXT, state=RunState.RUNNING)
    assert night(county).state == RunState.COMPLETED
