"""What the demo people did: the visits of the demo caseworker, the steps they took, and what the demo village has left
to do. Elsewhere in the sample nobody has an account, and who did something is not told."""

import datetime as dt

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Length, RowNumber

from accounts.models import Area, Grant
from visits.models import Visit
from visits.planning.overdue import DOUBT_LOOKBACK_DAYS, LONG_TEXT_LENGTH, SAME_TEXT_HOUSEHOLDS

from .people import PEOPLE, places_in
from .stories import number_of, told_in

BUSY = 6  # open alerts of the demo village at least, besides the stories
TAKEN_BY = {
    "caseworker": {"misplace", "accept", "verify", "answer"},
    "township_official": {"dispatch", "return", "close", "drop"},
}


def demo_grants(county) -> list[Grant]:
    names = [person.username for person in PEOPLE]
    mine = Grant.objects.filter(user__username__in=names, area__path__startswith=county.path)
    return list(mine.select_related("area", "user"))


def hands(county):
    """hands(county)(step, village): the number of the demo person who took a step there, if there was one."""
    takers = {}
    for grant in demo_grants(county):
        villages = Area.objects.villages().filter(path__startswith=grant.area.path).values_list("pk", flat=True)
        takers |= {(step, pk): grant.user_id for step in TAKEN_BY.get(grant.role, ()) for pk in villages}
    return lambda step, village: takers.get((step, village))


def shown_first(county):
    """Whether an alert is one of those that a demo begins with: of a story, or of the first in the demo village."""
    stories = {number_of(story.key, county.code) for story in told_in(county.code)}
    village, left = places_in(county)["village"].pk, [BUSY]

    def first(where, number) -> bool:
        if number in stories:
            return True
        left[0] -= where == village
        return where == village and left[0] >= 0

    return first


def sign(county, day: dt.date) -> None:
    """The visits of the past in the demo village were the demo caseworker's. Few have the same words, so that what is
    found doubtful is an example, not a rule."""
    for grant in demo_grants(county):
        if grant.role == "caseworker":
            visits = Visit.objects.filter(household__village__path__startswith=grant.area.path)
            visits.update(visited_by=grant.user)
            thin_out(visits.filter(visited_on__gt=day - dt.timedelta(DOUBT_LOOKBACK_DAYS)))


def thin_out(visits) -> None:
    """Leave the same note twice at most; one of them three times, which is one too many."""
    by_note = {"partition_by": "note", "order_by": [F("visited_on").desc(), "pk"]}
    numbered = visits.exclude(note="").annotate(number=Window(RowNumber(), **by_note))
    long = visits.annotate(length=Length("note")).filter(length__gte=LONG_TEXT_LENGTH)
    example = long.order_by().values_list("note").annotate(n=Count("pk")).filter(n__gte=SAME_TEXT_HOUSEHOLDS)
    text = example.order_by("note").values_list("note", flat=True).first()
    surplus = numbered.filter(Q(number__gt=SAME_TEXT_HOUSEHOLDS) | Q(number=SAME_TEXT_HOUSEHOLDS) & ~Q(note=text))
    Visit.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).update(note="")
