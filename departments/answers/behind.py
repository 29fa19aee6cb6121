"""The records of departments behind alerts: those of a household that give a fact which one of its rules reads."""

from functools import reduce
from operator import or_

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alerts.models import Signal
from alerts.rules import RULES
from core.dates import today
from departments.feeds import FEEDS
from departments.models import FeedRow
from policy import parameters


def feeds_by_rule() -> dict[str, list[str]]:
    """Return {rule: codes of the feeds whose facts it reads}."""
    rules = sorted({rule for feed in FEEDS.values() for rule in feed.rules})
    return {rule: [feed.code for feed in FEEDS.values() if rule in feed.rules] for rule in rules}


def speaks_to(rule, p) -> Q:
    """Return the condition for records that give one of the facts a rule reads, with the parameters of a day."""
    feeds = [FEEDS[code] for code in feeds_by_rule()[rule]]
    return reduce(or_, (feed.gives(name, p) for feed in feeds for name in feed.facts if name in RULES[rule].facts))


def rows_behind(alerts, p, day):
    """Return the records that stood behind alerts at some time between the day of `p`, on which they were opened, and
    `day`; each with its `alert` and the first `rule` to which it speaks."""
    signals = Signal.objects.filter(alert=OuterRef("alert"))
    to_rule = [When(speaks_to(one, p) & Exists(signals.filter(rule=one)), Value(one)) for one in feeds_by_rule()]
    rows = FeedRow.objects.stood_between(p.day, day).annotate(alert=F("member__household__alerts"))
    rows = rows.filter(alert__in=alerts).annotate(rule=Case(*to_rule, output_field=CharField()))
    return rows.exclude(rule=None).select_related("batch").order_by("feed", "happened_on", "pk")


def records_behind(alert, day) -> list[tuple[str, FeedRow]]:
    """Return (rule, record) of what departments said that stands behind an alert until a day; each record once."""
    p = parameters.parameters_on(alert.opened_on, alert.household.county)
    return [(row.rule, row) for row in rows_behind([alert.pk], p, day)]


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
