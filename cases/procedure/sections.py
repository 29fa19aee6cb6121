"""Parts of a case's page: the papers of its procedure, objections, and the conditions of clearing."""

from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.permissions import Permission, may
from cases.assessment import clearing
from cases.case import comparing, steps
from cases.case.about import reads_case_in_full
from cases.case.announcing import decision_to_announce
from cases.case.page import returned_form
from cases.case.sections import case_section
from cases.choices import IN_CLEARING, CaseState, ClearMethod
from cases.models import Objection

from . import actions
from .forms import (
    AllowClearingForm,
    AnnounceForm,
    AuthoriseForm,
    CompareForm,
    ObjectionForm,
    ReviseForm,
    SettleObjectionForm,
    UnauthoriseForm,
)


@case_section("procedure", label=_("Procedure"), order=10)
def case_procedure_context(request, case):
    """Return checks, consent, comparison, reviews and public notices, with the forms of consent and comparison."""
    consents = list(case.authorisations.select_related("signed_by", "scan", "by"))
    return {
        "in_full": reads_case_in_full(request.user, case),
        "verifications": case.verifications.select_related("visit", "first_checker", "second_checker"),
        "consents": [{"consent": one, "scope": [Department(code).label for code in one.scope]} for one in consents],
        "comparisons": case.comparisons.select_related("by"),
        "awaited": comparing.awaited_departments(case) if case.state in actions.BEFORE_REVIEW else [],
        "reviews": case.reviews.select_related("by"),
        "public_notices": case.public_notices.all(),
        "announcements": case.announcements.select_related("by"),
        "forms": case_side_forms(request, case, consents),
    }


def case_side_forms(request, case, consents) -> list:
    """Return the forms beside the steps: type and risks while no notice hangs, consent and comparison before the
    village review, and how a decision was made known. A family may agree again, to more departments."""
    forms, village = [], case.household.village
    if actions.may_revise_case(case) and may(request.user, Permission.CASE_PROPOSE, village):
        forms.append(returned_form(request, ReviseForm(case=case)))
    if may(request.user, Permission.CASE_REVIEW, village) and (decision := decision_to_announce(case)):
        forms.append(returned_form(request, AnnounceForm(case=case, decision=decision)))
    if case.state not in actions.BEFORE_REVIEW:
        return forms
    if may(request.user, Permission.CASE_PROPOSE, village):
        forms.append(returned_form(request, AuthoriseForm(case=case, user=request.user)))
    standing = next((one for one in consents if one.withdrawn_on is None), None)
    if standing and may(request.user, Permission.CASE_PROPOSE, village):
        forms.append(returned_form(request, UnauthoriseForm(case=case)))
    if standing and may(request.user, Permission.CASE_COMPARE, village):
        forms.append(returned_form(request, CompareForm(case=case, scope=standing.scope)))
    return forms


@case_section("objections", label=_("Objections"), order=20)
def case_objections_context(request, case):
    """Return the objections to its public notices and their answers, once a notice was posted."""
    posted = case.public_notices.first()
    if posted is None:
        return None
    village, open_now = case.household.village, case.state in actions.UPHOLD_STEPS
    said = Objection.objects.filter(notice__case=case).select_related("settled_by", "notice").order_by("-pk")
    may_settle = open_now and may(request.user, Permission.CASE_ENDORSE, village)
    return {
        "in_full": reads_case_in_full(request.user, case),
        "objections": [
            {
                "objection": one,
                "form": returned_form(request, SettleObjectionForm(objection=one))
                if objection_waits(one, may_settle)
                else None,
            }
            for one in said
        ],
        "form": returned_form(request, ObjectionForm(notice=posted))
        if open_now and may(request.user, Permission.CASE_PROPOSE, village)
        else None,
    }


def objection_waits(objection, may_settle) -> bool:
    return bool(may_settle and objection.upheld is None)


@case_section("checklist", label=_("What clearing asks for"), order=30)
def clearing_checklist_context(request, case):
    """Return every condition of clearing with its evidence while the case is monitored, and the leader's exception."""
    if case.state not in (CaseState.ACTIVE, *IN_CLEARING):
        return None
    method = steps.clearing_method(case) if case.state in IN_CLEARING else ClearMethod.ASSISTANCE
    conditions = clearing.clearing_checklist(case, method)
    return {
        "conditions": conditions,
        "missing": len(clearing.unmet_conditions(conditions)),
        "form": returned_form(request, AllowClearingForm(case=case))
        if may_allow_clearing(request.user, case)
        else None,
    }


def may_allow_clearing(user, case) -> bool:
    """Return whether this person may allow the clearing of a safety-net household, and nobody has yet."""
    leads = case.household.is_safety_net and may(user, Permission.CASE_APPROVE, case.household.village)
    return bool(leads and clearing.allowed_clearing_entry(case) is None)
