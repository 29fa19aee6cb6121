"""Contracts with projects: their list, the forms, and the payments of a day."""

from functools import partial

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from core.dates import today
from core.listing import list_page
from core.submitting import submit_form
from core.templatetags.pw import day
from households.registry.columns import head_name, prefetch_heads
from work.models import ProjectContract, ProjectPayment

from .actions import change_contract, join_project, payments_seen, record_payments
from .columns import CONTRACT_LISTING
from .filters import ContractFilter
from .forms import ContractForm, DayForm, PaymentsForm
from .views import ALLOW_FORM_METHODS, households_of_place, kept_project, project_crumbs, render_project_form

TERMS = ("since", "until", "puts_in", "land_mu", "yuan", "promised")


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def contract_list(request):
    """Show which households of one's territory joined which project, and what is missing."""
    rows = ProjectContract.objects.visible_to(request.user).with_paid(today())
    rows = rows.select_related("household__village__parent", "project")
    return list_page(request, rows, ContractFilter, CONTRACT_LISTING)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def contract_new(request, pk, household):
    """Record the contract of a household with a project."""
    project = kept_project(request, pk)
    home = get_object_or_404(households_of_place(request, project), pk=household)
    form, act = ContractForm(request.POST or None), partial(join_project, project, home, by=request.user)
    title = _("Contract of household %(number)s with “%(project)s”")
    words = title % {"number": home.number, "project": project.name}
    record_access(request.user, "opened", home, area=home.village)
    return render_project_form(request, form, act, title=words, done=_("The contract was recorded."), project=project)


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def contract_change(request, pk):
    """Correct a contract, or say on which day it ends."""
    contracts = ProjectContract.objects.visible_to(request.user)
    contract = get_object_or_404(contracts.select_related("project__area", "household__village"), pk=pk)
    must(request.user, Permission.WORK_KEEP, contract.project.area)
    form = ContractForm(request.POST or None, initial={field: getattr(contract, field) for field in TERMS})
    title = _("Contract of household %(number)s with “%(project)s”")
    words = title % {"number": contract.household.number, "project": contract.project.name}
    record_access(request.user, "opened", contract, area=contract.household.village)
    act = partial(change_contract, contract, by=request.user)
    return render_project_form(
        request, form, act, title=words, done=_("The contract was changed."), project=contract.project
    )


@never_cache
@ALLOW_FORM_METHODS
@guard(Permission.WORK_KEEP)
def project_payments(request, pk):
    """Record what a project paid on a day (?on=), all contracts at once; what is recorded of that day is corrected."""
    project, on = kept_project(request, pk), asked_day(request)
    contracts = contracts_to_pay(project, request.user, on)
    paid = ProjectPayment.objects.visible_to(request.user).filter(contract__in=contracts, paid_on=on)
    before, seen = dict(paid.values_list("contract", "yuan")), payments_seen(project, on)
    form = PaymentsForm(request.POST or None, contracts=contracts, before=before, seen=seen)
    act, sent = partial(record_payments, project, by=request.user, on=on), None
    if request.method == "POST":
        sent = submit_form(form, act, lambda: (payments_seen(project, on), _("Compare, and send again to save.")))
        if sent.done:
            messages.success(request, paid_words(sent.result, on))
            return redirect(project)
    record_access(request.user, "opened", project, area=project.area, shown={one.household_id for one in contracts})
    title = _("Payments of “%(project)s” on %(day)s") % {"project": project.name, "day": day(on)}
    context = {"form": form, "day_form": DayForm(initial={"on": on}), "title": title, "contracts": contracts}
    context |= {"crumbs": project_crumbs(title, project), "project_url": project.get_absolute_url()}
    return render(request, "work/projects/payments.html", context, status=sent.status if sent else 200)


def paid_words(number, on) -> str:
    """Return how many payments of a day are on record: the day, because two days are easily confused."""
    words = ngettext("%(n)s payment of %(day)s is on record.", "%(n)s payments of %(day)s are on record.", number)
    return words % {"n": number, "day": day(on)}


def asked_day(request):
    """Return the day that the address asks for, else today."""
    form = DayForm(request.GET)
    return form.cleaned_data["on"] if form.is_valid() else today()


def contracts_to_pay(project, user, on) -> list[ProjectContract]:
    """Return the contracts that had begun by a day and ran on it, or were paid on it."""
    contracts = ProjectContract.objects.visible_to(user).filter(project=project, since__lte=on)
    contracts = contracts.filter(Q(until=None) | Q(until__gte=on) | Q(payments__paid_on=on)).distinct()
    found = list(contracts.select_related("household").prefetch_related(prefetch_heads("household")).order_by("pk"))
    for one in found:
        one.head = head_name(one.household)
    return found
