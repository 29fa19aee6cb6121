"""A limit on the memory of one job, so that a malformed file cannot exhaust the machine."""

import resource
from contextlib import contextmanager

MEGABYTE = 1024 * 1024
AT_FIRST = resource.getrlimit(resource.RLIMIT_DATA)  # of the process; what is set later may be the limit of another job


@contextmanager
def limited_memory(megabytes: int):
    """Raise MemoryError in this process when it needs more than `megabytes` beyond what it uses now."""
    # RLIMIT_DATA and not RLIMIT_AS, because libraries map much address space that they never use.
    resource.setrlimit(resource.RLIMIT_DATA, (data_bytes() + megabytes * MEGABYTE, AT_FIRST[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, AT_FIRST)


def data_bytes() -> int:
    """Return the memory that this process uses for data now."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[5]) * resource.getpagesize()  # field 5: data and stack, in pages
