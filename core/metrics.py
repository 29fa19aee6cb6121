"""What an operator's monitoring reads. Each gauge is declared once:

@gauge("povwatch_jobs_waiting", "Jobs that wait for a worker, by kind.", labels=("kind",))
def jobs_waiting():
    yield ("recompute",), 3        # the values of its labels, and its own

A gauge is read when it is asked for; it names no person, and no place below a county."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from .catalogue import Catalogue

METRICS = Catalogue("gauge")


@dataclass(frozen=True)
class Metric:
    """A gauge: its name and what it says, the names of its labels, and what reads its values."""

    name: str
    help: str
    labels: tuple[str, ...]
    read: Callable[[], Iterable[tuple[tuple, float]]]


def gauge(name: str, help: str, *, labels: tuple[str, ...] = ()):
    """Declare a gauge; the decorated function yields (values of the labels, value)."""

    def declare(read):
        METRICS.add(name, Metric(name, help, labels, read))
        return read

    return declare
