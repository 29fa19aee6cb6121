"""What is done with inquiries: sent to the departments that a signed paper covers, answered by a liaison, closed when
the county records the answer by hand, withdrawn when nobody may or need answer any more."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission
from core.dates import today
from core.workflow import ActionRefused, StaleState
from departments.models import Inquiry, InquiryState
from departments.models.reach import may_for_department
from departments.signals import inquiry_answered
from policy import parameters

LONGEST_NOTE = 300


@dataclass(frozen=True)
class Covered:
    """What a family's signed paper covers: its key, the departments, and the people as {"name", "id_number"}; and the
    number (pk) of the household."""

    authorisation: int
    departments: tuple[str, ...]
    people: tuple[dict, ...]
    household: int | None = None


@transaction.atomic
def ask_departments(case, *, county, covered, by, answered=()) -> list[Inquiry]:
    """Ask every department that the signed paper covers and that was neither asked nor has `answered`; whoever is its
    liaison sees it, now or later. Withdraw what the paper does not cover. `case` is its key. Raises ActionRefused
    without a paper."""
    if covered is None:
        raise ActionRefused(
            _("The family has not yet signed that its data may be compared: no department can be asked.")
        )
    withdraw_inquiries(case, by=by, county=county, beyond=covered.departments)
    asked = set(Inquiry.objects.open().filter(case=case).values_list("department", flat=True))
    left = set(covered.departments) - asked - set(answered)
    made = [new_inquiry(case, county, covered, one, by) for one in sorted(left)]
    if made:
        Inquiry.objects.bulk_create(made)
        record_access(by, "inquiries_asked", area=county, shown=[covered.household], rows=len(made))
    return made


def new_inquiry(case, county, covered, department, by) -> Inquiry:
    return Inquiry(
        county=county, department=department, case=case, of_household=covered.household,
        authorisation=covered.authorisation,
        who={"people": list(covered.people)}, asked_on=today(), asked_by=by, due_on=answer_due_on(county, today()),
    )  # fmt: skip


def answer_due_on(county, day) -> dt.date:
    """Return the last day for the answer to an inquiry that is asked on a day."""
    p = parameters.parameters_on(day, county)
    return day + dt.timedelta(int(p.values.get("comparison_days", 5)))


def withdraw_inquiries(case, *, by, county, beyond=()) -> int:
    """Withdraw the open inquiries of a case, except to the departments of `beyond`. Returns how many."""
    opened = Inquiry.objects.open().filter(case=case).exclude(department__in=beyond)
    return close_all(opened, InquiryState.WITHDRAWN, "inquiries_withdrawn", by, county)


def close_by_hand(case, departments, *, by, county) -> int:
    """Close the open inquiries whose answer the county recorded itself. Returns how many."""
    opened = Inquiry.objects.open().filter(case=case, department__in=departments)
    return close_all(opened, InquiryState.BY_HAND, "inquiries_by_hand", by, county)


def close_all(opened, state, action, by, county) -> int:
    about = [one.of_household for one in opened]
    closed = opened.update(state=state, closed_at=timezone.now(), closed_by=by)
    if closed:
        record_access(by, action, area=county, shown=about, rows=closed)
    return closed


@transaction.atomic
def answer_inquiry(inquiry, *, by, found, note="") -> None:
    """Keep what the department found: nothing, or something, said in one line. The case has it in the same transaction.
    Raises StaleState when it was answered or withdrawn meanwhile."""
    must_answer(by, inquiry)
    check_answer(found, note)
    inquiry.refresh_from_db()
    inquiry.found, inquiry.note = found, one_line(note) if found else ""
    if inquiry.is_open:
        inquiry_answered.send(Inquiry, inquiry=inquiry, by=by)
    if not inquiry.close(by=by, found=inquiry.found, note=inquiry.note):
        raise StaleState(_("This inquiry was answered or withdrawn meanwhile: nothing is to be done."))
    record_access(by, "inquiry_answered", inquiry, area=inquiry.county, shown=[inquiry.of_household])


def check_answer(found, note) -> None:
    """Raise ActionRefused where an answer does not say what was found, or says something although nothing was."""
    if found and not one_line(note):
        raise ActionRefused(_("Say in one line what was found."))
    if not found and one_line(note):
        raise ActionRefused(
            _("Nothing was found, and yet something is said: choose “Something found”, or empty the line.")
        )
    if len(one_line(note)) > LONGEST_NOTE:
        raise ActionRefused(_("At most %(limit)s characters: shorten the line.") % {"limit": LONGEST_NOTE})


def one_line(note) -> str:
    return " ".join(note.split())


def must_answer(by, inquiry) -> None:
    """Raise PermissionDenied unless this person answers for the department."""
    if not may_for_department(by, Permission.INQUIRY_ANSWER, inquiry.county, inquiry.department):
        raise PermissionDenied(_("Only the liaison of the department answers its inquiries."))
