"""The night on a real Celery worker, and what is left when the worker is killed in the middle of it."""

from contextlib import contextmanager
from types import SimpleNamespace

import psutil
import psycopg2
import pytest

from alerts import tasks
from alerts.models import HouseholdFacts, RiskFlag, RiskRun, RunState
from core.dates import today
from povwatch.tests.factories import area, household

from .nights import standing, versions
from .workers import database_url, kill, others, until


@contextmanager
def flags_held():
    """Somebody holds the table of flags: a run writes its facts and then has to wait, in the middle."""
    holder = psycopg2.connect(database_url(), application_name="holder")
    with holder, holder.cursor() as cursor:
        cursor.execute("LOCK TABLE alerts_riskflag IN SHARE ROW EXCLUSIVE MODE")
        yield
    holder.close()


def send(queue, county):
    tasks.recompute_risk_flags.apply_async([county.code], queue=queue)


def first_run():
    return RiskRun.objects.order_by("pk").first()


def completed():
    return RiskRun.objects.completed().first()


@pytest.fixture
def poor(heyi):
    return [household(heyi, income=8000, day=today()) for _home in range(3)]


def assert_nothing_half_written(before):
    assert versions() == before
    assert first_run().state == RunState.RUNNING


def assert_complete(poor):
    assert [standing(home) for home in poor] == [{"INC-01": 2}] * len(poor)
    assert set(HouseholdFacts.objects.values_list("colour", flat=True)) == {"red"}
    assert set(RiskFlag.objects.values_list("raised_by", flat=True)) == {completed().pk}
    assert first_run().state == RunState.INTERRUPTED


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_the_next_run_completes(poor, county, queue, worker):
    before, first = versions(), worker()
    with flags_held():
        send(queue, county)
        until(lambda: others(waiting_for_a_lock=True), "the run to wait in its middle")
        kill(first)
        until(lambda: not others(), "the database to notice")
        assert_nothing_half_written(before)
    assert_nothing_half_written(before)
    worker()
    send(queue, county)
    until(completed, "the next run")
    assert_complete(poor)
    after = versions()
    send(queue, county)
    until(lambda: RiskRun.objects.completed().count() == 2, "the same night once more")
    assert versions() == after


@pytest.mark.django_db(transaction=True)
def test_a_task_whose_process_is_killed_is_taken_up_again_by_itself(poor, county, queue, worker):
    before, main = versions(), worker()
    with flags_held():
        send(queue, county)
        until(lambda: others(waiting_for_a_lock=True), "the run to wait in its middle")
        [child] = psutil.Process(main.pid).children()
        child.kill()
        child.wait()
        assert_nothing_half_written(before)
    until(completed, "the task to be delivered again")
    assert_complete(poor)


@pytest.mark.django_db
def test_the_night_is_one_task_for_each_county_with_households_and_all_of_one_day(county, neighbour, heyi, monkeypatch):
    sent = []
    monkeypatch.setattr(tasks.recompute_risk_flags, "delay", lambda *task: sent.append(task) or SimpleNamespace(id="1"))
    household(heyi, people=0)
    assert len(tasks.recompute_risk_flags()) == 1 and sent == [("999001", today().isoformat())]
    household(area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour)), people=0)
    tasks.recompute_risk_flags(as_of="2026-05-31")
    assert sent[1:] == [("999001", "2026-05-31"), ("999002", "2026-05-31")]


@pytest.mark.django_db
def test_a_task_tells_the_number_of_its_run(poor, county, qin):
    run = RiskRun.objects.get(pk=tasks.recompute_risk_flags("999001", today().isoformat(), qin.pk))
    assert (run.county, run.as_of, run.started_by, run.state) == (county, today(), qin, RunState.COMPLETED)
