"""Every periodic job of povwatch in one table. Times are Asia/Shanghai; what was missed is caught up, once."""

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
    "count_effects": crontab(hour=2, minute=40, day_of_week=0),  # of whole months: a week changes little
    "end_data": crontab(hour=3, minute=0),
    "forget_jobs": crontab(hour=3, minute=10),
    "forget_sign_ins": crontab(hour=3, minute=15),
    "verify_log": crontab(hour=4, minute=0),
    "send_digest": crontab(hour=7, minute=30),
    "forget_exports": crontab(minute=20),
    "watch_reading": crontab(minute="*/10"),
    "chain_log": crontab(),  # each minute
}
# The beat only calls for the sweep; what is due then stands in the database (core/jobs/timetable.py). A sweep that no
# worker took within its minute is dropped, because the next one does the same.
SCHEDULE = {"sweep": {"task": "core.tasks.sweep", "schedule": crontab(), "options": {"expires": 55}}}
