"""What the demo township finds under Visits: the demo caseworker's own visits, two visits that found no household, one
that came in two versions, and two households about which the caseworker and the village clerk disagree."""

import datetime as dt
import json
import uuid
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Length, RowNumber

from alerts.models import Alert
from core.dates import shanghai_now
from households.choices import Labour, Relation
from households.models import Household, Member
from visits.inbox import content, deliveries
from visits.models import Visit
from visits.planning.overdue import DOUBT_LOOKBACK_DAYS, LONG_TEXT_LENGTH, SAME_TEXT_HOUSEHOLDS

from ..chance import Chance, words
from ..demo_people import demo_grants
from ..families.stories import story_numbers

NO_HOUSEHOLD = 10**12  # no household has this number


def sign_visits(county, day: dt.date) -> None:
    """Make the past visits of the demo village the demo caseworker's."""
    if grant := demo_grants(county).get("caseworker"):
        visits = Visit.objects.filter(household__village__path__startswith=grant.area.path)
        visits.update(visited_by=grant.user)
        thin_out_notes(visits.filter(visited_on__gt=day - dt.timedelta(DOUBT_LOOKBACK_DAYS)))


def thin_out_notes(visits) -> None:
    """Keep each note at most twice, and one of them three times, which is one too many: doubtful visits are an example,
    not a rule."""
    by_note: dict[str, Any] = {"partition_by": "note", "order_by": [F("visited_on").desc(), "pk"]}
    numbered = visits.exclude(note="").annotate(number=Window(RowNumber(), **by_note))
    long = visits.annotate(length=Length("note")).filter(length__gte=LONG_TEXT_LENGTH)
    example = long.order_by().values_list("note").annotate(n=Count("pk")).filter(n__gte=SAME_TEXT_HOUSEHOLDS)
    text = example.order_by("note").values_list("note", flat=True).first()
    surplus = numbered.filter(Q(number__gt=SAME_TEXT_HOUSEHOLDS) | Q(number=SAME_TEXT_HOUSEHOLDS) & ~Q(note=text))
    Visit.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).update(note="")


def leave_unsettled(county, rng: Chance) -> None:
    """Receive visits that somebody must settle, as if a phone had sent them yesterday."""
    grants = demo_grants(county)
    if not {"caseworker", "village_clerk"} <= grants.keys():
        return
    village, lan, wen = grants["caseworker"].area, grants["caseworker"].user, grants["village_clerk"].user
    for home in filter(None, (NO_HOUSEHOLD, household_next_door(village))):
        send_visit(home, lan, rng, note=words("settle_note_stranded")[0])
    quiet = quiet_households(village, story_numbers(county.code))
    if len(quiet) == 3:
        contradict_each_other(quiet[:2], lan, wen, rng)
        twice = rng.uuid()
        for version in ("first", "second"):
            send_visit(quiet[2].pk, lan, rng, id=twice, note=words(f"settle_note_{version}")[0])


def quiet_households(village, stories) -> list[Household]:
    """Return three households of the village without other problems, each with somebody able to work."""
    able = Count("members", filter=Q(members__labour=Labour.ORDINARY, members__left_on=None))
    homes = Household.objects.within(village).active().exclude(number__in=stories).annotate(able=able)
    return list(homes.filter(able__gte=1).exclude(alerts__in=Alert.objects.open()).order_by("pk")[:3])


def household_next_door(village) -> int | None:
    """Return a household in another village of the same township, outside the caseworker's territory."""
    there = Household.objects.within(village.parent).active().exclude(village=village)
    return there.filter(alerts=None).order_by("pk").values_list("pk", flat=True).first()


def contradict_each_other(homes, lan, wen, rng) -> None:
    """Let two people say different things about one member without seeing each other's answer."""
    for home in homes:
        member = home.members.filter(labour=Labour.ORDINARY, left_on=None).order_by("pk").first()
        name = f"m{member.pk}-labour"
        for by, found in ((lan, Labour.SKILLED), (wen, Labour.WEAK)):
            send_visit(home.pk, by, rng, seen={name: Labour.ORDINARY}, **{name: found})


ROUTINE = {"result": "met", "purpose": "routine", "way": "in_person"}


def person_met(home) -> str:
    """Return the name of the household's head; a dash where nobody knows the household."""
    heads = Member.objects.filter(household=home, relation=Relation.HEAD)
    return heads.values_list("name", flat=True).first() or "–"


def send_visit(home, by, rng, *, id=None, seen=None, **answers) -> None:
    """Send one visit of yesterday afternoon."""
    made_at = shanghai_now() - dt.timedelta(days=1, minutes=rng.randint(1, 200))
    body = {
        "v": 1,
        "id": str(uuid.UUID(id or rng.uuid())),
        "household": home,
        "made_at": made_at.isoformat(),
        "day_touched": True,
        "seen": seen or {},
        "photos": [],
        "position": None,
        "answers": {**ROUTINE, "people_met": person_met(home), "visited_on": f"{made_at.date()}", **answers},
    }
    deliveries.receive_visit(content.read_visit_content(json.dumps(body).encode()), by=by)
