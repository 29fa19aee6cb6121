"""The departments that a family's consent covers are asked about its people, once it is signed."""

from core.dates import today
from departments.inquiries.actions import Covered, ask_departments
from departments.models import Inquiry
from households.models import Member


def ask_about_case(case, *, by) -> list[Inquiry]:
    """Ask each department of the consent that has not answered. Raises ActionRefused without a consent."""
    answered = case.comparisons.values_list("department", flat=True)
    return ask_departments(case.pk, county=case.household.county, covered=covered_by(case), by=by, answered=answered)


def covered_by(case) -> Covered | None:
    """Return what the family's consent covers: its departments, and who belonged to the household when it was signed
    and still does. None without a consent."""
    signed = case.authorisations.in_force().first()
    if signed is None:
        return None
    people = Member.objects.present(signed.signed_on).present(today()).filter(household=case.household_id)
    asked = tuple({"name": one.name, "id_number": one.id_number} for one in people.order_by("pk"))
    return Covered(signed.pk, tuple(signed.scope), asked, case.household_id)
