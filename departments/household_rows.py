"""What becomes of the rows of departments when a person moves to another household, or was entered twice."""

from households.moves.belongings import BELONGINGS, Belonging

from .feeds import FEEDS
from .models import FeedRow


def let_rows_follow_person(before, after, is_move) -> None:
    """Let what departments said of a person follow to another entry. What they said of the home stays with those who
    live there when the person moves."""
    rows = FeedRow.objects.filter(member=before, is_current=True)
    if is_move:
        rows = rows.exclude(feed__in=[feed.code for feed in FEEDS.values() if feed.of_home])
    rows.update(member=after)


BELONGINGS.add("departments", Belonging(continued=let_rows_follow_person))
