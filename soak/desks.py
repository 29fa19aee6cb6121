"""Officials at their desks: registry files sent and saved, exports, months and recomputations asked for, alerts
closed."""

import itertools
import re
import time

from .browser import Browser

PERSON = "number,village,kind,lifted_year,house_grade\n"
MEMBERS = "household,name,sex,birth_date,relation,labour,insurance\n"
MADE = re.compile(r"/(\d+|[0-9a-f-]{36})/$")


class Desk(Browser):
    """An official who asks for one thing after the other, with pauses of up to so many seconds."""

    longest_pause = 8

    def __init__(self, *given, county):
        super().__init__(*given)
        self.county = county

    def work(self):
        for n in itertools.count():
            if self.over.is_set():
                return
            self.ask(n)
            self.pause(self.longest_pause)

    def order(self, what, key, path, **sent) -> str:
        """Ask for something; return the number of what was made, empty when nothing is known to be."""
        answer = self.send(what, key, path, note=lambda answer: {"made": made(answer)}, **sent)
        return made(answer) if answer is not None and answer.status_code == 302 else ""


def made(answer) -> str:
    found = MADE.search(answer.headers.get("Location", ""))
    return found[1] if found else ""


class Importer(Desk):
    """Sends registry files of new households, and has each saved once it is checked."""

    households, longest_check = 10, 120

    def ask(self, n):
        batch = self.order(
            "import", n, "/households/imports/", data={"county": self.county["county"]}, files=self.files(n)
        )
        if batch and self.is_checked(batch):
            self.order("save", batch, f"/households/imports/{batch}/save/", data={"good_rows": "1"})

    def files(self, n):
        homes = [f"{self.user}-{n}-{place}" for place in range(self.households)]
        rows = [f"{home},{self.county['village']},lifted,2017,A" for home in homes]
        people = [f"{home},Sample {home},female,1980-05-05,head,ordinary,resident" for home in homes]
        sheets = {"households": PERSON + "\n".join(rows), "members": MEMBERS + "\n".join(people)}
        return [("files", (f"{name}.csv", text.encode())) for name, text in sheets.items()]

    def is_checked(self, batch) -> bool:
        """Wait until the page says that it is checked, as somebody in front of it does."""
        until = time.monotonic() + self.longest_check
        while time.monotonic() < until and not self.over.is_set():
            answer = self.get(f"/households/imports/{batch}/progress/")
            if answer is not None and "HX-Refresh" in answer.headers:
                return True
            self.over.wait(1)
        return False


class Exporter(Desk):
    """Asks for files of a frozen month."""

    def ask(self, n):
        path = f"/dashboard/months/{self.county['code']}/{self.county['month']}/v1/export/"
        self.order("export", n, path, data={"kind": "csv"})


class Counter(Desk):
    """Has the open month counted again."""

    longest_pause = 30

    def ask(self, n):
        path = f"/dashboard/months/{self.county['code']}/{self.county['open_month']}/v1/count/"
        self.order("month", n, path)


class Recomputer(Desk):
    """Presses *Recompute now*."""

    longest_pause = 40

    def ask(self, n):
        self.order("recompute", n, "/risk/runs/start/", data={"county": self.county["code"]})


class Closer(Desk):
    """Closes alerts that were answered, one after the other."""

    longest_pause = 3

    def ask(self, n):
        alerts = [alert for phone in self.county["phones"] for alert in phone["alerts"].values()]
        alert = alerts[n % len(alerts)]
        self.send("close", alert, f"/alerts/{alert}/close/", data={"seen": "answered"})


DESKS = {  # by what they do: who does it
    Importer: "county_staff", Exporter: "county_staff", Counter: "county_staff", Recomputer: "county_staff",
    Closer: "township_official",
}  # fmt: skip
