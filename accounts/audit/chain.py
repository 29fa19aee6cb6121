"""The chain over the lines of the access log: each carries the digest of the one before.

Whoever writes a line waits for nobody. Once a minute a job of each county gives the committed lines their places, in
the order of their numbers. Numbers are given out before transactions commit, so a line may come to light after one with
a higher number: young lines wait a moment, and one that comes later still gets the next place, and is told of when it
is older than five minutes.

What this job does in the database: SELECT on accounts_accessevent and accounts_loglink, INSERT into accounts_loglink;
SELECT, INSERT and UPDATE on accounts_logcopy and accounts_lognotice. Writing a line is INSERT on accounts_accessevent
(with its sequence) alone."""

import datetime as dt
import hashlib
import json

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import AccessEvent, Area, LogLink, LogNoticeKind
from core.locks import hold_work_lock

from .cut import last_cut
from .notices import tell_auditors

LINES_AT_ONCE = 5_000
SETTLING = dt.timedelta(seconds=10)  # most transactions take less, so that numbers stand in order
LATE = dt.timedelta(minutes=5)
LONGEST_TRANSACTION = dt.timedelta(days=1)  # jobs are ended after two hours
COVERED = (
    "id", "at", "user_id", "action", "subject_type", "subject_id", "county", "address", "outcome", "households",
    "area_id", "reason", "details",
)  # fmt: skip
BEGINNING = ""  # the digest before the first line


def line_digest(before: str, line: dict) -> str:
    """Return the digest of a line, given that of the line before. What is empty is left out, so that a column that is
    added later changes no digest."""
    told = {name: value for name, value in line.items() if value not in (None, "", [], {})}
    told["at"] = line["at"].astimezone(dt.UTC).isoformat()
    return hashlib.sha256(f"{before}\n{json.dumps(told, sort_keys=True, separators=(',', ':'))}".encode()).hexdigest()


def chain_county(county: str) -> int:
    """Chain all committed lines of a county (its code; "" for those of no county), and return how many there were."""
    with hold_work_lock(f"log chain {county}") as held:
        if not held:  # the one who holds it chains them
            return 0
        done = late = 0
        while lines := list(unchained_lines(county)[:LINES_AT_ONCE]):
            chain_lines(county, lines)
            done += len(lines)
            late += tell_late_lines(county, lines, late)
        return done


def chain_every_county() -> None:
    """Chain the committed lines of every county, and those of none."""
    for code in ["", *Area.objects.counties().values_list("code", flat=True)]:
        chain_county(code)


def unchained_lines(county):
    """Return the lines of a county that have no place yet, by number."""
    last = LogLink.objects.filter(county=county).order_by("-position").first()
    lines = AccessEvent.objects.filter(county=county, at__lt=timezone.now() - SETTLING)
    if last:  # what was committed before the last run has its place
        lines = lines.filter(at__gte=last.chained_at - LONGEST_TRANSACTION)
    linked = LogLink.objects.filter(line=OuterRef("pk"))
    return lines.filter(~Exists(linked)).order_by("pk").values(*COVERED)


def is_log_late() -> bool:
    """Whether a line of the last day stands unchained for more than five minutes: the job of each minute stands still.
    What is older, or was put in among older lines, the nightly check tells."""
    oldest = oldest_unchained()
    return oldest is not None and oldest < timezone.now() - LATE


def oldest_unchained() -> dt.datetime | None:
    """Return the moment of the oldest line of the last day that stands unchained."""
    linked = LogLink.objects.filter(line=OuterRef("pk"))
    young = AccessEvent.objects.filter(at__gte=timezone.now() - LONGEST_TRANSACTION)
    return young.filter(~Exists(linked)).order_by("at").values_list("at", flat=True).first()


@transaction.atomic
def chain_lines(county, lines) -> None:
    last = LogLink.objects.filter(county=county).order_by("-position").first() or last_cut(county)
    position, digest, links = (last.position, last.digest, []) if last else (0, BEGINNING, [])
    for line in lines:
        position, digest = position + 1, line_digest(digest, line)
        links.append(LogLink(county=county, position=position, line=line["id"], digest=digest))
    LogLink.objects.bulk_create(links)


def tell_late_lines(county, lines, before) -> int:
    """Tell the auditors of lines that stood unchained for more than five minutes, and return how many."""
    late = [line["id"] for line in lines if line["at"] < timezone.now() - LATE]
    if late:
        tell_auditors(county, LogNoticeKind.LATE, before + len(late), first_line=late[0])
    return len(late)
