"""A limit on the memory of one job, so that a malformed file cannot exhaust the machine."""

import resource
from contextlib import contextmanager

MEGABYTE = 1024 * 1024


@contextmanager
def limited_memory(megabytes: int):
    """Raise MemoryError in this process when it needs more than `megabytes` beyond what it uses now."""
    # RLIMIT_DATA and not RLIMIT_AS, because libraries map much address space that they never use.
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (data_bytes() + megabytes * MEGABYTE, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def data_bytes() -> int:
    """Return the memory that this process uses for data now."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[5]) * resource.getpagesize()  # field 5: data and stack, in pages
