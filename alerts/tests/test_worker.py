"""The night on a real Celery worker, and what is left when the worker is killed in the middle of it."""

from contextlib import contextmanager

import psutil
import psycopg2
import pytest

from alerts.engine import run as risk_run
from alerts.engine.actions import ask_risk_run
from alerts.models import HouseholdFacts, RiskFlag, RiskRun, RunState
from core.dates import today
from core.jobs.models import Job
from core.jobs.work import work_on_job
from core.tasks import run_job
from povwatch.tests.factories import area, household
from povwatch.tests.jobs import do_job

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
    job = ask_risk_run(county.code)
    run_job.apply_async([str(job.pk)], queue=queue)


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
def test_the_night_is_one_job_for_each_county_with_households_and_all_of_one_day(county, neighbour, heyi):
    household(heyi, people=0)
    assert len(do_job("recompute").result) == 1
    household(area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour)), people=0)
    do_job("recompute")
    jobs = Job.objects.open().order_by("county")
    assert [(job.county, job.args) for job in jobs] == [
        ("999001", {"as_of": today().isoformat()}),
        ("999002", {"as_of": today().isoformat()}),
    ]


@pytest.mark.django_db
def test_a_job_tells_the_number_of_its_run(poor, county, qin):
    job = do_job("recompute_county", county="999001", by=qin, as_of=today().isoformat())
    run = RiskRun.objects.get(pk=job.result)
    assert (run.county, run.as_of, run.started_by, run.state) == (county, today(), qin, RunState.COMPLETED)


@pytest.mark.django_db
def test_a_run_that_finds_another_one_comes_again_by_itself(poor, county, monkeypatch):
    def busy(*_given, **_options):
        raise risk_run.RunBusy("Another run of this county is going on.")

    monkeypatch.setattr(risk_run, "acquire_run_lock", busy)
    job = do_job("recompute_county", county="999001")
    assert (job.state, job.retried, job.attempts) == ("waiting", 1, 0)
    Job.objects.update(retried=6)
    work_on_job(job.pk)
    job.refresh_from_db()
    assert job.state == "failed" and "Another run" in job.failure
