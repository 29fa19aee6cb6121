"""Every periodic job of povwatch in one table. Times are Asia/Shanghai."""

import datetime as dt

from celery.schedules import crontab

NIGHT = dt.time(1, 30)  # /healthz asks for a run since the last of these

SCHEDULE = {
    "write the wages of posts as income": {  # before the recompute, which reads them
        "task": "cases.tasks.pay_posts",
        "schedule": crontab(hour=1, minute=10),
    },
    "recompute risk flags of every county": {
        "task": "alerts.tasks.recompute_risk_flags",
        "schedule": crontab(hour=NIGHT.hour, minute=NIGHT.minute),
    },
    "send the daily digest by e-mail": {"task": "alerts.tasks.send_digest", "schedule": crontab(hour=7, minute=30)},
    "freeze the month that is over": {  # on the 1st, or on the first day after it on which the machine runs
        "task": "reports.tasks.close_months",
        "schedule": crontab(hour=0, minute=5),
    },
    "forget old registry imports": {"task": "households.tasks.forget_imports", "schedule": crontab(hour=3, minute=0)},
    "delete the files of exports over a week old": {
        "task": "reports.tasks.forget_exports",
        "schedule": crontab(minute=20),
    },
}
