"""The daily digest by e-mail: what waits for a person, in counts, and the ten most urgent alerts with masked names.

People without an address, or with nothing to do, get none. Two SQL statements work it out for everybody."""

import datetime as dt
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException
from urllib.parse import urljoin

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Area, Grant, User
from alerts.models import Alert, AlertState
from core import masks, sql
from core.dates import today
from core.text import Label
from households.models import Household

from .actions import COUNTY_ROLES, TOWNSHIP_ROLES, VILLAGE_ROLES

log = logging.getLogger(__name__)
ALERTS_NAMED = 10  # most alerts named in one message
SENT_ONCE_WITHIN = 20 * 3600  # nobody gets a second digest within so many seconds
AREAS, GRANTS, USERS = (sql.quote_names(model._meta.db_table) for model in (Area, Grant, User))


@dataclass(frozen=True)
class DigestItem:
    """Something that waits for somebody: for which roles, which open alerts, and the filter of the queue that shows
    them."""

    label: Label
    roles: tuple
    alerts: Callable
    query: dict


DIGEST_ITEMS = {
    "dispatch": DigestItem(
        gettext_lazy("To send to a village"),
        TOWNSHIP_ROLES,
        lambda alerts, day: alerts.filter(state=AlertState.NEW),
        {"state": "new"},
    ),
    "accept": DigestItem(
        gettext_lazy("To accept"),
        VILLAGE_ROLES,
        lambda alerts, day: alerts.filter(state=AlertState.DISPATCHED),
        {"state": "dispatched"},
    ),
    "overdue": DigestItem(
        gettext_lazy("Overdue"),
        (*VILLAGE_ROLES, *TOWNSHIP_ROLES, *COUNTY_ROLES),
        lambda alerts, day: alerts.overdue(day),
        {"time": "overdue"},
    ),
    "soon": DigestItem(
        gettext_lazy("Soon due"),
        (*VILLAGE_ROLES, *TOWNSHIP_ROLES),
        lambda alerts, day: alerts.to_be_reminded(day),
        {"time": "soon"},
    ),
    "close": DigestItem(
        gettext_lazy("Answered, to be closed"),
        TOWNSHIP_ROLES,
        lambda alerts, day: alerts.filter(state=AlertState.ANSWERED),
        {"state": "answered"},
    ),
}


@dataclass
class AlertDigest:
    """The digest of one person: (label, count, address) of each item that is not empty, and the most urgent alerts."""

    user: User
    counts: dict
    alerts: list

    @property
    def items(self) -> list[tuple]:
        return [
            (item.label, self.counts[code], absolute_url(reverse("alerts:queue", query=item.query)))
            for code, item in DIGEST_ITEMS.items()
            if code in self.counts
        ]

    @property
    def lines(self) -> list[dict]:
        return [{"alert": alert, "url": absolute_url(alert.get_absolute_url())} for alert in self.alerts]

    def message(self) -> EmailMessage:
        """Return the e-mail, in the site's language: the language chosen in a browser is not stored."""
        with translation.override(settings.MAIL_LANGUAGE):
            body = render_to_string(
                "alerts/notifications/digest.txt", {"digest": self, "queue": absolute_url(reverse("alerts:queue"))}
            )
            return EmailMessage(self.subject, body, to=[self.user.email])

    @property
    def subject(self) -> str:
        overdue = self.counts.get("overdue", 0)
        if overdue:
            return ngettext("Alerts: %(n)s is overdue", "Alerts: %(n)s are overdue", overdue) % {"n": overdue}
        return _("Alerts that wait for you")


def absolute_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def alert_digests(day: dt.date) -> list[AlertDigest]:
    """Return a digest for everybody who has an address and something to do, ordered by user name."""
    waiting = waiting_alerts_sql(day)
    counts, named = defaultdict(dict), most_urgent_alerts(waiting)
    text = f"SELECT user_id, item, count(*) FROM ({waiting.text}) AS waiting GROUP BY user_id, item"
    for user, item, number in sql.fetch_rows(text, waiting.params):
        counts[user][item] = number
    people = User.objects.filter(pk__in=counts).order_by("username")
    return [AlertDigest(user, counts[user.pk], named[user.pk]) for user in people]


def waiting_alerts_sql(day) -> sql.Sql:
    """Return SQL for who must do what with which alert: (user, item, alert, due, level)."""
    texts, params = [], []
    for code, item in DIGEST_ITEMS.items():
        alerts = item.alerts(Alert.objects.open(), day).order_by()
        part = sql.queryset_sql(alerts.values_list("pk", "village__path", "due_on", "level"))
        texts.append(f"SELECT %s::text, %s::text[], part.* FROM ({part.text}) AS part (pk, path, due_on, level)")
        params += [code, list(item.roles), *part.params]
    # DISTINCT, because a person may hold several grants over the same village.
    return sql.Sql(
        f"SELECT DISTINCT g.user_id, what.item, what.pk, what.due_on, what.level FROM ({' UNION ALL '.join(texts)}) "
        f"AS what (item, roles, pk, path, due_on, level) JOIN {AREAS} AS area ON starts_with(what.path, area.path) "
        f"JOIN {GRANTS} AS g ON g.area_id = area.id AND g.role = ANY(what.roles) JOIN {USERS} AS u ON u.id = g.user_id "
        "WHERE u.is_active AND u.email <> '' AND g.valid_from <= %s AND (g.valid_until IS NULL OR g.valid_until >= %s)",
        (*params, day, day),
    )


def most_urgent_alerts(waiting):
    """Return the alerts named to each person: those with the least time left."""
    rows = sql.fetch_rows(
        "SELECT user_id, pk FROM (SELECT user_id, pk, row_number() OVER (PARTITION BY user_id "
        "ORDER BY due_on NULLS LAST, level DESC, pk) AS place FROM (SELECT DISTINCT user_id, pk, due_on, level "
        f"FROM ({waiting.text}) AS waiting) AS once) AS placed WHERE place <= %s ORDER BY user_id, place",
        (*waiting.params, ALERTS_NAMED),
    )
    alerts = Alert.objects.filter(pk__in={pk for _user, pk in rows}).select_related("village")
    homes = Household.objects.filter(alerts__in=alerts).with_head().in_bulk()
    found, named = {alert.pk: alert for alert in alerts}, defaultdict(list)
    for user, pk in rows:
        found[pk].head = masks.name(homes[found[pk].household_id].head_name)
        named[user].append(found[pk])
    return named


def send_digests(day: dt.date | None = None) -> dict[str, int]:
    """Send everybody's digest of a day once; a failure for one does not stop the others. Returns how many were sent,
    had been sent before, and failed."""
    day, told = day or today(), {"sent": 0, "before": 0, "failed": 0}
    for digest in alert_digests(day):
        key = f"digest-{day}-{digest.user.pk}"
        # cache.add fails when the key exists: two workers at once send one digest.
        if cache.add(key, True, SENT_ONCE_WITHIN):
            told[deliver_digest(digest, key)] += 1
        else:
            told["before"] += 1
    return told


def deliver_digest(digest, key) -> str:
    """Send one digest. The log names the account, never the address."""
    try:
        digest.message().send()
        return "sent"
    except (SMTPException, OSError, ValueError) as error:  # ValueError: an address that no header can hold
        log.error("No digest for account %s: %s", digest.user.pk, type(error).__name__)
        cache.delete(key)  # so that the next run tries again
        return "failed"
