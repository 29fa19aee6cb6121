"""Phones that send visits and their photos, as the app does: each again until there is a receipt."""

import hashlib
import io
import math
import os
import time

from PIL import Image

from visits.tests.told import VERIFIES, told

from .browser import Browser

RECEIPTS = (200, 201)
LAST_TRIES = 30  # after the end, for what has no receipt yet


class Phone(Browser):
    """A caseworker's phone, with households and the alerts that are to be answered."""

    photos = (0, 1, 1, 2)  # of a visit: one of these numbers
    gives_up, sends_twice = 0.1, 0.1  # how often the phone is lost before it sends again, or a receipt on the way
    longest_pause, once_more = 0.6, 2  # seconds between two visits, and before one is sent again

    def __init__(self, *given, households, alerts):
        super().__init__(*given)
        self.households, self.alerts = households, {int(home): alert for home, alert in alerts.items()}

    def work(self):
        """Visit one household after the other until the time is over."""
        while not self.over.is_set():
            self.visit(self.chance.choice(self.households))
            self.pause(self.longest_pause)

    def visit(self, home):
        photos = [photo() for _ in range(self.chance.choice(self.photos))]
        names = [hashlib.sha256(one).hexdigest() for one in photos]
        answers, more = self.answers(home)
        body = told(home, answers, photos=[{"sha256": name, "kind": "photo"} for name in names], **more)
        key = body.split(b'"id": "', 1)[1][:36].decode()
        if self.until_receipt("visit", key, "/visits/phone/visits/", body, "application/json"):
            for name, one in zip(names, photos, strict=True):
                path = f"/visits/phone/visits/{key}/photos/{name}/"
                self.until_receipt("photo", f"{key}/{name}", path, one, "image/jpeg")

    def answers(self, home) -> tuple[dict, dict]:
        """Return what a visit says; the first visit of a household answers its alert."""
        pension = {"income_pension": f"{self.chance.randrange(50, 900)}"}
        if (alert := self.alerts.pop(home, None)) is None:
            return {**VERIFIES, "purpose": "routine", **pension}, {}
        answer = {"kind": "alert", "key": alert, "outcome": "no_risk", "words": "Mended since"}
        return {**VERIFIES, **pension}, {"answer": answer}

    def until_receipt(self, what, key, path, body, kind) -> bool:
        """Send until there is a receipt, unless the phone is lost; now and then once more."""
        until = math.inf
        while time.monotonic() < until:
            answer = self.send(what, key, path, data=body, headers={"Content-Type": kind})
            if answer is not None and answer.status_code in RECEIPTS:
                if self.chance.random() < self.sends_twice:
                    self.send(what, key, path, data=body, headers={"Content-Type": kind})
                return True
            if self.chance.random() < self.gives_up:
                return False
            if self.over.is_set():
                until = min(until, time.monotonic() + LAST_TRIES)
            time.sleep(self.once_more)
        return False


def photo() -> bytes:
    """Return a small picture that is like no other."""
    out = io.BytesIO()
    Image.frombytes("RGB", (16, 12), os.urandom(16 * 12 * 3)).save(out, "JPEG")
    return out.getvalue()
