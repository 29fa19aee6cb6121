"""What people record beside the steps of a case: the family's consent, the comparison with departments, and objections
to a public notice."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.departments import Department
from accounts.permissions import Permission, must
from cases.case import actions as case_actions
from cases.case import steps
from cases.choices import OPEN, CaseState
from cases.models import Authorisation, Comparison, Objection
from core.dates import today
from core.workflow import ActionRefused, StaleState
from departments.inquiries.actions import close_by_hand, withdraw_inquiries
from households.models import Household, Member

from .inquiries import ask_about_case

BEFORE_REVIEW = (CaseState.CANDIDATE, CaseState.VERIFIED)
# Type and risks are on the posted notice, so they cannot change until it is decided.
NOTICE_HANGS_STATES = (CaseState.NOTICED, CaseState.ENDORSED, CaseState.CLEARING_NOTICED, CaseState.CLEARING_ENDORSED)
UPHOLD_STEPS = {CaseState.NOTICED: "uphold", CaseState.CLEARING_NOTICED: "uphold_clearing"}


def lock_before_review(case) -> None:
    """Lock the case; consent and comparison are only possible before the village review."""
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()
    if case.state not in BEFORE_REVIEW:
        raise StaleState(_("The case has moved on: this belongs to the time before the village review."))


@transaction.atomic
def authorise_comparison(case, *, by, signed_on, scope, scan, signed_by=None, guardian="") -> Authorisation:
    """Keep the family's signed consent to compare its data: who, when, for which departments, and the paper. A guardian
    signs where nobody of the household can. The departments that have a liaison are asked at once."""
    must(by, Permission.CASE_PROPOSE, case.household.village)
    lock_before_review(case)
    if (signed_by is None) == (not guardian.strip()):
        raise ActionRefused(_("Say who signed: a member of the household, or a guardian where nobody of it can."))
    here = Member.objects.present(today()).filter(household=case.household_id)
    if signed_by is not None and not here.filter(pk=signed_by.pk).exists():
        raise ActionRefused(_("Choose a member of this household who signed."))
    if signed_on > today():
        raise ActionRefused(_("The day of signing cannot be in the future."))
    if not scope or not set(scope) <= set(Department.values):
        raise ActionRefused(_("Choose the departments that the family agreed to."))
    if scan is None or scan.case_id != case.pk:
        raise ActionRefused(_("Add the signed paper as a photo or a PDF file."))
    made = Authorisation.objects.create(
        case=case,
        signed_by=signed_by,
        guardian=guardian.strip(),
        signed_on=signed_on,
        scope=sorted(set(scope)),
        scan=scan,
        by=by,
    )
    case_actions.CASE_STEPS.log(case, "authorise", case.state, by=by)
    ask_about_case(case, by=by)
    return made


@transaction.atomic
def take_consent_back(case, *, by, withdrawn_on, reason) -> None:
    """Record that the family took its consent back: nothing is compared any more, and open inquiries are withdrawn."""
    must(by, Permission.CASE_PROPOSE, case.household.village)
    lock_before_review(case)
    standing = case.authorisations.in_force()
    signed = standing.first()
    if signed is None:
        raise StaleState(_("There is no consent to take back."))
    if not signed.signed_on <= withdrawn_on <= today():
        raise ActionRefused(_("The day must be between the signing of the consent and today."))
    if not reason.strip():
        raise ActionRefused(_("Write down what the family said."))
    standing.filter(signed_on__lte=withdrawn_on).update(withdrawn_on=withdrawn_on, withdrawn_by=by)
    withdraw_inquiries(case.pk, by=by, county=case.household.county)
    case_actions.CASE_STEPS.log(case, "unauthorise", case.state, by=by, reason=reason.strip()[:300])


@transaction.atomic
def add_comparisons(case, *, by, compared_on, results) -> list[Comparison]:
    """Keep what county staff were told that departments found, as `keep_comparisons` does; open inquiries to these
    departments are closed."""
    must(by, Permission.CASE_COMPARE, case.household.village)
    made = keep_comparisons(case, by=by, compared_on=compared_on, results=results)
    close_by_hand(case.pk, list(results), by=by, county=case.household.county)
    return made


def keep_comparisons(case, *, by, compared_on, results) -> list[Comparison]:
    """Keep what departments found: {department: (found, note)}.

    Only departments that the family agreed to are possible; a later answer of a department is kept beside its earlier
    one."""
    lock_before_review(case)
    signed = case.authorisations.in_force().first()
    if signed is None:
        raise ActionRefused(_("The family has not yet signed that its data may be compared."))
    if beyond := [Department(one).label for one in results if one not in signed.scope]:
        raise ActionRefused(
            _("The family did not agree to a comparison with %(department)s.") % {"department": beyond[0]}
        )
    if not results or compared_on > today():
        raise ActionRefused(
            _("Say for at least one department what was found, and on which day; it cannot be in the future.")
        )
    if silent := [Department(one).label for one, (found, note) in results.items() if found and not note.strip()]:
        raise ActionRefused(_("Say what %(department)s found.") % {"department": silent[0]})
    made = Comparison.objects.bulk_create(
        Comparison(case=case, department=one, found=found, note=note.strip(), compared_on=compared_on, by=by)
        for one, (found, note) in results.items()
    )
    case_actions.CASE_STEPS.log(case, "compare", case.state, by=by)
    return made


@transaction.atomic
def revise_case(case, *, by, case_type, risks, reason) -> None:
    """Change the type or the risks of an open case, because a visit or an alert showed another risk. The county decides
    the type and risks of a proposal."""
    must(by, Permission.CASE_PROPOSE, case.household.village)
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()
    steps.check_type_and_risks(case_type, risks)
    if not may_revise_case(case):
        raise ActionRefused(
            _("The type and the risks change while a case is open, and not while a decision is under way.")
        )
    if not reason.strip() or (case_type, list(risks)) == (case.case_type, case.risks):
        raise ActionRefused(_("Say what changed, and why."))
    case.case_type, case.risks = case_type, list(risks)
    case.save(update_fields=["case_type", "risks"])
    case_actions.CASE_STEPS.log(case, "revise", case.state, by=by, reason=reason.strip()[:300])


def may_revise_case(case) -> bool:
    return case.state in OPEN and case.state not in NOTICE_HANGS_STATES


@transaction.atomic
def object_to_notice(notice, *, by, received_on, words) -> Objection:
    """Keep an objection received while the public notice hangs; who objected is not asked."""
    case = notice.case
    must(by, Permission.CASE_PROPOSE, case.household.village)
    lock_while_noticed(case, notice)
    if case.public_notices.filter(procedure=case.procedure).first() != notice:
        raise StaleState(_("A newer public notice hangs: object to that one."))
    if received_on > today() or received_on < notice.posted_on:
        raise ActionRefused(_("The day of the objection must be between the posting of the public notice and today."))
    if not words.strip():
        raise ActionRefused(_("Write down what was said."))
    made = Objection.objects.create(notice=notice, received_on=received_on, words=words.strip(), by=by)
    record_access(by, "case_objection", case, area=case.household.village)
    return made


@transaction.atomic
def settle_objection(objection, *, by, upheld, answer) -> Objection:
    """Decide about an objection.

    An upheld one takes a proposal back to verification and a clearing back to monitoring. Raises StaleState when
    somebody decided before."""
    case = objection.notice.case
    must(by, Permission.CASE_ENDORSE, case.household.village)
    lock_while_noticed(case, objection.notice)
    if not answer.strip():
        raise ActionRefused(_("Write the answer to the objection: the person who objected will be told."))
    decided = {"upheld": upheld, "answer": answer.strip(), "settled_by": by, "settled_on": today()}
    if not Objection.objects.filter(pk=objection.pk, upheld=None).update(**decided):
        raise StaleState()
    record_access(by, "case_objection_settled", case, area=case.household.village)
    if upheld:
        case_actions.take_case_step(case, UPHOLD_STEPS[case.state], by=by, reason=answer.strip()[:300])
    objection.refresh_from_db()
    return objection


def lock_while_noticed(case, notice) -> None:
    """Lock the case, and raise StaleState unless it is still on public notice for this notice's procedure."""
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()
    if case.state not in UPHOLD_STEPS or notice.procedure != case.procedure:
        raise StaleState(_("The public notice is over: the case has moved on."))
