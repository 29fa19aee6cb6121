"""Every periodic job of povwatch in one table. Times are Asia/Shanghai."""

from celery.schedules import crontab

SCHEDULE = {
    "recompute risk flags of every county": {
        "task": "alerts.tasks.recompute_risk_flags",
        "schedule": crontab(hour=1, minute=30),
    },
}
