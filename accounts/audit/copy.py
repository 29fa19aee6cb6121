"""The copy of the access log elsewhere (LOG_COPY): a file, or a syslog over TCP. It is made of what is chained, by
position, so that nothing is lost while its target is away, and no page waits for it. What was sent and not confirmed is
sent again: each line says its position."""

import json
import logging
import os
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from accounts.models import AccessEvent, LogCopy, LogLink, LogNoticeKind

from .chain import COVERED
from .notices import tell_auditors

log = logging.getLogger(__name__)
LINES_AT_ONCE = 1_000
PRIORITY = 13 * 8 + 6  # of syslog: log audit, informational
TIMEOUT = 10  # seconds


def copy_county(county: str) -> int:
    """Copy what was chained since the last copy, and return how many lines. While the target is away the auditors are
    told, and the next minute tries again."""
    if not settings.LOG_COPY:
        return 0
    kept, _new = LogCopy.objects.get_or_create(county=county)
    done = 0
    try:
        while links := list(links_after(county, kept.position)):
            write_copies(copied_lines(links))
            kept.position, kept.copied_at = links[-1].position, timezone.now()
            kept.save()
            done += len(links)
    except OSError as error:
        log.error("The copy of the access log was not written: %s", type(error).__name__)
        tell_auditors(county, LogNoticeKind.COPY_AWAY, 1)
    return done


def links_after(county, position):
    return LogLink.objects.filter(county=county, position__gt=position).order_by("position")[:LINES_AT_ONCE]


def copied_lines(links) -> list[str]:
    """Return each line as one line of JSON, with its place in the chain and its digest."""
    lines = AccessEvent.objects.filter(pk__in=[link.line for link in links]).values(*COVERED)
    lines = {line["id"]: line | {"at": line["at"].isoformat()} for line in lines}
    places = ({"chain": link.county, "position": link.position, "digest": link.digest} for link in links)
    return [json.dumps(place | lines.get(link.line, {})) for place, link in zip(places, links, strict=True)]


def write_copies(lines) -> None:
    """Write lines to the target that LOG_COPY names. Raises OSError while it is away."""
    target = urlsplit(settings.LOG_COPY)
    if target.scheme == "file":
        append_lines(target.path, lines)
    else:
        send_to_syslog((target.hostname, target.port or 514), lines)


def append_lines(path, lines) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())


def send_to_syslog(address, lines) -> None:
    """Send lines over TCP (RFC 5424, framed as RFC 6587 says), and wait until the other side has read them all: it
    closes then, and only then."""
    with socket.create_connection(address, TIMEOUT) as peer:
        peer.sendall(b"".join(map(framed, lines)))
        peer.shutdown(socket.SHUT_WR)
        while peer.recv(1024):
            pass


def framed(line) -> bytes:
    told = f"<{PRIORITY}>1 {timezone.now().isoformat()} {socket.gethostname()} povwatch - - - {line}".encode()
    return f"{len(told)} ".encode() + told
