"""The kinds of background work. Each app declares its own in its `jobs.py`:

@job_kind("registry_check", label=_("Check a registry file"), minutes=60)
def check_import(job):
    ...                       # job.args holds what was asked; what it returns is kept as the job's result
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.catalogue import Catalogue

JOB_KINDS = Catalogue("kind of job")


@dataclass(frozen=True)
class JobKind:
    """The settings of one kind of job.

    `attempts`: how often a worker may die while working on it before the job is set aside. `minutes` and `megabytes`
    end a job that takes more. `later`: errors after which it is tried again, `retries` times, after `wait` seconds and
    then twice as long each time, `longest_wait` at most. With `whole`, the work and the word that it is done are one
    transaction. `gave_up(job)` is called when it failed or was set aside."""

    name: str
    label: str
    work: Callable
    attempts: int = 2
    minutes: int = 60
    megabytes: int = 2000
    later: tuple = ()
    retries: int = 6
    wait: int = 5
    longest_wait: int = 600
    whole: bool = False
    gave_up: Callable | None = None
    kept_days: int = 30

    def seconds_to_retry(self, retried: int) -> int:
        return min(self.wait * 2**retried, self.longest_wait)


def job_kind(name, *, label, **limits):
    """Declare a kind of job; the decorated function is its `work(job)`."""

    def declare(work):
        JOB_KINDS.add(name, JobKind(name, label, work, **limits))
        return work

    return declare
