"""The yield of each feed and rule in a span of days: how many records, how many of people of the registry, how many
warnings, what came of them, and how long it took. The database counts."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When

from accounts.models import Area
from alerts.models import IDENTIFICATION_OUTCOMES, AlertOutcome, Signal
from alerts.rules import RULES
from core.sql import fetch_rows
from departments.answers.behind import feeds_by_rule
from departments.feeds import FEEDS, Feed
from departments.models import FeedRow

UNCONFIRMED = (AlertOutcome.NO_RISK, AlertOutcome.NOT_IN_SCOPE, AlertOutcome.WRONG_DATA, AlertOutcome.CAUSE_GONE)
COUNTED = ("rows", "matched", "warnings", "answered", "confirmed", "identified", "days")
ANSWERED = """
    SELECT feed, rule, count(*), count(*) FILTER (WHERE outcome <> ALL(%(unconfirmed)s)),
           count(*) FILTER (WHERE outcome = ANY(%(identified)s)),
           percentile_cont(0.5) WITHIN GROUP (ORDER BY answered_on - received_on)
    FROM departments_feedanswer
    WHERE county_id = ANY(%(counties)s) AND answered_on BETWEEN %(since)s AND %(until)s GROUP BY feed, rule"""


@dataclass(frozen=True)
class FeedYield:
    """What one feed led to by one rule. `days` is the median from the record to the answer; None without answers."""

    feed: Feed
    rule: object  # the rule, None where the feed speaks to none
    rows: int
    matched: int
    warnings: int
    answered: int
    confirmed: int
    identified: int
    days: float | None


def feed_yields(counties: list[Area], feeds, since: dt.date, until: dt.date) -> list[FeedYield]:
    """Return the yields of these feeds in these counties, from `since` to `until` (both included)."""
    sent = {feed: both for feed, *both in sent_rows(counties, since, until)}
    warned = {(feed, rule): number for feed, rule, number in warnings(counties, since, until)}
    said = {"counties": [one.pk for one in counties], "since": since, "until": until, "unconfirmed": list(UNCONFIRMED),
            "identified": list(IDENTIFICATION_OUTCOMES)}  # fmt: skip
    answered = {(feed, rule): found for feed, rule, *found in fetch_rows(ANSWERED, said)}
    return [
        FeedYield(feed, RULES.get(rule), **dict(zip(COUNTED, (
            *sent.get(feed.code, (0, 0)), warned.get((feed.code, rule), 0),
            *answered.get((feed.code, rule), (0, 0, 0, None))), strict=True)))
        for feed in feeds for rule in feed.rules or ("",)
    ]  # fmt: skip


def sent_rows(counties, since, until):
    """Return (feed, records, those of people of the registry) by the day on which they happened."""
    rows = FeedRow.objects.current().filter(county__in=counties, happened_on__range=(since, until))
    counted = rows.order_by().values_list("feed")
    return counted.annotate(n=Count("pk"), matched=Count("pk", filter=Q(member__isnull=False)))


def warnings(counties, since, until):
    """Return (feed, rule, warnings): alerts with a signal of a rule that a record of the feed stands behind."""
    whens = [When(rule=rule, then=Value(feeds[0])) for rule, feeds in feeds_by_rule().items()]
    found = Signal.objects.filter(
        household__county__in=counties, raised_on__range=(since, until), rule__in=list(feeds_by_rule())
    ).annotate(feed=Case(*whens, output_field=CharField()))
    told = FeedRow.objects.current().filter(
        feed=OuterRef("feed"), member__household=OuterRef("household"), happened_on__lte=OuterRef("raised_on")
    )
    return found.filter(Exists(told)).order_by().values_list("feed", "rule").annotate(n=Count("alert", distinct=True))


def every_feed_of(departments) -> list[Feed]:
    """Return the feeds of some departments; of all when "" is among them."""
    return [one for one in FEEDS.values() if departments & {"", one.department}]
