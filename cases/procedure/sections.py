"""Parts of a case's page: the papers of its procedure, objections, and what clearing asks for."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from cases.case import steps
from cases.case.about import reads_in_full
from cases.case.page import back
from cases.case.sections import section
from cases.choices import IN_CLEARING, CaseState, ClearMethod, Department
from cases.models import Objection

from . import actions, clearing
from .forms import AllowForm, AuthoriseForm, CompareForm, ObjectForm, ReviseForm, SettleForm


@section("procedure", label=_("Procedure"), order=10)
def of_procedure(request, case):
    """What was recorded: checks, consent, comparison, reviews and notices; and the forms of consent and comparison."""
    consents = list(case.authorisations.select_related("signed_by", "scan", "by"))
    return {
        "in_full": reads_in_full(request.user, case),
        "verifications": case.verifications.select_related("visit", "first_checker", "second_checker"),
        "consents": [{"consent": one, "scope": [Department(code).label for code in one.scope]} for one in consents],
        "comparisons": case.comparisons.select_related("by"),
        "reviews": case.reviews.select_related("by"),
        "notices": case.notices.all(),
        "forms": side_forms(request, case, consents),
    }


def side_forms(request, case, consents) -> list:
    """Another type or other risks, while nothing hangs; consent and comparison before the village review. A family may
    agree again, to more departments."""
    forms, village = [], case.household.village
    if actions.may_change(case) and may(request.user, Permission.CASE_PROPOSE, village):
        forms.append(back(request, ReviseForm(case=case)))
    if case.state not in actions.BEFORE_REVIEW:
        return forms
    if may(request.user, Permission.CASE_PROPOSE, village):
        forms.append(back(request, AuthoriseForm(case=case)))
    if consents and may(request.user, Permission.CASE_COMPARE, village):
        forms.append(back(request, CompareForm(case=case, scope=consents[0].scope)))
    return forms


@section("objections", label=_("Objections"), order=20)
def objections(request, case):
    """What was said against its notices and what became of it; only once a notice was posted."""
    posted = case.notices.first()
    if posted is None:
        return None
    village, open_now = case.household.village, case.state in actions.ON_NOTICE
    said = Objection.objects.filter(notice__case=case).select_related("settled_by", "notice").order_by("-pk")
    may_settle = open_now and may(request.user, Permission.CASE_ENDORSE, village)
    return {
        "in_full": reads_in_full(request.user, case),
        "objections": [
            {"objection": one, "form": back(request, SettleForm(objection=one)) if waits(one, may_settle) else None}
            for one in said
        ],
        "form": back(request, ObjectForm(notice=posted))
        if open_now and may(request.user, Permission.CASE_PROPOSE, village)
        else None,
    }


def waits(objection, may_settle) -> bool:
    return bool(may_settle and objection.upheld is None)


@section("checklist", label=_("What clearing asks for"), order=30)
def checklist(request, case):
    """Every condition of clearing with its evidence, while the case is under monitoring; and the leader's exception."""
    if case.state not in (CaseState.ACTIVE, *IN_CLEARING):
        return None
    method = steps.method_of(case) if case.state in IN_CLEARING else ClearMethod.ASSISTANCE
    conditions = clearing.checklist(case, method)
    return {
        "conditions": conditions,
        "missing": len(clearing.missing(conditions)),
        "form": back(request, AllowForm(case=case)) if may_allow(request.user, case) else None,
    }


def may_allow(user, case) -> bool:
    """Whether this person may allow the clearing of a safety-net household, and nobody has yet."""
    leads = case.household.is_safety_net and may(user, Permission.CASE_APPROVE, case.household.village)
    return bool(leads and clearing.allowance(case) is None)
