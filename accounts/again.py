"""Whether the second factor was given a short while ago: exports and approvals ask for that, wherever they are done.

A request carries the answer with it; nightly work and commands carry none, and are not asked."""

import time
from collections.abc import Callable
from contextvars import ContextVar

Recent = Callable[[], bool]
_recent: ContextVar[Recent | None] = ContextVar("second_factor_recent", default=None)
FACTOR_UNTIL = "factor_until"  # in the session: until when (Unix time) nobody is asked again


class AskAgain(Exception):
    """The second factor must be given again before this is done. Nothing was changed."""


def must_be_recent() -> None:
    """Raise AskAgain when the person of this request must give the second factor again first."""
    recent = _recent.get()
    if recent is not None and not recent():
        raise AskAgain


def is_recent(session) -> bool:
    """Whether the second factor of this session was given a short while ago."""
    return session.get(FACTOR_UNTIL, 0) > time.time()


def carry(recent: Recent | None):
    """Let a request carry the answer; returns what `drop` takes it away by."""
    return _recent.set(recent)


def drop(token) -> None:
    _recent.reset(token)
