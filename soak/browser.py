"""Somebody who is signed in and sends something, over HTTP as a browser or a phone does."""

import random
import time

import requests

from .told import NO_ANSWER

PATIENCE = 30  # seconds for an answer: a phone has 60
OUTSIDE = (requests.RequestException,)


class Browser:
    """A browser of one person, which signs in whenever it is asked to, and notes what was sent and answered."""

    def __init__(self, url, user, password, told, seed, over):
        self.url, self.user, self.password, self.told, self.over = url, user, password, told, over
        self.chance = random.Random(f"{seed} {user}")
        self.session = requests.Session()

    def sign_in(self):
        """Sign in, and begin with a fresh session each time."""
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = "en"
        address = f"{self.url}/accounts/sign-in/"
        self.session.get(address, timeout=PATIENCE)
        given = {"username": self.user, "password": self.password}
        self.session.post(address, given, headers=self.token(), timeout=PATIENCE).raise_for_status()

    def token(self):
        return {"X-CSRFToken": self.session.cookies.get("csrftoken", "")}

    def send(self, what, key, path, *, note=None, **sent):
        """Post something once; return the answer, or None when there was none. `note(answer)` adds to what is noted."""
        began = time.time()
        try:
            answer = self.post(path, sent)
        except OUTSIDE:
            self.told.write(what, key, NO_ANSWER, began)
            return None
        status = answer.status_code
        self.told.write(what, key, status, began, **(note(answer) if note and status == 302 else {}))
        return answer

    def post(self, path, sent):
        """Post; somebody who is sent to sign in does so, and posts again."""
        for _attempt in range(2):
            headers = sent.get("headers", {}) | self.token()
            options = {"timeout": PATIENCE, "allow_redirects": False, "headers": headers}
            answer = self.session.post(self.url + path, **sent | options)
            if answer.status_code not in (401, 403) and "/sign-in/" not in answer.headers.get("Location", ""):
                break
            self.sign_in()
        return answer

    def get(self, path):
        """Return a page, or None when there was no answer."""
        try:
            return self.session.get(self.url + path, timeout=PATIENCE, allow_redirects=False)
        except OUTSIDE:
            return None

    def pause(self, most):
        self.over.wait(self.chance.uniform(0, most))
