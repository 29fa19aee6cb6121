"""The connection to the workers."""

import logging
import time

import redis
from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.retry import Retry

from .log_context import request_number

log = logging.getLogger(__name__)
PATIENCE = 1  # second: a page must not wait for a broker that is down or hangs
LET_ALONE = 5  # seconds, in which this process does not ask a broker again that did not answer
silent = {"until": 0.0}


def send_to_worker(task: str, *args, **options) -> bool:
    """Hand a task to a worker, by its name. Returns False when the broker does not take it: callers keep the work in
    the database, where the sweep of each minute finds it."""
    if time.monotonic() < silent["until"]:
        return False
    if number := request_number():
        options["headers"] = {"request": number}
    try:
        ping_broker()
        current_app.send_task(task, args, retry=False, **options)
    except (OperationalError, redis.RedisError) as error:
        silent["until"] = time.monotonic() + LET_ALONE
        log.error("%s waits: the broker cannot be reached (%s).", task, type(error).__name__)
        return False
    return True


def broker_answers() -> bool:
    """Return whether the broker answers within a second."""
    try:
        ping_broker()
    except redis.RedisError:
        return False
    return True


def ping_broker() -> None:
    """Ask the broker for a sign of life, once. Raises RedisError when there is none within a second: Celery alone would
    wait for six, and for a broker that hangs without end."""
    once = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE, "retry": Retry(NoBackoff(), 0)}
    with redis.Redis.from_url(settings.REDIS_URL, **once) as client:
        client.ping()
