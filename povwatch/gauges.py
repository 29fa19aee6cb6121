"""The gauges of a site: what waits, what was given up, since when nobody came, and how much room is left. What an app
wants watched besides it declares in its own `gauges.py`."""

import datetime as dt
import platform

import redis
from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Max, Min
from django.db.models.functions import Substr
from django.utils import timezone

from accounts.audit.chain import oldest_unchained
from accounts.models import Area
from alerts.models import RiskRun
from core.backup.models import BackupMade
from core.broker import broker_answers
from core.jobs.kinds import JOB_KINDS
from core.jobs.models import Job, JobState
from core.jobs.standstill import jobs_standing_still
from core.metrics import gauge
from core.outbox.models import OutboxRow
from core.sql import fetch_rows
from visits.models import Delivery

from .celery import HEARTBEAT
from .health import counties_to_recompute, free_bytes, last_sweep

DAY = dt.timedelta(days=1)


def age(moment) -> float:
    """Return how many seconds ago something was; 0 for what is not there, or still ahead."""
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0


@gauge("povwatch_info", "Which version runs here: always 1.", labels=("version", "python"))
def info():
    yield (settings.VERSION, platform.python_version()), 1


@gauge("povwatch_disk_free_bytes", "Room left where povwatch writes.")
def disk_free():
    yield (), free_bytes()


@gauge("povwatch_broker_up", "Whether the broker answers.")
def broker_up():
    yield (), broker_answers()


@gauge("povwatch_worker_up", "Whether a worker was heard within half a minute.")
def worker_up():
    try:
        yield (), bool(broker_answers() and cache.get(HEARTBEAT))
    except redis.RedisError:
        yield (), False


# The work


def waiting_jobs():
    return Job.objects.filter(state=JobState.WAITING, not_before__lte=timezone.now())


@gauge("povwatch_jobs_waiting", "Jobs that wait for a worker and may begin now.", labels=("kind",))
def jobs_waiting():
    yield from by_kind(waiting_jobs(), Count("pk"))


@gauge("povwatch_jobs_oldest_waiting_seconds", "For how long the oldest of these jobs has waited.", labels=("kind",))
def jobs_oldest_waiting():
    yield from ((kind, age(since)) for kind, since in by_kind(waiting_jobs(), Min("not_before")))


@gauge("povwatch_jobs_standing_still", "Jobs that a worker took and of which nothing is heard.", labels=("kind",))
def jobs_still():
    kinds = [job.kind for job in jobs_standing_still()]
    yield from (((kind,), kinds.count(kind)) for kind in JOB_KINDS)


@gauge("povwatch_jobs_failed", "Jobs of the last 24 hours that failed or were set aside.", labels=("kind",))
def jobs_failed():
    yield from by_kind(Job.objects.given_up().filter(asked_at__gte=timezone.now() - DAY), Count("pk"))


@gauge("povwatch_outbox_due", "Rows of the outbox that may be delivered now.", labels=("kind",))
def outbox_due():
    yield from by_kind(OutboxRow.objects.due(), Count("pk"))


@gauge("povwatch_outbox_oldest_due_seconds", "For how long the oldest of these rows has waited.", labels=("kind",))
def outbox_oldest_due():
    yield from ((kind, age(since)) for kind, since in by_kind(OutboxRow.objects.due(), Min("added_at")))


@gauge("povwatch_outbox_set_aside", "Rows of the outbox that could not be delivered.", labels=("kind",))
def outbox_set_aside():
    yield from by_kind(OutboxRow.objects.set_aside(), Count("pk"))


def by_kind(rows, figure):
    """Yield ((kind,), figure) of these rows."""
    found = rows.order_by("kind").values("kind").annotate(figure=figure).values_list("kind", "figure")
    yield from (((kind,), value) for kind, value in found)


# Since when nobody came


@gauge("povwatch_sweep_age_seconds", "Since when no worker looked for what is due; it does so each minute.")
def sweep_age():
    if swept := last_sweep():
        yield (), age(swept)


@gauge("povwatch_night_age_seconds", "Since when the last night of a county is over.", labels=("county",))
def night_age():
    nights = RiskRun.objects.nights().completed().order_by("county").values("county__code")
    yield from (
        ((code,), age(at)) for code, at in nights.annotate(at=Max("finished_at")).values_list("county__code", "at")
    )


@gauge("povwatch_night_missing", "Whether a county with households lacks the run of last night.", labels=("county",))
def night_missing():
    missing = set(counties_to_recompute(timezone.localtime()).values_list("code", flat=True))
    yield from (((code,), code in missing) for code in Area.objects.counties().values_list("code", flat=True))


@gauge("povwatch_backup_age_seconds", "Since when the newest backup is made; absent where none was.")
def backup_age():
    if made := BackupMade.objects.aggregate(at=Max("made_at"))["at"]:
        yield (), age(made)


@gauge("povwatch_log_unchained_seconds", "For how long the oldest line of the access log waits for its place.")
def log_unchained():
    yield (), age(oldest_unchained())


@gauge("povwatch_visits_received", "Visits that arrived in the last 24 hours.", labels=("county",))
def visits_received():
    received = Delivery.objects.filter(received_at__gte=timezone.now() - DAY).order_by()
    counted = received.values(county=Substr("area__path", 1, 6)).annotate(number=Count("pk"))
    yield from (((code,), number) for code, number in counted.values_list("county", "number"))


@gauge("povwatch_database_bytes", "How large the database is.")
def database_bytes():
    [(size,)] = fetch_rows("SELECT pg_database_size(current_database())")
    yield (), size
