"""What departments know of a household, as facts: all feeds in one query that reads the rows once."""

from households.facts import fact_group

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
