"""What a proposal still lacks before the village review: the family's consent, and the word of each department it
covers. A department that has a liaison is asked (departments/inquiries/), for others the county compares by hand."""

from django.utils.translation import gettext as _

from accounts.departments import Department
from cases.choices import CaseState
from core.dates import today
from core.text import join_words
from departments.models import Inquiry


def papers_hindrance(case) -> str:
    """Return which paper is missing: the review needs the family's consent and the comparison."""
    if case.state != CaseState.VERIFIED:
        return ""
    if not case.authorisations.in_force().exists():
        return _("The village: the family has not yet signed that its data may be compared.")
    awaited = awaited_departments(case)
    asked = [one["department"] for one in awaited if one["inquiry"]]
    by_hand = [one["department"] for one in awaited if not one["inquiry"]]
    said = []
    if asked:
        said.append(_("Departments that are asked: %(departments)s.") % {"departments": join_words(asked)})
    if by_hand:
        said.append(_("The county: compare with %(departments)s.") % {"departments": join_words(by_hand)})
    return " ".join(said)


def awaited_departments(case) -> list[dict]:
    """Return the departments whose answer is awaited: with the inquiry where the department has a liaison who sees it,
    without one where the county compares by hand."""
    signed = case.authorisations.in_force().first()
    if signed is None:
        return []
    compared = set(case.comparisons.values_list("department", flat=True))
    asked = {one.department: one for one in Inquiry.objects.reached(today()).filter(case=case.pk)}
    left = [one for one in signed.scope if one not in compared]
    return [{"department": Department(one).label, "inquiry": asked.get(one)} for one in left]
