"""GET /healthz: whether this site works, for monitoring without an account. It shows states and times, nothing else."""

import datetime as dt
import shutil

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.audit.chain import is_log_late
from accounts.models import Area
from accounts.permissions import public_view
from alerts.models import RiskRun
from core import dates
from core.broker import broker_answers
from core.jobs.models import SWEEP, Job, JobState, TimetableEntry
from core.outbox.models import OutboxRow
from households.models import Household

from .celery import HEARTBEAT
from .schedule import NIGHT

SWEEP_PATIENCE, WORK_PATIENCE = dt.timedelta(minutes=5), dt.timedelta(minutes=30)
LEAST_FREE = 1 << 30  # bytes
RUN_PATIENCE = dt.timedelta(hours=1)  # how long a nightly run may take before it counts as missing
FAILING = {"unreachable", "silent", "missing", "late", "full"}
UNKNOWN = {"state": "unknown"}


@public_view("a monitor asks it without an account")
@never_cache
@require_safe
def healthz(request):
    """Return 200 when database, broker, worker, last night's run and the chain of the log are in order, otherwise
    503."""
    parts = {"database": database_health(), "broker": broker_health()}
    parts["worker"] = worker_health() if parts["broker"]["state"] == "ok" else UNKNOWN
    parts["last_run"] = last_run_health() if parts["database"]["state"] == "ok" else UNKNOWN
    parts["timetable"] = timetable_health() if parts["database"]["state"] == "ok" else UNKNOWN
    parts["disk"] = disk_health()
    parts["log"] = log_health() if parts["database"]["state"] == "ok" else UNKNOWN
    failing = any(part["state"] in FAILING for part in parts.values())
    answer = {"state": "failing" if failing else "ok", **parts}
    return JsonResponse(answer, status=503 if failing else 200)


def database_health() -> dict:
    """Return whether the database answers and its tables are there."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_area LIMIT 1")
    except DatabaseTrouble:
        return {"state": "unreachable"}
    return {"state": "ok"}


def broker_health() -> dict:
    """Return whether the broker answers within a second."""
    return {"state": "ok" if broker_answers() else "unreachable"}


def worker_health() -> dict:
    """Return whether a worker was heard recently: each writes its heartbeat to the cache, where it expires after half a
    minute."""
    try:
        heard = cache.get(HEARTBEAT)
    except redis.RedisError:  # gone since it was asked
        return UNKNOWN
    return {"state": "ok", "heard_at": heard} if heard else {"state": "silent"}


def last_run_health() -> dict:
    """Return whether every county with households was recomputed last night."""
    try:
        latest = RiskRun.objects.nights().completed().aggregate(at=Max("finished_at"))["at"]
        state = "missing" if counties_to_recompute(dates.shanghai_now()).exists() else "ok"
    except DatabaseTrouble:  # gone since it was asked
        return UNKNOWN
    return {"state": state, "finished_at": in_shanghai(latest)}


def timetable_health() -> dict:
    """Return whether beat and workers look after what is due: late while no worker swept for five minutes, or work has
    waited for half an hour. A site that never swept has only begun."""
    try:
        swept = TimetableEntry.objects.filter(kind=SWEEP).values_list("asked_at", flat=True).first()
        oldest = oldest_waiting_work()
    except DatabaseTrouble:  # gone since it was asked
        return UNKNOWN
    now = timezone.now()
    late = swept and swept < now - SWEEP_PATIENCE or oldest and oldest < now - WORK_PATIENCE
    return {"state": "late" if late else "ok", "swept_at": in_shanghai(swept), "waits_since": in_shanghai(oldest)}


def oldest_waiting_work() -> dt.datetime | None:
    """Return since when the oldest work waits that may be done now: a job that nobody began, or a row of the outbox."""
    job = Job.objects.filter(state=JobState.WAITING, not_before__lte=timezone.now()).aggregate(at=Min("not_before"))
    row = OutboxRow.objects.due().order_by().aggregate(at=Min("added_at"))
    return min(filter(None, (job["at"], row["at"])), default=None)


def in_shanghai(moment) -> str | None:
    return moment and moment.astimezone(dates.SHANGHAI).isoformat(timespec="seconds")


def disk_health() -> dict:
    """Return whether there is room for what people send: full when less than a gigabyte is left where files lie."""
    free = shutil.disk_usage(settings.HOME).free
    return {"state": "ok" if free >= LEAST_FREE else "full", "free_gb": free >> 30}


def log_health() -> dict:
    """Return whether the lines of the access log are chained: late while one of them waits for more than five
    minutes, for example because the job stands still."""
    try:
        return {"state": "late" if is_log_late() else "ok"}
    except DatabaseTrouble:  # gone since it was asked
        return UNKNOWN


def counties_to_recompute(now: dt.datetime) -> QuerySet[Area]:
    """Return the counties with households whose run of last night is missing now."""
    runs = RiskRun.objects.nights().completed().filter(county=OuterRef("pk"), finished_at__gte=last_night(now))
    return Area.objects.counties().filter(Exists(Household.objects.filter(county=OuterRef("pk"))), ~Exists(runs))


def last_night(now: dt.datetime) -> dt.datetime:
    """Return when the latest nightly run that should be finished by `now` was to begin."""
    begun = now - RUN_PATIENCE
    night = dt.datetime.combine(begun.date(), NIGHT, begun.tzinfo)
    return night if night <= begun else night - dt.timedelta(days=1)
