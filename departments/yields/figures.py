"""The yield of each feed and rule in a span of days: how many records, how many of people of the registry, how many
warnings, what came of them, and how long it took. The database counts."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import (
    Aggregate,
    Case,
    CharField,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Value,
    When,
)

from accounts.models import Area
from accounts.permissions import Permission
from alerts.models import IDENTIFICATION_OUTCOMES, AlertOutcome, Signal
from alerts.rules import RULES
from departments.answers.behind import feeds_by_rule
from departments.feeds import FEEDS, Feed
from departments.models import FeedAnswer, FeedRow

UNCONFIRMED = (AlertOutcome.NO_RISK, AlertOutcome.NOT_IN_SCOPE, AlertOutcome.WRONG_DATA, AlertOutcome.CAUSE_GONE)
COUNTED = ("rows", "matched", "warnings", "answered", "confirmed", "identified", "days")


class Median(Aggregate):
    """The middle one of several values."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


@dataclass(frozen=True)
class FeedYield:
    """What one feed led to by one rule. Records are counted once a feed, with the first of its rules. `days` is the
    median from the record to the answer; None without answers."""

    feed: Feed
    rule: object  # the rule, None where the feed speaks to none
    rows: int | None
    matched: int | None
    warnings: int
    answered: int
    confirmed: int
    identified: int
    days: float | None


def feed_yields(user, since: dt.date, until: dt.date) -> list[FeedYield]:
    """Return the yields, from `since` to `until` (both included), of what `user` sees: a line for each rule of each
    feed that sent something or led to something."""
    sent = {feed: both for feed, *both in sent_rows(user, since, until)}
    warned = {(feed, rule): number for feed, rule, number in warnings(user, since, until)}
    said = {(feed, rule): found for feed, rule, *found in answers(user, since, until)}
    came = {*sent, *(feed for feed, _rule in (*warned, *said))}
    return [
        FeedYield(feed, RULES.get(rule), **dict(zip(COUNTED, (
            *((None, None) if place else sent.get(feed.code, (0, 0))), warned.get((feed.code, rule), 0),
            *said.get((feed.code, rule), (0, 0, 0, None))), strict=True)))
        for feed in FEEDS.values() if feed.code in came for place, rule in enumerate(feed.rules or ("",))
    ]  # fmt: skip


def sent_rows(user, since, until):
    """Return (feed, records, those of people of the registry) by the day on which they happened."""
    rows = FeedRow.objects.visible_to(user).current().filter(happened_on__range=(since, until))
    counted = rows.order_by().values_list("feed")
    return counted.annotate(n=Count("pk"), matched=Count("pk", filter=Q(member__isnull=False)))


def warnings(user, since, until):
    """Return (feed, rule, warnings): alerts with a signal of a rule that a record of the feed stands behind."""
    whens = [When(rule=rule, then=Value(feeds[0])) for rule, feeds in feeds_by_rule().items()]
    found = Signal.objects.filter(
        household__county__in=counties_of(user), raised_on__range=(since, until), rule__in=list(feeds_by_rule())
    ).annotate(feed=Case(*whens, output_field=CharField()))
    told = (
        FeedRow.objects.visible_to(user)
        .current()
        .filter(feed=OuterRef("feed"), member__household=OuterRef("household"), happened_on__lte=OuterRef("raised_on"))
    )
    return found.filter(Exists(told)).order_by().values_list("feed", "rule").annotate(n=Count("alert", distinct=True))


def answers(user, since, until):
    """Return (feed, rule, answers, those that confirm, those that led to identification, median of days)."""
    mine = FeedAnswer.objects.visible_to(user).filter(answered_on__range=(since, until))
    counted = (
        mine.order_by()
        .values_list("feed", "rule")
        .annotate(
            n=Count("pk"),
            confirmed=Count("pk", filter=~Q(outcome__in=UNCONFIRMED)),
            identified=Count("pk", filter=Q(outcome__in=IDENTIFICATION_OUTCOMES)),
            days=Median(ExpressionWrapper(F("answered_on") - F("received_on"), DurationField())),
        )
    )
    return [(*found, days / dt.timedelta(1)) for *found, days in counted]


def counties_of(user):
    """Return the counties of which a person sees what feeds sent."""
    grants = [grant for grant in user.grants_today if Permission.FEED_VIEW in grant.permissions]
    return Area.objects.counties().filter(code__in={grant.area.county_code for grant in grants})
