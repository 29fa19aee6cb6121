"""Whether the access log is as it was written: every link is computed anew, a part at a time."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import AccessEvent, LogCopy, LogCut, LogLink, LogNoticeKind

from .chain import BEGINNING, COVERED, LATE, LINES_AT_ONCE, chain_every_county, line_digest
from .cut import last_cut
from .notices import tell_auditors

MOST_NAMED = 1_000
KINDS = LogNoticeKind


class Fault(NamedTuple):
    """What is wrong with one line: its chain, which kind of wrong, and its number."""

    county: str
    kind: LogNoticeKind
    line: int

    def __str__(self):
        return f"{self.county or '-'}: line {self.line} {self.kind.value}"


def log_faults() -> Iterator[Fault]:
    """Return everything that is wrong with the log, chain by chain; then the lines that stand in no chain."""
    chains = {county for model in (LogLink, LogCut) for (county,) in model.objects.values_list("county").distinct()}
    for county in sorted(chains):
        yield from chain_faults(county)
    yield from unchained_faults()


def chain_faults(county) -> Iterator[Fault]:
    """Walk a chain from its beginning, or from where it was cut. Removed links are told by the number of the next line,
    or 0 at the end."""
    cut = last_cut(county)
    position, digest = (cut.position, cut.digest) if cut else (0, BEGINNING)
    while links := list(links_after(county, position)):
        kept = AccessEvent.objects.filter(pk__in=[link.line for link in links])
        lines = {line["id"]: line for line in kept.values(*COVERED)}
        for link in links:
            if link.position != position + 1 or (line := lines.get(link.line)) is None:
                yield Fault(county, KINDS.REMOVED, link.line)
            elif line["county"] != county or line_digest(digest, line) != link.digest:
                yield Fault(county, KINDS.ALTERED, link.line)
            position, digest = link.position, link.digest
    if LogCopy.objects.filter(county=county, position__gt=position).exists():
        yield Fault(county, KINDS.REMOVED, 0)


def links_after(county, position):
    return LogLink.objects.filter(county=county, position__gt=position).order_by("position")[:LINES_AT_ONCE]


def unchained_faults() -> Iterator[Fault]:
    """Return the lines that stand in no chain although they are older than five minutes: the job does not run, or
    somebody put them in among older ones."""
    linked = LogLink.objects.filter(line=OuterRef("pk"))
    old = AccessEvent.objects.filter(~Exists(linked), at__lt=timezone.now() - LATE).order_by("pk")
    for line in old.values("id", "county")[:MOST_NAMED]:
        yield Fault(line["county"], KINDS.INSERTED, line["id"])


def verify_log() -> dict:
    """Check the whole log and tell the auditors what is wrong: {kind: how many}. What a machine that was off left
    without a place gets one first: nobody put it in, and it is told of as late."""
    chain_every_county()
    found, firsts = {}, {}
    for fault in log_faults():
        key = fault.county, fault.kind
        found[key] = found.get(key, 0) + 1
        firsts.setdefault(key, fault.line)
    for (county, kind), number in found.items():
        tell_auditors(county, kind, number, first_line=firsts[county, kind])
    return {f"{county or '-'} {kind.value}": number for (county, kind), number in found.items()}
