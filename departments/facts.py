"""What departments know of a household, as facts: all feeds in one query that reads the rows once."""

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from alerts.models import ASKED_FOR_HELP, AlertState, Signal
from households.facts import DATE, Fact, fact_group

from .feeds import FEEDS
from .models import FeedRow

ROAD = "member__household"


def feed_facts() -> dict:
    """Return {name of the fact: (code of its feed, FeedFact)} of every feed."""
    return {name: (feed.code, fact) for feed in FEEDS.values() for name, fact in feed.facts.items()}


@fact_group(road=ROAD, **{name: fact.fact for name, (_feed, fact) in feed_facts().items()})
def department_rows(p):
    """Return what the current rows of departments say of households on the day."""
    facts = {name: fact.expression(feed, p) for name, (feed, fact) in feed_facts().items()}
    return FeedRow.objects.counting_on(p.day).values(ROAD).annotate(**facts).order_by()


@fact_group(declared_on=Fact(DATE, _("declared by the family, or entered from a hotline or petition, on")))
def declarations(p):
    """Return what families asked for that somebody entered here and that is not answered yet."""
    standing = Signal.objects.standing().filter(channel__in=ASKED_FOR_HELP, raised_on__lte=p.day)
    open_still = standing.exclude(alert__state=AlertState.CLOSED)
    return open_still.values("household").annotate(declared_on=Max("raised_on")).order_by()
