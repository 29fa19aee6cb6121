"""How much one file may cost to read. Each limit that is reached is a BrokenFile that says which one it was, so that an
import fails for good and is not begun again."""

import signal
import threading
import time
from contextlib import contextmanager

from households.import_messages import BrokenFile

LARGEST_FILE = 1 << 30  # of one file
LARGEST_WHOLE = 64 << 20  # of a kind that can only be read as a whole: .xls
MOST_UNPACKED = 8 << 30  # bytes unpacked
MOST_TEXT = 400 << 20  # bytes of shared texts held in memory
LONGEST_ROW = 16 << 20  # bytes of one row, all of which are in memory at once
MOST_COLUMNS = 16_384  # of Excel
MOST_ROWS = 1 << 31  # the number of a row in the database
MOST_MERGED = 500_000  # merged ranges of one table
MOST_FILLED = 50_000_000  # cells of one table that are filled from them
BOMB_RATIO = 200  # times the packed size, above which it is a zip bomb; real workbooks reach 50
MOST_MINUTES = 30  # of the processor, for all that is read of one file


class ReadingClock:
    """Measures the processor time since a file was opened: other work on the machine does not count."""

    def __init__(self, minutes=MOST_MINUTES):
        self.minutes, self.begun = minutes, time.process_time()

    @property
    def seconds_left(self) -> float:
        return self.begun + self.minutes * 60 - time.process_time()

    def check(self):
        if self.seconds_left <= 0:
            raise BrokenFile("reading_too_long", minutes=self.minutes)


@contextmanager
def interrupted_by(clock):
    """Stop a library that cannot be asked in between when the time is over."""
    if threading.current_thread() is not threading.main_thread():  # only the main thread hears signals
        yield
        return
    before = signal.signal(signal.SIGVTALRM, lambda *_signal: clock.check())
    signal.setitimer(signal.ITIMER_VIRTUAL, max(clock.seconds_left, 0.001), 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
