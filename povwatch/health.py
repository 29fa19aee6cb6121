"""GET /healthz: whether this site works, for monitoring without an account. It shows states, times and kinds of work,
nothing else."""

import datetime as dt
import os
import shutil
import time
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
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
from core.backup.models import BackupMade
from core.broker import broker_answers
from core.files.place import present_place
from core.jobs.models import SWEEP, Job, JobState, TimetableEntry
from core.jobs.standstill import jobs_standing_still
from core.outbox.models import OutboxRow
from households.models import Household

from .celery import HEARTBEAT
from .schedule import NIGHT

SWEEP_PATIENCE, WORK_PATIENCE = dt.timedelta(minutes=5), dt.timedelta(minutes=30)
FILES_ASKED_EVERY = 15  # seconds
files_asked: dict[str, Any] = {"until": 0.0, "state": ""}  # what this process heard, and until when it counts
LEAST_FREE = 1 << 30  # bytes
RUN_PATIENCE = dt.timedelta(hours=1)  # how long a nightly run may take before it counts as missing
FAILING = {"unreachable", "silent", "hung", "missing", "late", "full"}
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
    parts["files"] = files_health()
    parts["backup"] = backup_health() if parts["database"]["state"] == "ok" else UNKNOWN
    parts["log"] = log_health() if parts["database"]["state"] == "ok" else UNKNOWN
    failing = any(part["state"] in FAILING for part in parts.values())
    answer = {"state": "failing" if failing else "ok", "version": settings.VERSION, **parts}
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
    minute. One that is heard and whose work stands still all the same is hung."""
    try:
        heard = cache.get(HEARTBEAT)
    except redis.RedisError:  # gone since it was asked
        return UNKNOWN
    if not heard:
        return {"state": "silent"}
    kinds = kinds_standing_still()
    return {"state": "hung", "heard_at": heard, "kinds": kinds} if kinds else {"state": "ok", "heard_at": heard}


def kinds_standing_still() -> list[str]:
    """Return the kinds of the jobs that stand still; none while the database is away, which is told by itself."""
    try:
        return sorted({job.kind for job in jobs_standing_still()})
    except DatabaseTrouble:
        return []


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
    waited for half an hour. Where none ever swept, the five minutes begin when the tables were made."""
    try:
        swept, oldest, made = last_sweep(), oldest_waiting_work(), tables_made_at()
    except DatabaseTrouble:  # gone since it was asked
        return UNKNOWN
    now = timezone.now()
    late = (swept or made) < now - SWEEP_PATIENCE or oldest and oldest < now - WORK_PATIENCE
    return {"state": "late" if late else "ok", "swept_at": in_shanghai(swept), "waits_since": in_shanghai(oldest)}


def last_sweep() -> dt.datetime | None:
    return TimetableEntry.objects.filter(kind=SWEEP).values_list("asked_at", flat=True).first()


def tables_made_at() -> dt.datetime:
    """Return when the tables were made or last changed."""
    return MigrationRecorder.Migration.objects.aggregate(at=Max("applied"))["at"]


def oldest_waiting_work() -> dt.datetime | None:
    """Return since when the oldest work waits that may be done now: a job that nobody began, or a row of the outbox."""
    job = Job.objects.filter(state=JobState.WAITING, not_before__lte=timezone.now()).aggregate(at=Min("not_before"))
    row = OutboxRow.objects.due().order_by().aggregate(at=Min("added_at"))
    return min(filter(None, (job["at"], row["at"])), default=None)


def in_shanghai(moment) -> str | None:
    return moment and moment.astimezone(dates.SHANGHAI).isoformat(timespec="seconds")


def disk_health() -> dict:
    """Return whether there is room for what people send: full when less than a gigabyte is left where files lie."""
    try:
        free = free_bytes()
    except OSError:  # the disk is gone, or was never there
        return {"state": "unreachable"}
    return {"state": "ok" if free >= LEAST_FREE else "full", "free_gb": free >> 30}


def free_bytes() -> int:
    """Return how much room is left where povwatch writes; where files lie on a disk of their own, on the fuller one."""
    files = settings.MEDIA_ROOT  # None: in a bucket
    places = [settings.HOME, *([files] if files and os.path.exists(files) else [])]
    return min(shutil.disk_usage(place).free for place in places)


def files_health() -> dict:
    """Return whether files can be kept: unreachable while the directory cannot be written to or the bucket does not
    answer. Asked at most every quarter of a minute, because anybody may ask for it."""
    now = time.monotonic()
    if now >= files_asked["until"]:
        files_asked.update(state=files_state(), until=now + FILES_ASKED_EVERY)
    return {"state": files_asked["state"]}


def files_state() -> str:
    try:
        present_place().check_reachable()
    except OSError:
        return "unreachable"
    return "ok"


def backup_health() -> dict:
    """Return when the newest backup was made. It fails nothing: the site works without one, for a while."""
    try:
        made = BackupMade.objects.aggregate(at=Max("made_at"))["at"]
    except DatabaseTrouble:  # gone since it was asked
        return UNKNOWN
    return {"state": "ok" if made else "none", "made_at": in_shanghai(made)}


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
