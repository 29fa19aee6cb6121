"""The timetable: what was missed is caught up once, whatever happened to machine, broker and clock."""

import datetime as dt

import pytest
from celery.schedules import crontab
from django.utils import timezone

from core.jobs.actions import ask_job
from core.jobs.kinds import JOB_KINDS, JobKind
from core.jobs.models import Job, TimetableEntry
from core.jobs.sweep import forget_left_entries
from core.jobs.timetable import ask_due_jobs
from core.locks import try_turn
from povwatch.tests.elsewhere import at_work

pytestmark = pytest.mark.django_db
EVENING = "2026-06-01T20:00+08:00"


@pytest.fixture
def clock(monkeypatch, settings, time_machine):
    """Dig at half past one at night. The timetable was looked at in the evening."""
    monkeypatch.setitem(JOB_KINDS, "dig", JobKind("dig", "Dig a hole", lambda job: None))
    settings.TIMETABLE = {"dig": crontab(hour=1, minute=30)}
    time_machine.move_to(EVENING, tick=False)
    assert ask_due_jobs() == []
    return time_machine


def looked_at(clock, *moments) -> int:
    """Look at the timetable at these moments, and return how often the job was asked for. Each is done at once."""
    for moment in moments:
        clock.move_to(moment, tick=False)
        ask_due_jobs()
        Job.objects.open().update(state="done", finished_at=moment)
    return Job.objects.count()


@pytest.mark.parametrize(("moment", "asked"), [("01:29:59", 0), ("01:30:00", 1), ("01:30:01", 1)])
def test_it_is_asked_for_at_its_hour(clock, moment, asked):
    assert looked_at(clock, f"2026-06-02T{moment}+08:00") == asked


def test_it_is_asked_for_once(clock):
    assert looked_at(clock, "2026-06-02T01:30+08:00", "2026-06-02T01:31+08:00", "2026-06-02T23:59+08:00") == 1


def test_a_machine_that_slept_catches_up_once(clock):
    assert looked_at(clock, "2026-06-05T09:00+08:00", "2026-06-05T09:01+08:00") == 1
    assert looked_at(clock, "2026-06-06T01:30+08:00") == 2


def test_a_night_is_caught_up_in_its_order(clock, monkeypatch, settings):
    """Guards against flags that are recomputed before the wages they read are paid."""
    for kind in ("plant", "water"):
        monkeypatch.setitem(JOB_KINDS, kind, JobKind(kind, kind, lambda job: None))
    often = {"water": crontab(minute="*/10")}
    settings.TIMETABLE = {"plant": crontab(hour=0, minute=45), "dig": crontab(hour=1, minute=30), **often}
    ask_due_jobs()
    clock.move_to("2026-06-05T09:00+08:00", tick=False)
    assert [ask_due_jobs() for _minute in range(3)] == [["plant", "water"], ["dig"], []]


def test_while_the_last_one_is_open_there_is_no_second(clock):
    clock.move_to("2026-06-02T01:30+08:00", tick=False)
    ask_due_jobs()
    clock.move_to("2026-06-03T01:30+08:00", tick=False)
    ask_due_jobs()
    assert Job.objects.count() == 1


def test_a_clock_that_ran_ahead_and_was_put_right_delays_nothing(clock):
    assert looked_at(clock, "2027-06-02T02:00+08:00") == 1
    assert looked_at(clock, "2026-06-01T21:00+08:00") == 1
    assert looked_at(clock, "2026-06-02T01:30+08:00") == 2


def test_what_cannot_be_asked_for_is_not_noted(clock, monkeypatch):
    """Guards against a night that is believed to be asked for because the database failed in between."""
    clock.move_to("2026-06-02T01:30+08:00", tick=False)
    monkeypatch.setattr("core.jobs.timetable.ask_job", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        ask_due_jobs()
    monkeypatch.setattr("core.jobs.timetable.ask_job", ask_job)
    assert ask_due_jobs() == ["dig"]


@pytest.mark.parametrize(("kind", "days", "kept"), [
    ("fish", 30, True), ("fish", 30.1, False), ("dig", 400, True), ("sweep", 400, True)
])  # fmt: skip
def test_a_kind_that_left_the_timetable_is_forgotten_a_month_later(clock, kind, days, kept):
    asked_at = timezone.now() - dt.timedelta(days)
    TimetableEntry.objects.update_or_create(kind=kind, defaults={"asked_at": asked_at})
    assert forget_left_entries() == (not kept)
    assert TimetableEntry.objects.filter(kind=kind).exists() == kept


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once(clock):
    clock.move_to("2026-06-02T01:30+08:00", tick=False)
    with at_work(lambda: try_turn("timetable")):
        assert ask_due_jobs() == []
    assert ask_due_jobs() == ["dig"] and set(TimetableEntry.objects.values_list("kind", flat=True)) == {"dig", "sweep"}
