"""Work on a connection of its own, as another process does it, for tests."""

import threading
from contextlib import contextmanager

from django.db import connection, transaction


def elsewhere(work):
    """Do something on a connection of its own, and return its thread."""

    def done():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=done)
    thread.start()
    return thread


@contextmanager
def at_work(begin):
    """Let another process begin a transaction with `begin()`, and keep it open while the block runs."""
    begun, over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            begin()
            begun.set()
            over.wait(60)

    thread = elsewhere(hold)
    assert begun.wait(60)
    try:
        yield
    finally:
        over.set()
        thread.join()
