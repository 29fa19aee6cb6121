"""The way of a household through monitoring, for tests: each function takes the case one step further, as the people of
the cast would."""

import datetime as dt
import io

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from accounts.departments import Department
from cases.case import actions as case_actions
from cases.choices import MeasureGroup, MeasureState
from cases.models import Measure, MeasureTransition
from cases.papers import scans
from cases.procedure import actions as procedure_actions
from core.dates import today
from households.models import GuaranteeCheck
from visits.models import Visit

SCOPE = [Department.CIVIL_AFFAIRS, Department.BANKS]


def days(number) -> dt.timedelta:
    return dt.timedelta(days=number)


def ago(number):
    """with ago(6): what happened six days ago. An hour without a zone would be another day in the afternoon."""
    return time_machine.travel(timezone.now() - days(number), tick=False)


def proposed(household, by, **more):
    said = {"case_type": "unstable", "risks": ["01"], "reason": "Long illness, income fell"}
    return case_actions.propose_case(household, by=by, **(said | more))


def checked(household, by, purpose="verify", **more) -> Visit:
    """A visit that found everything as it should be."""
    made = Visit.objects.create(household=household, visited_on=today(), visited_by=by, purpose=purpose, **more)
    met = dict.fromkeys(GuaranteeCheck.GUARANTEES, True)
    GuaranteeCheck.objects.create(household=household, checked_on=today(), source="visit", source_visit=made.pk, **met)
    return made


def verified(case, lan, wen):
    said = {"visit": checked(case.household, lan), "second_checker": wen, "signed": True}
    return case_actions.take_case_step(case, "verify", by=lan, **said)


def paper() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(out, "PNG")
    return SimpleUploadedFile("paper.png", out.getvalue(), "image/png")


def authorised(case, by):
    scan = scans.keep_scan(case, by=by, title="Signed form", upload=paper())
    head = case.household.members.get(relation="head")
    return procedure_actions.authorise_comparison(
        case, by=by, signed_by=head, signed_on=today(), scope=SCOPE, scan=scan
    )


def compared(case, by, found=False, note=""):
    results = dict.fromkeys(SCOPE, (found, note))
    return procedure_actions.add_comparisons(case, by=by, compared_on=today(), results=results)


def reviewed(case, wen, step="review", **more):
    said = {"held_on": today(), "attendees": "Eleven villagers", "votes_for": 9, "votes_against": 1, "abstained": 1}
    return case_actions.take_case_step(case, step, by=wen, **(said | {"minutes": "Agreed."} | more))


def posted(case, wen, step="post_notice", **more):
    said = {"posted_on": today(), "until": today() + days(5), "place": "Board at the village office"}
    return case_actions.take_case_step(case, step, by=wen, **(said | more))


def on_notice(household, lan, wen, qin):
    """A candidate on public notice."""
    case = proposed(household, lan)
    verified(case, lan, wen)
    authorised(case, lan)
    compared(case, qin)
    reviewed(case, wen)
    return posted(case, wen)


@transaction.atomic
def delivered(case, by, group=MeasureGroup.HEALTH):
    """A measure that was delivered today."""
    made = Measure.objects.create(
        case=case,
        group=group,
        title="Medical help",
        risk=case.risks[0],
        state=MeasureState.DELIVERED,
        planned_on=today(),
        delivered_on=today(),
        by=by,
    )
    MeasureTransition.objects.create(
        measure=made, step="deliver", source="started", target="delivered", effective_on=today(), by=by
    )
    return made


def clearing_proposed(case, lan, wen, **more):
    visit = checked(case.household, lan, purpose="clearing")
    said = {"visit": visit, "second_checker": wen, "signed": True, "clear_method": "assistance"}
    return case_actions.take_case_step(case, "start_clearing", by=lan, **(said | more))
