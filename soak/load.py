"""The load, in a process of its own: phones and desks work on a site over HTTP until this process is told to end.

python -m soak.load ADDRESS COUNTY.json TOLD.jsonl SEED"""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import django


def main(url, county, told, seed):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")
    django.setup()
    over = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: over.set())
    threads = [threading.Thread(target=one.work) for one in people(url, read(county), Path(told), seed, over)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def read(county) -> dict:
    return json.loads(Path(county).read_text())


def people(url, county, told, seed, over) -> list:
    """Return everybody who works on the site, each with a browser of their own."""
    from .desks import DESKS
    from .phones import Phone
    from .told import ToldFile

    file, password = ToldFile(told), county["password"]
    phones = [
        Phone(url, one["user"], password, file, seed, over, households=one["households"], alerts=one["alerts"])
        for one in county["phones"]
    ]
    return phones + [desk(url, user, password, file, seed, over, county=county) for desk, user in DESKS.items()]


if __name__ == "__main__":
    main(*sys.argv[1:])
