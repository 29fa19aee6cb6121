"""The records of departments behind an alert: those of its household that speak to one of its rules."""

from django.db.models import Exists, OuterRef, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alerts.models import Signal
from core.dates import today
from departments.feeds import FEEDS
from departments.models import FeedRow


def feeds_by_rule() -> dict[str, list[str]]:
    """Return {rule: codes of the feeds whose facts it reads}."""
    rules = sorted({rule for feed in FEEDS.values() for rule in feed.rules})
    return {rule: [feed.code for feed in FEEDS.values() if rule in feed.rules] for rule in rules}


def records_behind(alert, day) -> list[tuple[str, FeedRow]]:
    """Return (rule, record) of what departments said that stands behind an alert on a day; each record once."""
    by_rule = feeds_by_rule()
    rules = {rule for rule in alert.signals.values_list("rule", flat=True) if rule in by_rule}
    feeds = {feed: rule for rule in sorted(rules) for feed in by_rule[rule]}
    rows = FeedRow.objects.counting_on(day).filter(member__household=alert.household_id, feed__in=feeds)
    return [(feeds[row.feed], row) for row in rows.order_by("feed", "happened_on", "pk")]


def sources_of_signals(alert) -> dict[str, str]:
    """Return {rule: which departments told of it, and of which day} for the page of an alert."""
    told: dict[str, list[str]] = {}
    for rule, row in records_behind(alert, alert.closed_on or today()):
        said = {"feed": FEEDS[row.feed].title, "department": FEEDS[row.feed].department_label,
                "day": date_format(row.happened_on, "DATE_FORMAT")}  # fmt: skip
        told.setdefault(rule, []).append(_("%(department)s: %(feed)s, %(day)s") % said)
    return {rule: "; ".join(dict.fromkeys(lines)) for rule, lines in told.items()}


def alerts_told(alerts) -> set[int]:
    """Return the keys of those of some alerts that a record of a department stands behind today."""
    rows = FeedRow.objects.counting_on(today()).filter(member__household=OuterRef("household"))
    told = Q(pk__in=[])
    for rule, feeds in feeds_by_rule().items():
        told |= Q(Exists(rows.filter(feed__in=feeds)), rule=rule)
    return set(Signal.objects.filter(told, alert__in=alerts).values_list("alert", flat=True))
