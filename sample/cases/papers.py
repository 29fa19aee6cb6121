"""The papers of invented cases: checks by two people, consent, comparison, village reviews, public notices and
objections."""

import datetime as dt
import hashlib
import io
import uuid
from functools import cache

from django.db import transaction
from PIL import Image, ImageDraw

from accounts.departments import COMPARED
from cases.case import announcing, public_notice
from cases.choices import PROPOSED, AnnouncementWay, Procedure
from cases.models import Announcement, Authorisation, Comparison, Objection, PublicNotice, Review, Scan, Verification
from core.crypto import files as sealed_files

from ..chance import words
from ..distributions import assistance as shares
from ..distributions.cases import NOTICE
from ..families.visits import VISIT_DAYS
from .files import KeptRows

TOLD_AFTER = 2  # days after a decision it is made known
WAITING = ("noticed", "clearing_noticed")


def procedure_of(step: str) -> str:
    return Procedure.CLEARING if step.endswith("clearing") else Procedure.IDENTIFICATION


class CasePapers(KeptRows):
    """The papers of every step of every case."""

    models = (Verification, Scan, Authorisation, Comparison, Review, PublicNotice, Objection, Announcement)
    hanging = 0

    def write(self):
        transaction.on_commit(self.store_scans)
        return super().write()

    def keep(self, file) -> None:
        for taken in file.steps:
            if leave := LEFT_BY.get(taken.step):
                leave(self, file, taken.step, taken.effective_on)

    def verify(self, file, step, on) -> None:
        """Add the check where the visit is still on record; in the demo village by its caseworker and its clerk."""
        if visit := file.visits.get(on):
            pair = self.took("verify", file), self.took("review", file)
            first, second = pair if all(pair) else (self.first, self.second)
            told = {"visit": visit, "first_checker": first, "second_checker": second, "signed": True}
            self.add(Verification, file, step, on, procedure=procedure_of(step), **told)

    def authorise(self, file, step, on) -> None:
        """Add a consent signed by the head of the household, if it falls into the last two years."""
        drawn = self.rng.sample(COMPARED, shares.ASKED)
        file.scope = sorted({*drawn, *(shares.ASKED_OF_CANDIDATES if file.case.state in PROPOSED else ())})
        if (self.day - on).days >= VISIT_DAYS or not file.present:
            return
        scan, body = uuid.UUID(self.rng.uuid()), scanned_paper()
        told = {"title": words("paper_authorisation")[0], "content_type": "image/png", "size": len(body)}
        self.add(Scan, file, step, on, id=scan, sha256=hashlib.sha256(body).hexdigest(), **told)
        signer = next((one for one in file.present if one.relation == "head"), file.present[0])
        self.add(Authorisation, file, step, on, signed_by=signer, signed_on=on, scope=file.scope, scan=scan)

    def compare(self, file, step, on) -> None:
        for department in file.scope:
            found = self.rng.draw(shares.FOUND)
            note = self.rng.word("comparison_found") if found else ""
            self.add(Comparison, file, step, on, department=department, found=found, note=note, compared_on=on)

    def review(self, file, step, on) -> None:
        present, procedure = self.rng.draw(shares.ATTENDEES), procedure_of(step)
        against, abstained = self.rng.draw(shares.AGAINST), self.rng.draw(shares.ABSTAINED)
        votes = {"votes_for": present - against - abstained, "votes_against": against, "abstained": abstained}
        attendees = self.rng.word("attendees").format(n=present - 3)
        minutes = self.rng.word(f"minutes_{procedure}")
        told = {"held_on": on, "attendees": attendees, "minutes": minutes}
        self.add(Review, file, step, on, procedure=procedure, **votes, **told)

    def post(self, file, step, on) -> None:
        """Add a public notice and sometimes an objection: upheld where the case went back; every second notice hanging
        now has one, open or settled."""
        until, procedure, place = on + dt.timedelta(NOTICE), procedure_of(step), self.rng.word("notice_place")
        lines = public_notice.public_notice_content(file.case, procedure=procedure, posted_on=on, until=until)
        told = {"procedure": procedure, "posted_on": on, "until": until, "place": place, "lines": lines}
        self.add(PublicNotice, file, step, on, **told)
        settled = on + dt.timedelta(shares.SETTLED)
        if step == "post_notice" and file.on("uphold"):
            self.object(file, on, file.on("uphold"), upheld=True)
        elif file.case.state in WAITING and file.steps[-1].effective_on == on:
            self.hanging += 1
            if self.hanging % 2 and settled <= self.day:
                self.object(file, on, settled if self.hanging % 4 == 1 else None)
        elif self.rng.draw(shares.OBJECTED):
            self.object(file, on, settled)

    def object(self, file, posted_on, settled, *, upheld=False) -> None:
        """Add an objection to the last public notice, settled on a day or still open."""
        received, answer = posted_on + dt.timedelta(1), "answer_upheld" if upheld else "answer_dismissed"
        told = {
            "notice": self.rows[PublicNotice][-1],
            "received_on": received,
            "words": self.rng.word("objection"),
            "upheld": upheld if settled else None,
            "answer": self.rng.word(answer) if settled else "",
            "settled_by": self.kept("endorse", file) if settled else None,
            "settled_on": settled,
        }
        self.add(Objection, file, "review", received, **told)

    def announce(self, file, step, on) -> None:
        """Add how a decision was made known two days later; those of the last days still wait for it."""
        told_on = on + dt.timedelta(TOLD_AFTER)
        if told_on <= self.day:
            way = announcing.way_of(step)
            place = words("notice_place" if way == AnnouncementWay.POSTED else "letter_handed_to")[0]
            told = {"procedure": announcing.PROCEDURE_OF[step], "way": way, "told_on": told_on, "place": place}
            self.add(Announcement, file, "review", told_on, **told)

    def store_scans(self) -> None:
        for row in self.rows[Scan]:
            sealed_files.store_file(Scan(pk=row.id).stored_name, io.BytesIO(scanned_paper()))


LEFT_BY = {
    "verify": CasePapers.verify,
    "start_clearing": CasePapers.verify,
    "authorise": CasePapers.authorise,
    "compare": CasePapers.compare,
    "review": CasePapers.review,
    "review_clearing": CasePapers.review,
    "post_notice": CasePapers.post,
    "post_clearing": CasePapers.post,
} | dict.fromkeys(announcing.PROCEDURE_OF, CasePapers.announce)


@cache
def scanned_paper() -> bytes:
    """Return a picture of a signed paper: lines, and a mark that says what it is."""
    image = Image.new("L", (620, 877), 255)
    draw = ImageDraw.Draw(image)
    for y in range(140, 760, 36):
        draw.line((70, y, 550, y), fill=150, width=2)
    draw.text((250, 70), "SAMPLE", fill=0)
    draw.line((380, 810, 550, 790), fill=40, width=3)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
