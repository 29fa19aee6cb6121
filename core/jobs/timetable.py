"""The timetable: jobs that are asked for at their hours. When each was last asked for stands in the database, so that
neither a machine that slept, nor a broker that forgot, nor a clock that was changed leaves one out."""

import datetime as dt

from celery.schedules import crontab
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.dates import SHANGHAI
from core.locks import try_turn

from .actions import ask_job
from .models import SWEEP, TimetableEntry


@transaction.atomic
def ask_due_jobs() -> list[str]:
    """Ask for each job whose hour has come since it was last asked for, once, however long ago that is. Returns their
    kinds. A kind that is new in the timetable waits for its next hour.

    Of those that have one hour a day, one is asked for each time, in the order of the timetable: when a night is caught
    up, each finds what the one before it has done, as at night."""
    if not try_turn("timetable"):
        return []  # another worker is at it
    now, asked = timezone.now(), dict(TimetableEntry.objects.values_list("kind", "asked_at"))
    due = [kind for kind, when in settings.TIMETABLE.items() if kind in asked and is_due(when, asked[kind], now)]
    nightly = [kind for kind in due if len(settings.TIMETABLE[kind].hour) == 1]
    due = [kind for kind in due if kind not in nightly[1:]]
    for kind in due:
        ask_job(kind, key=kind)
    # An hour that lies ahead was written while the clock was wrong: the job would wait until then.
    put_right = [kind for kind in settings.TIMETABLE if kind not in asked or asked[kind] > now]
    note_hours({*due, *put_right, SWEEP}, now)
    return due


def is_due(when: crontab, asked_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether an hour of the timetable has come after `asked_at`."""
    return asked_at <= now and when.is_due(asked_at.astimezone(SHANGHAI)).is_due


def note_hours(kinds, now) -> None:
    entries = [TimetableEntry(kind=kind, asked_at=now) for kind in sorted(kinds)]
    TimetableEntry.objects.bulk_create(
        entries, update_conflicts=True, unique_fields=["kind"], update_fields=["asked_at"]
    )
