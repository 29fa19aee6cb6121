"""Every periodic job of povwatch in one table. Times are Asia/Shanghai."""

import datetime as dt

from celery.schedules import crontab

NIGHT = dt.time(1, 30)  # /healthz expects a run since the last of these
TIMETABLE = {  # kind of job: when it is asked for
    "close_months": crontab(hour=0, minute=5),  # on the 1st, or the first day after it on which the machine runs
    "change_areas": crontab(hour=0, minute=45),  # after the month that ended was closed
    "hand_over_work": crontab(hour=0, minute=46),
    "expect_feeds": crontab(hour=0, minute=50),  # before the recomputation, which reads who was found
    "pay_posts": crontab(hour=1, minute=10),  # before the recomputation, which reads the wages
    "recompute": crontab(hour=NIGHT.hour, minute=NIGHT.minute),
    "forget_imports": crontab(hour=3, minute=0),
    "forget_batches": crontab(hour=3, minute=5),
    "forget_jobs": crontab(hour=3, minute=10),
    "forget_sign_ins": crontab(hour=3, minute=15),
    "verify_log": crontab(hour=4, minute=0),
    "send_digest": crontab(hour=7, minute=30),
    "forget_exports": crontab(minute=20),
    "watch_reading": crontab(minute="*/10"),
    "chain_log": crontab(),  # each minute
}
SCHEDULE = {
    kind: {"task": "core.tasks.start_job", "kwargs": {"kind": kind}, "schedule": when}
    for kind, when in TIMETABLE.items()
} | {"sweep": {"task": "core.tasks.sweep", "schedule": crontab()}}  # each minute
