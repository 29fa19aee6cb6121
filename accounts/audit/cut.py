"""Ending the oldest lines of the access log. The digest at the cut stays, as the new beginning of the chain, so that
what follows is verified as before; which lines may end, the database checks once more (accounts/models/log_cut.py)."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from accounts.models import AccessEvent, LogCopy, LogCut, LogLink
from core.database_roles import as_retention

LINKS_READ = 10_000


def last_cut(county: str) -> LogCut | None:
    """Return where the chain of a county (its code) begins; None while nothing was cut."""
    return LogCut.objects.filter(county=county).order_by("-position").first()


def lines_to_cut(county: str, before: dt.datetime):
    """Return the lines of a county of before a moment."""
    return AccessEvent.objects.filter(county=county, at__lt=before)


@transaction.atomic
def cut_log(county: str, before: dt.datetime, most: int) -> int:
    """End the oldest lines of a chain, at most so many, up to the first that is not older than `before` or was not
    copied elsewhere yet. Returns how many."""
    links = oldest_links(county, before, min(most, LINKS_READ))
    if not links:
        return 0
    (last, last_at), lines = links[-1], [link.line for link, _at in links]
    with as_retention():
        LogCut.objects.create(
            county=county, position=last.position, digest=last.digest, lines=len(lines), last_at=last_at
        )
        AccessEvent.objects.filter(pk__in=lines).delete()  # first: a link whose line is there stays
        LogLink.objects.filter(line__in=lines).delete()
    return len(lines)


def oldest_links(county, before, most) -> list:
    """Return the links at the beginning of a chain with the moments of their lines, up to the first that stays."""
    found, kept = [], LogLink.objects.filter(county=county).order_by("position")
    if settings.LOG_COPY:
        kept = kept.filter(position__lte=copied_until(county))
    links = list(kept[:most])
    moments = dict(AccessEvent.objects.filter(pk__in=[link.line for link in links]).values_list("pk", "at"))
    for link in links:
        if link.line not in moments or moments[link.line] >= before:  # a line that is missing is told by verify_log
            break
        found.append((link, moments[link.line]))
    return found


def copied_until(county) -> int:
    return LogCopy.objects.filter(county=county).values_list("position", flat=True).first() or 0
