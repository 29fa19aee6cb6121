"""What cases do when an alert is closed: put what its outcome asks for into the outbox. What they keep when a
department answers, what they offer after a visit on which the family signed, and what they say of a household while an
alert is answered."""

from django.db import transaction
from django.db.models import Exists
from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.audit.log import record_access
from accounts.models import Area
from accounts.people.work import OPEN_WORK, OpenWork
from accounts.permissions import Permission, may
from alerts.alert.outcomes import STANDINGS
from alerts.signals import alert_closed
from cases.choices import IS_CLEARED, OPEN, PROPOSED, UNCLEARED, CaseState
from cases.models import Case, HelperAssignment, Verification
from core.dates import today
from core.outbox.actions import put_in_outbox
from departments.signals import inquiry_answered
from visits.pages.follow_ups import visit_offer
from visits.signals import visit_replaced

from .case.awaited import BEFORE_REVIEW_STATES, SIGNED
from .procedure.actions import keep_comparisons
from .procedure.visit_papers import papers_of_visits


@receiver(alert_closed)
def follow_closed_alert(alert, **_signal):
    put_in_outbox("follow_alert", alert.village.county_code, alert.pk)


@receiver(inquiry_answered)
def keep_answer_of_department(inquiry, by, **_signal):
    """Keep what a department answered as its comparison, with the case in the same transaction."""
    case = Case.objects.select_related("household__village", "household__county").get(pk=inquiry.case)
    results = {inquiry.department: (inquiry.found, inquiry.note)}
    keep_comparisons(case, by=by, compared_on=today(), results=results)


@receiver(visit_replaced)
def show_version_that_holds(old, new, **_signal):
    """Let verifications show the version of their visit that holds now."""
    Verification.objects.filter(visit=old).update(visit=new)


@visit_offer("consent")
def offer_consent(request, visit):
    """Offer to record the family's consent where a case of the household waits for it and something was signed or
    photographed on this visit."""
    waiting = Case.objects.visible_to(request.user).filter(household=visit.household_id).filter(~Exists(SIGNED))
    case = waiting.filter(state__in=BEFORE_REVIEW_STATES).select_related("household__village").first()
    if case is None or not may(request.user, Permission.CASE_PROPOSE, case.household.village):
        return ""
    papers = papers_of_visits(case, request.user).filter(visit=visit)
    return render_to_string("cases/procedure/_after_visit.html", {"case": case}, request) if papers.exists() else ""


def standings_in_monitoring(households) -> dict:
    """Return {household's pk: how it stands by its latest case that was not refused}; "" when that was ended."""
    cases = Case.objects.filter(household__in=households).exclude(state=CaseState.REFUSED)
    latest = cases.order_by("household", "-episode_no").distinct("household")
    return {pk: standing_words(state) for pk, state in latest.values_list("household", "state")}


def standing_words(state) -> str:
    if state in IS_CLEARED:
        return "cleared"
    if state in UNCLEARED:
        return "monitored"
    return "proposed" if state in PROPOSED else ""


STANDINGS.add("case", standings_in_monitoring)


# The open work of a person's places


def count_open_cases(_user, areas) -> int:
    return Case.objects.filter(state__in=OPEN, village__in=Area.objects.within(*areas)).count()


def helped_by(user, areas):
    """Return what stands under a person's name as helper in these areas."""
    there = Area.objects.within(*areas)
    return HelperAssignment.objects.filter(name=user.full_name, until=None, household__village__in=there)


@transaction.atomic
def hand_over_helping(giver, taker, areas, day, by) -> None:
    """Let whoever takes over be the helper from a day on, for the same office."""
    helped = list(helped_by(giver, areas).filter(since__lte=day).select_for_update(no_key=True))
    HelperAssignment.objects.filter(pk__in=[one.pk for one in helped]).update(until=day)
    HelperAssignment.objects.bulk_create(
        HelperAssignment(household_id=one.household_id, name=taker.full_name, unit=one.unit, since=day, by=by)
        for one in helped
    )
    record_access(by, "work_handed_over", taker, area=areas[0], households=len(helped), person=taker.username)


OPEN_WORK.add("cases-open", OpenWork(_("Open cases"), count_open_cases))
OPEN_WORK.add(
    "cases-helper",
    OpenWork(_("Helper of households"), lambda user, areas: helped_by(user, areas).count(), hand_over_helping),
)
