"""How far a counting is, told to the job that counts. Nobody is told of a counting without a job."""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar

_tell: ContextVar[Callable | None] = ContextVar("who is told how far a counting is", default=None)


@contextmanager
def progress_told_to(tell):
    """Let countings inside this block tell `tell(step, done, total)`."""
    token = _tell.set(tell)
    try:
        yield
    finally:
        _tell.reset(token)


def tell_progress(done, total) -> None:
    if tell := _tell.get():
        tell("counting", done, total)
