"""What every line of the log says beside its message: the request it belongs to, and the job. A request hands its
number on to what it asks of the workers, so that one search finds all that a press of a button set going."""

from contextlib import contextmanager
from contextvars import ContextVar

told: ContextVar[dict | None] = ContextVar("told_in_log", default=None)


def words_of_now() -> dict:
    """Return what a line that is written now says beside its message."""
    return told.get() or {}


@contextmanager
def told_in_log(**words):
    """Add these words to every line of the log that is written inside this context."""
    token = told.set(words_of_now() | words)
    try:
        yield
    finally:
        told.reset(token)


def request_number() -> str:
    """Return the number of the request that is answered now, or that asked for the work at hand; "" for none."""
    return words_of_now().get("request", "")
