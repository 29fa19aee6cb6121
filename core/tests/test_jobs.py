"""Jobs: each is done once, whichever worker takes it; those who wait are told; a job that fails twice is set aside."""

import datetime as dt
import resource

import pglock
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from psycopg2 import errors as postgres

from core.jobs import work
from core.jobs.actions import ask_job, cancel_job, repeat_job
from core.jobs.kinds import JOB_KINDS, JobKind
from core.jobs.memory import AT_FIRST, limited_memory
from core.jobs.models import Job, JobState
from core.jobs.sweep import forget_old_jobs, send_stalled_jobs
from core.jobs.timetable import ask_due_jobs
from core.jobs.work import work_on_job
from core.locks import hold_work_lock
from core.workflow import ActionRefused
from povwatch.tests.jobs import do_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind(monkeypatch):
    """kind(work, attempts=…) declares what the job "dig" does, for this test alone."""

    def declare(work=lambda job: "a hole", **limits):
        monkeypatch.setitem(JOB_KINDS, "dig", JobKind("dig", "Dig a hole", work, **limits))

    declare()
    return declare


AGAIN = [("failed", True), ("set_aside", True), ("done", False), ("cancelled", False)]


def refuse(job):
    raise ActionRefused("The ground is frozen.")


def fail(job):
    raise ValueError("Zhang San, 420527199001011234")


def test_a_job_is_done_and_says_what_came_of_it(kind, qin):
    job = do_job("dig", by=qin, deep=3)
    assert (job.state, job.result, job.attempts, job.owner) == ("done", "a hole", 1, qin)
    assert job.args == {"deep": 3} and job.finished_at and not job.is_open


def test_asking_twice_is_one_job_until_it_is_over(kind, broker, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first, second = ask_job("dig", key="garden"), ask_job("dig", key="garden")
    [(_task, sent, _options)] = broker
    assert first == second and sent == str(first.pk)
    work_on_job(first.pk)
    assert ask_job("dig", key="garden") != first and ask_job("dig") != ask_job("dig")


def test_a_job_done_twice_is_done_once(kind):
    holes = []
    kind(holes.append)
    job = ask_job("dig")
    assert work_on_job(job.pk) and work_on_job(job.pk) and len(holes) == 1


@pytest.mark.django_db(transaction=True)
def test_only_one_worker_is_at_it(kind):
    job, other = ask_job("dig"), connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [pglock.advisory(job.lock).int_lock_id])
        assert not work_on_job(job.pk) and Job.objects.get().is_worked_at
    other.close()


@pytest.mark.parametrize(("died", "state"), [(0, "done"), (1, "done"), (2, "set_aside")])
def test_a_job_at_which_two_workers_died_is_set_aside(kind, died, state):
    told = []
    kind(gave_up=told.append)
    job = ask_job("dig")
    Job.objects.update(state=JobState.RUNNING if died else JobState.WAITING, attempts=died)
    work_on_job(job.pk)
    job.refresh_from_db()
    assert job.state == state and told == ([job] if state == "set_aside" else [])
    assert ("given up" in job.failure) == (state == "set_aside")


def test_a_refusal_is_told_in_its_own_words(kind):
    kind(refuse)
    job = do_job("dig")
    assert (job.state, job.failure, job.error) == ("failed", "The ground is frozen.", "")


def test_an_accident_is_told_without_anybodys_data(kind, caplog):
    told = []
    kind(fail, gave_up=told.append)
    job = do_job("dig")
    assert job.state == "failed" and "Something went wrong" in job.failure and told == [job]
    assert job.error.startswith("ValueError at ") and "test_jobs.py" in job.error
    assert "Zhang" not in job.failure + job.error + caplog.text


def test_whole_work_and_its_word_stand_together_or_not_at_all(kind, county):
    def dig(job):
        county.name = "Dug up"
        county.save()
        raise ActionRefused("A pipe.")

    kind(dig, whole=True)
    do_job("dig")
    county.refresh_from_db()
    assert county.name == "Qingshan County"


@pytest.mark.parametrize(("retried", "wait"), [(0, 5), (1, 10), (5, 160), (9, 600)])
def test_what_may_succeed_later_comes_again_after_twice_as_long(
    kind, broker, retried, wait, django_capture_on_commit_callbacks
):
    kind(refuse, later=(ActionRefused,), retries=10)
    job = ask_job("dig")
    Job.objects.update(retried=retried)
    with django_capture_on_commit_callbacks(execute=True):
        work_on_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.retried, job.attempts) == ("waiting", retried + 1, 0)
    assert broker[-1][1:] == (
        str(job.pk),
        {"countdown": wait, "soft_time_limit": 3600, "time_limit": 3660, "retry": False},
    )


@pytest.mark.parametrize(("retried", "state"), [(1, "waiting"), (2, "failed")])
def test_it_comes_again_so_often_and_not_once_more(kind, retried, state):
    kind(refuse, later=(ActionRefused,), retries=2)
    job = ask_job("dig")
    Job.objects.update(retried=retried)
    work_on_job(job.pk)
    job.refresh_from_db()
    assert job.state == state


# Progress


def test_progress_is_told_at_most_twice_a_second(kind, monkeypatch):
    told, clock = [], iter([0.0, 0.2, 0.499, 0.5, 0.6, 1.0])
    monkeypatch.setattr(work.time, "monotonic", lambda: now[0])
    now = [100.0]

    def dig(job):
        for at in clock:
            now[0] = 100 + at
            job.tell("digging", int(at * 1000), 1000)
            told.append(Job.objects.get().done)

    kind(dig)
    assert do_job("dig").state == "done" and told == [0, 0, 0, 500, 500, 1000]


def test_a_job_that_is_cancelled_stops_at_its_next_word(kind):
    seen = []

    def dig(job):
        for spade in range(9):
            seen.append(spade)
            cancel_job(Job.objects.get())
            job.tell(f"spade {spade}")

    kind(dig)
    job = do_job("dig")
    assert (job.state, seen) == ("cancelled", [0]) and not cancel_job(job)


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_while_the_work_is_still_open(kind):
    seen, other = [], connection.copy()

    def dig(job):
        job.tell("digging", 7, 9)
        with other.cursor() as cursor:
            cursor.execute("SELECT step, done, total FROM core_job")
            seen.extend(cursor.fetchall())

    kind(dig, whole=True)
    do_job("dig")
    other.close()
    assert seen == [("digging", 7, 9)]


# Stalled jobs


def test_without_a_broker_a_job_waits_and_the_sweep_sends_it(
    kind, broker, time_machine, django_capture_on_commit_callbacks, caplog
):
    broker.down()
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    with django_capture_on_commit_callbacks(execute=True):
        job = ask_job("dig")
    assert job.state == "waiting" and "the broker cannot be reached" in caplog.text
    for seconds, late in ((30, 0), (1, 1)):
        time_machine.shift(seconds)
        assert send_stalled_jobs() == late and Job.objects.get().is_stalled == bool(late)


def broken_by(cause):
    """An error of the database as Django tells it, with the words that may hold people's data."""
    error = OperationalError("Zhang San, 420527199001011234")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (broken_by(postgres.AdminShutdown()), "waiting"),  # the database was restarted
        (broken_by(postgres.DeadlockDetected()), "waiting"),
        (broken_by(postgres.LockNotAvailable()), "waiting"),
        (InterfaceError("connection already closed"), "waiting"),
        (broken_by(postgres.QueryCanceled()), "failed"),  # it took too long, and would again
        (IntegrityError("duplicate key"), "failed"),
    ],
    ids=repr,
)
def test_what_failed_because_of_the_database_comes_again(kind, error, state):
    def stop(job):
        raise error

    kind(stop, retries=2)
    job = do_job("dig")
    assert job.state == state
    if state == "waiting":
        for left in ("waiting", "failed"):
            work_on_job(job.pk)
            job.refresh_from_db()
            assert job.state == left
    assert "Something went wrong" in job.failure and "Zhang" not in job.failure + job.error


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("away", [1, 2])
def test_a_database_that_is_still_away_is_waited_for_and_counts_as_no_death(kind, monkeypatch, away):
    """Guards against five minutes until the sweep, and against a job set aside after two restarts of the database."""
    waits, record = [], work.retry_job_later

    def stop(job):
        raise broken_by(postgres.AdminShutdown())

    def recorded(*given):
        if len(waits) < away:
            raise broken_by(postgres.CannotConnectNow())
        record(*given)

    monkeypatch.setattr(work, "retry_job_later", recorded)
    monkeypatch.setattr(work.time, "sleep", waits.append)
    kind(stop)
    job = do_job("dig")
    assert (job.state, job.attempts, job.retried) == ("waiting", 0, 1)
    assert waits == list(work.DATABASE_AWAY[:away])


@pytest.mark.parametrize(("seconds", "stalled"), [(119, False), (120, False), (121, True)])
def test_while_workers_are_heard_nobody_need_start_it_again(kind, broker, time_machine, seconds, stalled):
    """Guards against "nobody is at work: start it again" while all of them are busy with others."""
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    ask_job("dig")
    ask_due_jobs()
    time_machine.shift(seconds)
    assert Job.objects.get().is_stalled is stalled


def test_while_a_worker_is_at_another_job_nobody_need_start_it_again(kind, broker, time_machine):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    other, mine = ask_job("dig"), ask_job("dig")
    time_machine.shift(3600)
    assert mine.is_stalled
    Job.objects.filter(pk=other.pk).update(state="running")
    with hold_work_lock(other.lock):
        assert not mine.is_stalled
    assert mine.is_stalled


def test_who_waits_is_told_how_many_come_before(kind, broker, qin, li, time_machine):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    jobs = []
    for who in (qin, li, None, qin):
        jobs.append(ask_job("dig", by=who))
        time_machine.shift(1)
    first, second, clock, last = jobs
    assert first.waiting_words == clock.waiting_words == "Waiting for the worker"
    assert second.waiting_words == "Waiting: 1 order comes before it"
    assert last.waiting_words == "Waiting: 2 orders come before it"
    work_on_job(first.pk)
    assert last.waiting_words == "Waiting: 1 order comes before it"
    with hold_work_lock(last.lock):
        assert last.waiting_words == ""


@pytest.mark.parametrize(
    ("state", "again"), [("failed", True), ("set_aside", True), ("done", False), ("cancelled", False)]
)
def test_what_was_given_up_is_done_again_when_somebody_wants_it(kind, state, again):
    job = ask_job("dig")
    Job.objects.update(state=state, attempts=2, finished_at=timezone.now(), failure="Stones", error="ValueError")
    job.refresh_from_db()
    assert repeat_job(job) == again
    assert (job.state, job.attempts, job.failure) == (("waiting", 0, "") if again else (state, 2, "Stones"))


def test_what_somebody_asked_for_anew_is_not_repeated_beside_it(kind):
    job = ask_job("dig", key="garden")
    Job.objects.update(state="failed", finished_at=timezone.now())
    ask_job("dig", key="garden")
    job.refresh_from_db()
    assert not repeat_job(job)


def test_what_people_ask_for_has_a_queue_of_its_own(kind, broker, qin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask_job("dig"), ask_job("dig", by=qin)
    assert [options.get("queue") for *_sent, options in broker] == [None, "people"]


def test_a_waiting_job_is_sent_again_every_five_minutes_at_most(kind, broker, time_machine):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    ask_job("dig")
    for seconds, sent in ((31, 1), (300, 0), (1, 1)):
        time_machine.shift(seconds)
        assert send_stalled_jobs() == sent


def test_a_kind_that_the_program_no_longer_knows_keeps_no_other(kind, time_machine):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    ask_job("dig")
    Job.objects.create(kind="sing", language="en")
    time_machine.shift(31)
    assert send_stalled_jobs() == 1 and Job.objects.get(kind="sing").state == "set_aside"


@pytest.mark.parametrize(("days", "left"), [(-1, 1), (0, 0), (1, 0)])
def test_old_jobs_are_forgotten(kind, time_machine, days, left):
    time_machine.move_to("2026-06-01T09:00+08:00", tick=False)
    do_job("dig")
    time_machine.shift(dt.timedelta(30 + days))
    forget_old_jobs()
    assert Job.objects.count() == left


@pytest.mark.parametrize(
    "wrong", [{"state": "sung"}, {"state": "done"}, {"state": "waiting", "finished_at": "2026-06-01T09:00+08:00"}]
)
def test_the_database_refuses_jobs_that_make_no_sense(kind, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="dig", language="en", **wrong)


def test_jobs_beside_each_other_leave_no_limit_behind():
    """Guards against a process that can hardly start anything any more, because one job took the limit of another for
    its own."""
    first, second = limited_memory(2000), limited_memory(2000)
    first.__enter__(), second.__enter__()
    first.__exit__(None, None, None), second.__exit__(None, None, None)
    assert resource.getrlimit(resource.RLIMIT_DATA) == AT_FIRST


def test_a_job_that_wants_too_much_memory_is_ended(kind):
    kind(lambda job: len(bytearray(600 * 1024 * 1024)), megabytes=200)
    job = do_job("dig")
    assert job.state == "failed" and "more memory than 200 MB" in job.failure
    kind(lambda job: len(bytearray(100 * 1024 * 1024)), megabytes=200)
    assert do_job("dig").state == "done"
