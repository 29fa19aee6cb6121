"""The daily digest by e-mail: what waits for a person, in counts, and the ten most urgent things with masked names, in
the language the person reads.

People without an address, or with nothing to do, get none. What waits is worked out for everybody of a county in one
statement."""

import datetime as dt
import logging
from collections import defaultdict
from dataclasses import dataclass
from smtplib import SMTPException
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import Area, DigestSent, User
from core import sql
from core.dates import today

from .counts import Waiting, everybody_waiting_sql
from .declare import WAITING_KINDS

log = logging.getLogger(__name__)
ROWS_NAMED = 10  # most things named in one message


@dataclass
class WaitingDigest:
    """The digest of one person: how much of each kind waits, and the most urgent rows: [(kind, WaitingRow)]."""

    user: User
    counts: dict[str, Waiting]
    named: list

    @property
    def items(self) -> list[dict]:
        """Return {label, waiting, url} of each kind."""
        return [
            {
                "label": WAITING_KINDS[code].label,
                "waiting": waiting,
                "url": absolute_url(reverse("accounts:waiting-kind", args=[code])),
            }
            for code, waiting in self.counts.items()
        ]

    @property
    def lines(self) -> list[dict]:
        return [{"label": kind.label, "row": row, "url": absolute_url(row.url)} for kind, row in self.named]

    def message(self) -> EmailMessage:
        """Return the e-mail, in the language this person last chose, or else in the site's."""
        with translation.override(self.user.language or settings.MAIL_LANGUAGE):
            context = {"digest": self, "page": absolute_url(reverse("accounts:waiting")), "day": today()}
            body = render_to_string("accounts/waiting/digest.txt", context)
            return EmailMessage(self.subject, body, to=[self.user.email])

    @property
    def subject(self) -> str:
        number = sum(one.number for one in self.counts.values())
        overdue = sum(one.overdue for one in self.counts.values())
        words = {"n": number, "overdue": overdue}
        if overdue:
            return ngettext("%(n)s thing waits for you, %(overdue)s overdue", "%(n)s things wait for you, "
                            "%(overdue)s overdue", number) % words  # fmt: skip
        return ngettext("%(n)s thing waits for you", "%(n)s things wait for you", number) % words


def absolute_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def waiting_digests(day: dt.date) -> list[WaitingDigest]:
    """Return a digest for everybody who has an address and something to do, ordered by user name."""
    counts, named = defaultdict(dict), defaultdict(list)
    for county in Area.objects.counties():
        add_county_digests(county, day, counts, named)
    people = User.objects.filter(pk__in=counts).order_by("username")
    return [WaitingDigest(user, counts[user.pk], named[user.pk][:ROWS_NAMED]) for user in people]


def add_county_digests(county, day, counts, named) -> None:
    waiting = everybody_waiting_sql(county, day)
    if waiting is None:
        return
    rows = sql.fetch_rows(
        "SELECT user_id, kind, count(*), count(*) FILTER (WHERE until < %s) "
        f"FROM ({waiting.text}) AS waiting GROUP BY user_id, kind, place ORDER BY place",
        (day, *waiting.params),
    )
    for user, code, number, overdue in rows:
        before = counts[user].get(code, Waiting(0, 0))
        counts[user][code] = Waiting(before.number + number, before.overdue + overdue)
    add_most_urgent(county, day, waiting, named)


def add_most_urgent(county, day, waiting, named) -> None:
    """Add what is named to each person: the rows with the least time left."""
    rows = sql.fetch_rows(
        "SELECT user_id, kind, key FROM (SELECT *, row_number() OVER (PARTITION BY user_id "
        f"ORDER BY until NULLS LAST, place, key) AS rank FROM ({waiting.text}) AS waiting) AS ranked "
        "WHERE rank <= %s ORDER BY user_id, rank",
        (*waiting.params, ROWS_NAMED),
    )
    keys = defaultdict(set)
    for _user, code, key in rows:
        keys[code].add(key)
    shown = {code: rows_by_key(WAITING_KINDS[code], county, day, found) for code, found in keys.items()}
    for user, code, key in rows:
        named[user].append((WAITING_KINDS[code], shown[code][key]))


def rows_by_key(kind, county, day, keys) -> dict:
    """Return {key: WaitingRow} of these rows of a kind."""
    things = kind.shown.related(kind.rows_in(county, day).filter(pk__in=keys))
    return {str(thing.pk): kind.shown.row(thing) for thing in things}


def send_digests(day: dt.date | None = None) -> dict[str, int]:
    """Send everybody's digest of a day once; a failure for one does not stop the others. Returns how many were sent,
    had been sent before, and failed."""
    day, told = day or today(), {"sent": 0, "before": 0, "failed": 0}
    for digest in waiting_digests(day):
        told[send_digest_once(digest, day)] += 1
    return told


@transaction.atomic
def send_digest_once(digest, day) -> str:
    """Send one digest of a day, unless it was sent before. That it was is written in the same transaction: two workers
    at once send one, and a worker that is killed before it was sent keeps nobody from theirs."""
    sent, is_new = DigestSent.objects.select_for_update(no_key=True).get_or_create(
        user=digest.user, defaults={"day": day}
    )
    if not is_new and sent.day >= day:
        return "before"
    DigestSent.objects.filter(pk=sent.pk).update(day=day)
    return deliver_digest(digest)


def deliver_digest(digest) -> str:
    """Send one digest. The log names the account, never the address."""
    try:
        digest.message().send()
        return "sent"
    except (SMTPException, OSError, ValueError) as error:  # ValueError: an address that no header can hold
        log.error("No digest for account %s: %s", digest.user.pk, type(error).__name__)
        transaction.set_rollback(True)  # so that the next run tries again
        return "failed"
