"""Visits that the demo township has to settle: two that found no household, one that came in two versions, and two
households of which the caseworker and the village clerk said different things."""

import datetime as dt
import json
import uuid

from django.db.models import Count, Q

from alerts.models import Alert
from core.dates import shanghai_now
from households.choices import Labour
from households.models import Household
from visits.inbox import content, deliveries

from .caseworker import demo_grants
from .names import words
from .stories import number_of, told_in
from .visits import visit_id

NOBODY = 10**12  # the number of no household


def leave_unsettled(county, rng) -> None:
    """Receive those visits as if a phone had sent them yesterday."""
    people = {grant.role: grant for grant in demo_grants(county)}
    if not {"caseworker", "village_clerk"} <= people.keys():
        return
    lan, wen = people["caseworker"], people["village_clerk"]
    stories = [number_of(story.key, county.code) for story in told_in(county.code)]
    quiet, elsewhere = quiet_households(lan.area, stories, 3), next_village(lan.area)
    for home in filter(None, (NOBODY, elsewhere)):
        send(home, lan.user, rng, note=say("stranded"))
    if len(quiet) == 3:
        contradict(quiet[:2], lan.user, wen.user, rng)
        twice = visit_id(rng)
        send(quiet[2].pk, lan.user, rng, id=twice, note=say("first"))
        send(quiet[2].pk, lan.user, rng, id=twice, note=say("second"))


def quiet_households(village, stories, count) -> list[Household]:
    """Households of the village about which nothing is asked or told, with somebody who is able to work."""
    able = Count("members", filter=Q(members__labour=Labour.ORDINARY, members__left_on=None))
    homes = Household.objects.within(village).active().exclude(number__in=stories).annotate(able=able)
    return list(homes.filter(able__gte=1).exclude(alerts__in=Alert.objects.open()).order_by("pk")[:count])


def next_village(village) -> int | None:
    """A household in another village of the same township, where the caseworker has no business."""
    there = Household.objects.within(village.parent).active().exclude(village=village)
    return there.filter(alerts=None).order_by("pk").values_list("pk", flat=True).first()


def contradict(homes, lan, wen, rng) -> None:
    """Two people say different things of one member, and neither saw what the other said."""
    for home in homes:
        member = home.members.filter(labour=Labour.ORDINARY, left_on=None).order_by("pk").first()
        name = f"m{member.pk}-labour"
        for by, found in ((lan, Labour.SKILLED), (wen, Labour.WEAK)):
            send(home.pk, by, rng, seen={name: Labour.ORDINARY}, **{name: found})


def say(kind) -> str:
    return words(f"settle_note_{kind}")[0]


def send(home, by, rng, *, id=None, seen=None, **answers) -> None:
    """One visit of yesterday afternoon."""
    made_at = shanghai_now() - dt.timedelta(days=1, minutes=rng.randint(1, 200))
    body = {
        "v": 1,
        "id": str(uuid.UUID(id or visit_id(rng))),
        "household": home,
        "made_at": made_at.isoformat(),
        "day_touched": True,
        "seen": seen or {},
        "photos": [],
        "position": None,
        "answers": {"purpose": "routine", "way": "in_person", "visited_on": f"{made_at.date()}", **answers},
    }
    deliveries.receive_visit(content.read_visit_content(json.dumps(body).encode()), by=by)
