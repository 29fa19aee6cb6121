"""Forms beside the steps of a case: consent, comparison, objections, and the leader's exception."""

from functools import partial

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, guard
from cases.assessment import clearing
from cases.case.announcing import decision_to_announce
from cases.case.page import get_permitted_case, submit_case_form
from cases.models import Objection, PublicNotice
from cases.papers import scans

from . import actions
from .announce import announce_decision
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
from .visit_papers import read_visit_paper


@never_cache
@require_POST
@guard(Permission.CASE_PROPOSE)
def case_authorise(request, pk):
    """Keep the family's consent and the signed paper, both or neither; the paper may come from a visit."""
    case = get_permitted_case(request, pk, Permission.CASE_PROPOSE)
    form = AuthoriseForm(request.POST, request.FILES, case=case, user=request.user)

    @transaction.atomic
    def act(paper, visit_paper, **said):
        upload = paper or read_visit_paper(visit_paper)
        scan = scans.keep_scan(case, by=request.user, title=_("Consent to the comparison of data"), upload=upload)
        actions.authorise_comparison(case, by=request.user, scan=scan, **said)

    return submit_case_form(request, case, form, act, _("The consent is recorded. Below stands who is asked now."))


@never_cache
@require_POST
@guard(Permission.CASE_PROPOSE)
def case_unauthorise(request, pk):
    """Keep that the family took its consent back."""
    case = get_permitted_case(request, pk, Permission.CASE_PROPOSE)
    form = UnauthoriseForm(request.POST, case=case)
    act = partial(actions.take_consent_back, case, by=request.user)
    return submit_case_form(request, case, form, act, _("The consent is taken back: no department is asked any more."))


@never_cache
@require_POST
@guard(Permission.CASE_COMPARE)
def case_compare(request, pk):
    """Keep what departments found, for as many as have answered."""
    case = get_permitted_case(request, pk, Permission.CASE_COMPARE)
    signed = case.authorisations.in_force().first()
    form = CompareForm(request.POST, case=case, scope=signed.scope if signed else [])
    act = partial(actions.add_comparisons, case, by=request.user)
    return submit_case_form(request, case, form, act, _("The comparison is recorded."))


@never_cache
@require_POST
@guard(Permission.CASE_PROPOSE)
def objection_new(request, pk):
    """Keep an objection to a public notice."""
    posted = PublicNotice.objects.visible_to(request.user).select_related("case__household__village")
    notice = get_object_or_404(posted, pk=pk)
    case = get_permitted_case(request, notice.case_id, Permission.CASE_PROPOSE)
    form = ObjectionForm(request.POST, notice=notice)
    act = partial(actions.object_to_notice, notice, by=request.user)
    return submit_case_form(request, case, form, act, _("The objection is recorded: the township decides about it."))


@never_cache
@require_POST
@guard(Permission.CASE_ENDORSE)
def objection_settle(request, pk):
    """Decide about an objection; when it is upheld, the case goes back."""
    visible_ones = Objection.objects.visible_to(request.user).select_related("notice__case__household__village")
    objection = get_object_or_404(visible_ones, pk=pk)
    case = get_permitted_case(request, objection.notice.case_id, Permission.CASE_ENDORSE)
    form = SettleObjectionForm(request.POST, objection=objection)
    act = partial(actions.settle_objection, objection, by=request.user)
    return submit_case_form(request, case, form, act, _("The objection is decided."))


@never_cache
@require_POST
@guard(Permission.CASE_PROPOSE)
def case_revise(request, pk):
    """Change the type or the risks after a visit or an alert."""
    case = get_permitted_case(request, pk, Permission.CASE_PROPOSE)
    form = ReviseForm(request.POST, case=case)
    act = partial(actions.revise_case, case, by=request.user)
    return submit_case_form(request, case, form, act, _("The type and the risks are changed."))


@never_cache
@require_POST
@guard(Permission.CASE_REVIEW)
def case_announce(request, pk):
    """Keep when and where the latest decision was made known."""
    case = get_permitted_case(request, pk, Permission.CASE_REVIEW)
    form = AnnounceForm(request.POST, case=case, decision=decision_to_announce(case))
    act = partial(announce_decision, case, by=request.user)
    return submit_case_form(request, case, form, act, _("It is recorded that the decision was made known."))


@never_cache
@require_POST
@guard(Permission.CASE_APPROVE)
def clearing_allow(request, pk):
    """Allow the clearing of a safety-net household, as county leader."""
    case = get_permitted_case(request, pk, Permission.CASE_APPROVE)
    form = AllowClearingForm(request.POST, case=case)
    act = partial(clearing.allow_clearing, case, by=request.user)
    return submit_case_form(
        request, case, form, act, _("The clearing is allowed; every other condition still has to be met.")
    )
