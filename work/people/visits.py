"""A visit that tells of somebody's work is a word of it: who was heard of, and whether the work is over."""

import json

from households.models import Member
from visits.models import VisitState
from visits.observations.things import member_pk_of_thing
from visits.questionnaire.questions import IDLE
from work.choices import HeardAnswer, HeardWay
from work.models import Heard


def hear_from_visit(visit) -> None:
    """Keep a word for everybody of whose work this visit speaks. A visit that is filed again, or voided, first takes
    back what it said before."""
    Heard.objects.filter(member__household=visit.household_id, visit=visit.pk).delete()
    if visit.state == VisitState.VOIDED:
        return
    told = {member_pk_of_thing(one.thing): one.value for one in visit.observations.filter(thing__endswith="-work")}
    here = Member.objects.filter(household=visit.household_id, pk__in=told)
    Heard.objects.bulk_create([word_of(visit, member, told[member.pk]) for member in here])


def word_of(visit, member, told) -> Heard:
    """Return the word of one person: that the work is over, or what it is now."""
    is_over = bool(told) and json.loads(told)["state"] == IDLE
    answer = HeardAnswer.ENDED if is_over else HeardAnswer.CHANGED
    return Heard(
        member=member, on=visit.visited_on, answer=answer, way=HeardWay.VISIT, visit=visit.pk, by=visit.visited_by
    )
