"""What departments were asked about the families of a sample county that agreed to it: candidates wait for an answer,
one of them for too long; of earlier cases each comparison was such an answer."""

import datetime as dt

from accounts.models import User
from cases.case.awaited import BEFORE_REVIEW_STATES
from cases.models import Authorisation, Comparison
from cases.procedure.inquiries import covered_by
from departments.models import Inquiry, InquiryState
from policy import parameters

from ..chance import Chance
from ..distributions import departments as shares
from ..rows import recorded_at


def ask_about_families(county, day: dt.date, liaisons: dict[str, int], rng: Chance) -> int:
    """Write the inquiries of a county: those that its liaisons answered, and those that wait. Returns how many."""
    users = User.objects.in_bulk(liaisons.values())
    people = {department: users[pk] for department, pk in liaisons.items()}
    made = [*answered_inquiries(county, day, people), *open_inquiries(county, day, people, rng)]
    days = int(parameters.parameters_on(day, county).values.get("comparison_days", 5))
    for one in made:
        one.due_on = one.asked_on + dt.timedelta(days)
    return len(Inquiry.objects.bulk_create(made, batch_size=1_000))


def consents(county):
    """Return the consents of a county that the families have not taken back."""
    return (
        Authorisation.objects.in_force().filter(case__household__county=county).select_related("case__household", "by")
    )


def answered_inquiries(county, day, liaisons):
    """Yield one inquiry for each comparison of the last year of a family that signed. Of whom it was is not kept."""
    signed = {one.case_id: one for one in consents(county).order_by("signed_on", "pk")}
    told = Comparison.objects.filter(case__in=signed, department__in=liaisons)
    told = told.filter(compared_on__range=(day - dt.timedelta(365), day)).order_by("compared_on", "pk")
    for one in told:
        consent = signed[one.case_id]
        asked_on = min(consent.signed_on, one.compared_on)
        yield inquiry(
            county, consent, one.department, asked_on, state=InquiryState.ANSWERED, found=one.found,
            note=one.note if one.found else "", closed_at=recorded_at(one.compared_on),
            closed_by=liaisons[one.department],
        )  # fmt: skip


def open_inquiries(county, day, liaisons, rng):
    """Yield what is asked about candidates and not answered. That of the earliest consent is late."""
    waiting = consents(county).filter(case__state__in=BEFORE_REVIEW_STATES).order_by("signed_on", "pk")
    late = set()
    for consent in waiting.prefetch_related("case__comparisons"):
        left = set(consent.scope) & set(liaisons) - {one.department for one in consent.case.comparisons.all()}
        who = {"people": list(covered_by(consent.case).people)} if left else {}
        for department in sorted(left):
            ago = rng.days(*(shares.ASKED_DAYS if department in late else shares.LATE_DAYS))
            late.add(department)
            yield inquiry(county, consent, department, max(consent.signed_on, day - ago), who=who)


def inquiry(county, consent, department, asked_on, **more) -> Inquiry:
    return Inquiry(
        county=county, department=department, case=consent.case_id, authorisation=consent.pk, asked_on=asked_on,
        asked_by=consent.by, **more,
    )  # fmt: skip
