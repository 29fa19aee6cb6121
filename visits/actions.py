"""What officials do with visits: accept, send back, void; assign a stranded one; decide between differing answers."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from core.dates import SHANGHAI
from core.workflow import ActionRefused, StaleState
from households.counties import refuse_closed, share_registry_turn
from households.models import GuaranteeCheck, Household
from visits.inbox import content, filing
from visits.observations import proposals, settling
from visits.observations.on_file import HouseholdOnFile
from visits.observations.whose import take_whose_back
from visits.questionnaire import answers

from .models import Delivery, DeliverySettlement, Observation, ObservationDecision, Visit, VisitAnswerFate, VisitState
from .signals import visit_replaced, visit_submitted
from .workflow import VISIT_WORKFLOW

name_access_detail("how", values=DeliverySettlement.choices)
name_access_detail("decision", values=ObservationDecision.choices)


def own_visit_hindrance(visit, step, by, **said) -> str:
    return _("You cannot decide about your own visit. Please ask a colleague.") if by.pk == visit.visited_by_id else ""


def lock_visit(visit, step) -> None:
    share_registry_turn(visit.household.county_id)
    Household.objects.select_for_update(no_key=True).get(pk=visit.household_id)


def follow_visit_step(visit, step, by, **said) -> None:
    if step.name == "void":
        withdraw_visit(visit)


VISIT_STEPS = StepTaker(
    VISIT_WORKFLOW,
    "visit",
    lambda visit: visit.household.village,
    lock=lock_visit,
    hindrance=own_visit_hindrance,
    follow=follow_visit_step,
    withheld=lambda visit, user: VISIT_WORKFLOW.by_name if user.pk == visit.visited_by_id else (),
)
take_visit_step, available_visit_steps = VISIT_STEPS.take, VISIT_STEPS.available


def withdraw_visit(visit):
    """Take back what a voided visit found and said: it no longer counts."""
    GuaranteeCheck.objects.filter(source_visit=visit.pk).delete()
    try:
        with transaction.atomic():
            take_whose_back(visit)
            settling.withdraw_observations(visit)
            proposals.withdraw_proposals(visit)
    except IntegrityError as error:
        raise ActionRefused(
            _("What this visit changed has been changed again since. Correct the household first, then void the visit.")
        ) from error
    visit_submitted.send(Visit, visit=visit)


@transaction.atomic
def assign_delivery(delivery, household, *, by) -> Visit:
    """File a stranded visit under a household of one's own territory."""
    must(by, Permission.VISIT_REVIEW, household.village)
    refuse_closed(household)
    settle_delivery(delivery, DeliverySettlement.ASSIGNED, by=by)
    return filing.file_visit(content_fit_to_file(delivery), delivery, household, by=by)


def content_fit_to_file(delivery):
    """Return the content of a delivery that was never checked, because it stranded or came second. Raises ActionRefused
    with what is wrong in it."""
    told = content.read_visit_content(delivery.content.encode())
    day = told.observed_at(delivery.clock_offset, delivery.received_at).astimezone(SHANGHAI).date()
    wrong = answers.check_answers(told.answers_on(day), day, told.seen)
    if wrong:
        found = " ".join(message for several in wrong.values() for message in several)
        raise ActionRefused(_("This version cannot be filed: %(wrong)s Put it aside with a reason.") % {"wrong": found})
    return told


@transaction.atomic
def settle_delivery(delivery, settlement, *, by, reason=""):
    """Close a stranded visit or a second version. Raises StaleState when somebody else already did."""
    must(by, Permission.VISIT_REVIEW, delivery.area)
    if settlement == DeliverySettlement.PUT_ASIDE and not reason:
        raise ActionRefused(_("Please give a reason: the visit is kept, but is not counted anywhere."))
    done = Delivery.objects.filter(pk=delivery.pk, settled_at=None).update(
        settlement=settlement, settled_at=timezone.now(), settled_by=by, reason=reason
    )
    if not done:
        raise StaleState(_("Somebody else settled this first. Please look at it again."))
    record_access(by, "delivery_settled", delivery, area=delivery.area, how=settlement)


@transaction.atomic
def take_second_version(delivery, *, by) -> Visit:
    """Replace the version that counts by another one: that visit is voided, the other is filed as a visit of its
    own."""
    settle_delivery(delivery, DeliverySettlement.TOOK_SECOND, by=by)
    versions = Visit.objects.filter(delivery__visit_key=delivery.visit_key).select_related("household__village")
    first = versions.counted().first() or versions.first()
    if first is None:
        raise ActionRefused(
            _("The first version of this visit is not filed. Assign this one to its household instead.")
        )
    refuse_closed(first.household)
    if first.state != VisitState.VOIDED:
        take_visit_step(
            first, "void", by=by, reason=_("Replaced by the second version %(number)s.") % {"number": delivery.number}
        )
    made = filing.file_visit(content_fit_to_file(delivery), delivery, first.household, by=by)
    visit_replaced.send(Visit, old=first, new=made)
    return made


def carried_answer_of(visit) -> dict | None:
    """Return the answer that came with a visit and that nobody has dealt with yet."""
    if visit.answer_fate != VisitAnswerFate.WAITING or visit.delivery is None:
        return None
    return content.read_visit_content(visit.delivery.content.encode()).answer


def tell_answer_fate(visit, fate, words) -> None:
    """Keep with a visit what became of the answer that came with it. The answer itself is an action of the app above,
    which writes the line in the access log."""
    Visit.objects.filter(pk=visit.pk).update(answer_fate=fate, answer_words=words)


@transaction.atomic
def decide_difference(observation, decision, *, by):
    """Decide between two sources that differ: the visit's answer holds, or what is on file stays."""
    must(by, Permission.VISIT_REVIEW, observation.household.village)
    if by.pk == observation.visit.visited_by_id:
        raise ActionRefused(_("You cannot decide about your own visit. Please ask a colleague."))
    share_registry_turn(observation.household.county_id)
    household = Household.objects.select_for_update(no_key=True).get(pk=observation.household_id)
    if decision == ObservationDecision.VISIT:
        refuse_closed(household)
    open_still = Observation.objects.filter(pk=observation.pk, settled_at=None)
    if not open_still.update(settled_at=timezone.now(), settled_by=by, decision=decision):
        raise StaleState(_("Somebody else decided this first. Please look at it again."))
    record_access(by, "difference_settled", observation, area=household.village, decision=decision)
    if decision == ObservationDecision.VISIT:
        settling.settle_observations(household, HouseholdOnFile(household), [observation.thing])
        visit_submitted.send(Visit, visit=observation.visit)
