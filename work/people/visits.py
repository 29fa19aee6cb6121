"""A visit that tells of somebody's work is a word of it: who was heard of, and whether the work is as it was, changed
or over. What stands on the form as it was shown is no word: nobody knows whether that person was asked about."""

import json

from households.models import Member
from visits.models import VisitState
from visits.observations.things import comparable_value, member_pk_of_thing
from visits.questionnaire.questions import IDLE
from work.choices import HeardAnswer, HeardWay
from work.models import Heard


def hear_from_visit(visit) -> None:
    """Keep a word for everybody of whose work this visit speaks. A visit that is filed again, or voided, first takes
    back what it said before."""
    Heard.objects.filter(member__household=visit.household_id, visit=visit.pk).delete()
    if visit.state == VisitState.VOIDED:
        return
    told = {member_pk_of_thing(one.thing): one for one in visit.observations.filter(thing__endswith="-work")}
    here = Member.objects.filter(household=visit.household_id, pk__in=told)
    said = {"on": visit.visited_on, "way": HeardWay.VISIT, "visit": visit.pk, "by": visit.visited_by}
    Heard.objects.bulk_create([Heard(member=one, answer=answer_of(told[one.pk]), **said) for one in here])


def answer_of(told) -> HeardAnswer:
    """Return whether the work is over, as it was (since another day, perhaps), or changed."""
    if told.value and json.loads(told.value)["state"] == IDLE:
        return HeardAnswer.ENDED
    before = {comparable_value(told.seen), comparable_value(told.outside)}
    return HeardAnswer.UNCHANGED if comparable_value(told.value) in before else HeardAnswer.CHANGED
