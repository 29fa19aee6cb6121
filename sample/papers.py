"""The papers of invented cases: checks by two people, consent, comparison, village reviews, notices and objections."""

import datetime as dt
import hashlib
import io
import json
import random
import uuid
from collections import Counter
from functools import cache

from django.db import transaction
from PIL import Image, ImageDraw

from cases.case import public_notice
from cases.choices import Department, Procedure
from cases.models import Authorisation, Comparison, Objection, PublicNotice, Review, Scan, Verification
from core.crypto import files as sealed_files
from core.crypto.fields import encrypt
from core.dates import shanghai_now

from .episodes import NOTICE
from .load import analyze, copy, reserve, row
from .names import words
from .visits import DAYS, visit_id

TABLES = (Verification, Scan, Authorisation, Comparison, Review, PublicNotice, Objection)
PROCEDURE = {"clearing": Procedure.CLEARING.value, "": Procedure.IDENTIFICATION.value}
ASKED, FOUND = 6, 0.04  # departments that compare a family, and how often one finds something
OBJECTED = 0.01  # of the notices of the past, always without effect
SETTLED = 2  # days from an objection to its answer
WAITING = ("noticed", "clearing_noticed")

COLUMNS = {
    Verification: "case procedure visit first_checker second_checker signed by at",
    Scan: "id case title content_type size sha256 by at",
    Authorisation: "case signed_by signed_on scope scan by at",
    Comparison: "case department found note compared_on by at",
    Review: "case procedure held_on attendees votes_for votes_against abstained minutes by at",
    PublicNotice: "id case procedure posted_on until place lines by at",
    Objection: "notice received_on words upheld answer settled_by settled_on by at",
}


class Papers:
    """Collects the rows of every table from the steps of all cases, then writes them."""

    def __init__(self, files, hands, day: dt.date, rng: random.Random):
        self.files, self.hands, self.day, self.rng = files, hands, day, rng
        self.rows = {model: [] for model in TABLES}
        self.scans, self.objections = [], 0
        self.keys = iter(reserve(PublicNotice, sum(step[0].startswith("post_") for f in files for step in f.steps)))

    def write(self) -> Counter:
        for file in self.files:
            for step, _source, _target, on in file.steps:
                if leave := LEFT_BY.get(step):
                    leave(self, file, step, on)
        counts = Counter({model: copy(model, COLUMNS[model], self.rows[model]) for model in TABLES})
        analyze(*TABLES)
        transaction.on_commit(self.store_scans)
        return counts

    def add(self, model, file, step, on, *values, key=()):
        """A row of a case with who kept it and when."""
        self.rows[model].append(row(*key, file.case.pk, *values, self.hands.kept(step, file.village), moment(on)))

    def verified(self, file, step, on):
        """Where the visit is still on record."""
        if visit := file.visits.get(on):
            checkers = self.hands.checkers(file.village)
            self.add(Verification, file, step, on, procedure_of(step), visit, *checkers, True)

    def authorised(self, file, step, on):
        """The signed paper of the last two years, by the head of the household."""
        file.scope = sorted(self.rng.sample(Department.values, ASKED))
        if (self.day - on).days >= DAYS or not file.present:
            return
        scan, body = uuid.UUID(visit_id(self.rng)), paper()
        self.scans.append(Scan(pk=scan))
        self.add(
            Scan,
            file,
            step,
            on,
            words("paper_authorisation")[0],
            "image/png",
            len(body),
            hashlib.sha256(body).hexdigest(),
            key=(scan,),
        )
        signer = next((one for one in file.present if one.relation == "head"), file.present[0])
        self.add(Authorisation, file, step, on, signer.pk, on, file.scope, scan)

    def compared(self, file, step, on):
        for department in file.scope:
            found = self.rng.random() < FOUND
            note = encrypt(self.rng.choice(words("comparison_found"))) if found else b""
            self.add(Comparison, file, step, on, department, found, note, on)

    def reviewed(self, file, step, on):
        present = self.rng.randint(7, 23)
        against, abstained = self.rng.choice((0, 0, 0, 1, 2)), self.rng.choice((0, 0, 1))
        minutes = self.rng.choice(words(f"minutes_{procedure_of(step)}"))
        attendees = self.rng.choice(words("attendees")).format(n=present - 3)
        votes = present - against - abstained, against, abstained
        self.add(Review, file, step, on, procedure_of(step), on, attendees, *votes, encrypt(minutes))

    def posted(self, file, step, on):
        key, until, procedure = next(self.keys), on + dt.timedelta(NOTICE), procedure_of(step)
        lines = public_notice.public_notice_content(file.case, procedure=procedure, posted_on=on, until=until)
        place = self.rng.choice(words("notice_place"))
        self.add(
            PublicNotice, file, step, on, procedure, on, until, place, json.dumps(lines, ensure_ascii=False), key=(key,)
        )
        self.heard(file, key, step, on)

    def heard(self, file, key, step, on):
        """An upheld objection where the case went back; of those that hang now every other has one, open or settled."""
        upheld = file.on("uphold") is not None and step == "post_notice"
        hangs = file.case.state in WAITING and file.steps[-1][3] == on
        self.objections += hangs
        if upheld:
            self.objected(file, key, on, settled=file.on("uphold"), upheld=True)
        elif hangs and self.objections % 2 and (self.day - on).days >= SETTLED:
            self.objected(file, key, on, settled=on + dt.timedelta(SETTLED) if self.objections % 4 == 1 else None)
        elif not hangs and self.rng.random() < OBJECTED:
            self.objected(file, key, on, settled=on + dt.timedelta(SETTLED))

    def objected(self, file, key, on, *, settled, upheld=False):
        received, by = on + dt.timedelta(1), self.hands.kept("endorse", file.village)
        answer = encrypt(self.rng.choice(words("answer_upheld" if upheld else "answer_dismissed"))) if settled else b""
        self.rows[Objection].append(
            row(
                key,
                received,
                encrypt(self.rng.choice(words("objection"))),
                upheld if settled else None,
                answer,
                by if settled else None,
                settled,
                self.hands.kept("review", file.village),
                moment(received),
            )
        )

    def store_scans(self) -> None:
        for scan in self.scans:
            sealed_files.store_file(scan.path, io.BytesIO(paper()))


LEFT_BY = {
    "verify": Papers.verified,
    "start_clearing": Papers.verified,
    "authorise": Papers.authorised,
    "compare": Papers.compared,
    "review": Papers.reviewed,
    "review_clearing": Papers.reviewed,
    "post_notice": Papers.posted,
    "post_clearing": Papers.posted,
}


def procedure_of(step: str) -> str:
    return PROCEDURE["clearing" if step.endswith("clearing") else ""]


def moment(on: dt.date) -> str:
    """The afternoon of a day, or now when that lies ahead."""
    return min(f"{on} 16:20+08", f"{shanghai_now():%Y-%m-%d %H:%M}+08")


@cache
def paper() -> bytes:
    """A signed paper as a picture: lines, and a mark that says what it is."""
    image = Image.new("L", (620, 877), 255)
    draw = ImageDraw.Draw(image)
    for y in range(140, 760, 36):
        draw.line((70, y, 550, y), fill=150, width=2)
    draw.text((250, 70), "SAMPLE", fill=0)
    draw.line((380, 810, 550, 790), fill=40, width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
