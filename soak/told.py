"""What was sent and what was answered, line by line in a file: what the site is held to in the end."""

import json
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

NO_ANSWER = 0


@dataclass(frozen=True)
class Told:
    """One request and its answer: `status` is 0 when there was none; `key` is what it was about."""

    what: str
    key: str
    status: int
    seconds: float
    at: float
    more: dict = field(default_factory=dict)

    @property
    def is_kept(self) -> bool:
        """Whether the site said that it has it: with a receipt, or by leading to the page of what was made."""
        return self.status in (200, 201, 302)


class ToldFile:
    """The file to which a load writes, from several threads; each line is on its way before the next request."""

    def __init__(self, path: Path):
        self.file, self.turn = path.open("a", buffering=1), threading.Lock()

    def write(self, what, key, status, began, **more) -> Told:
        told = Told(what, str(key), status, time.time() - began, time.time(), more)
        with self.turn:
            self.file.write(json.dumps(asdict(told)) + "\n")
        return told


def read_told(path: Path) -> list[Told]:
    return [Told(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []
