"""What is done with projects that many households join: entered, changed, joined, paid, and said to have failed. What
they pay is stated as income at once. Each is one transaction and is recorded in the access log."""

from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.reach import beyond_reach
from cases.assistance.actions import check_day_reached
from core.workflow import ActionRefused, StaleState
from households.counties import refuse_closed, share_registry_turn
from households.models import Household
from households.signals import household_changed
from work.choices import PutIn
from work.models import Project, ProjectContract, ProjectPayment
from work.places import county_of
from work.stating import state_and_judge

# ------------------------------------------------------------------------------------------------------------- projects


@transaction.atomic
def add_project(*, by, area, name, starts_on, ends_on=None, **said) -> Project:
    """Enter a project of a place: its name, kind, enterprise, days, and what it promises."""
    must(by, Permission.WORK_KEEP, area)
    check_project(Project.objects.filter(area=area), name, starts_on, ends_on)
    days = {"starts_on": starts_on, "ends_on": ends_on}
    project = Project.objects.create(county=county_of(area), area=area, name=name.strip(), by=by, **days, **said)
    record_access(by, "project_added", project, area=area)
    return project


@transaction.atomic
def change_project(project, *, by, name, starts_on, ends_on=None, **said) -> Project:
    """Correct what is on file of a project; its history keeps what stood before."""
    project = take_turn(project, by)
    check_project(Project.objects.filter(area=project.area).exclude(pk=project.pk), name, starts_on, ends_on)
    if project.failed_on and project.failed_on < starts_on:
        raise ActionRefused(_("The project failed before that day: take the failure back first."))
    for field, value in ({"name": name.strip(), "starts_on": starts_on, "ends_on": ends_on} | said).items():
        setattr(project, field, value)
    project.save()
    record_access(by, "project_changed", project, area=project.area)
    return project


def check_project(others, name, starts_on, ends_on) -> None:
    if others.filter(name=name.strip()).exists():
        raise ActionRefused(_("This place has a project of this name already: open that one instead."))
    if ends_on and ends_on < starts_on:
        raise ActionRefused(_("The last day cannot be before the first."))


def take_turn(project, by) -> Project:
    """Return the project as it is now, locked, for somebody who keeps it."""
    must(by, Permission.WORK_KEEP, project.area)
    share_registry_turn(project.county_id)
    return Project.objects.select_for_update(of=("self",), no_key=True).select_related("area").get(pk=project.pk)


@transaction.atomic
def fail_project(project, *, by, on, reason) -> Project:
    """Say that a project failed on a day: a sign of risk for every household under contract on that day."""
    project = take_turn(project, by)
    check_day_reached(on)
    if project.failed_on:
        raise StaleState(_("This project is said to have failed already."))
    if on < project.starts_on:
        raise ActionRefused(_("The project began later than that day: choose a later one."))
    project.failed_on, project.failure_reason = on, reason.strip()
    project.save(update_fields=["failed_on", "failure_reason"])
    record_access(by, "project_failed", project, area=project.area, reason=reason.strip())
    let_joined_be_judged(project, on)
    return project


@transaction.atomic
def take_failure_back(project, *, by, reason) -> Project:
    """Say that a project did not fail after all: it is a sign of risk no more."""
    project = take_turn(project, by)
    if not project.failed_on:
        raise StaleState(_("This project is not said to have failed."))
    failed_on, project.failed_on, project.failure_reason = project.failed_on, None, ""
    project.save(update_fields=["failed_on", "failure_reason"])
    record_access(by, "project_failure_taken_back", project, area=project.area, reason=reason.strip())
    let_joined_be_judged(project, failed_on)
    return project


def let_joined_be_judged(project, day) -> None:
    """Let the households that were under contract on a day be judged again."""
    with beyond_reach("a project may have been joined from every village"):
        joined = project.contracts.standing_on(day).order_by().values("household")
        for household in Household.objects.filter(pk__in=joined).select_related("county"):
            household_changed.send(Household, household=household)


# ------------------------------------------------------------------------------------------------------------ contracts


@transaction.atomic
def join_project(project, household, *, by, since, puts_in, promised, until=None, land_mu=None, yuan=None):
    """Record the contract of a household: since when, what it puts in, and what it is promised a year."""
    project = take_turn(project, by)
    must(by, Permission.WORK_KEEP, household.village)
    refuse_closed(household)
    check_contract(project, since, until, puts_in, land_mu, yuan)
    said = {"until": until, "promised": promised, "land_mu": land_mu, "yuan": yuan, "by": by}
    key = {"project": project, "household": household, "puts_in": puts_in, "since": since}
    contract, is_new = ProjectContract.objects.get_or_create(**key, defaults=said)
    if not is_new:
        raise ActionRefused(_("This household has such a contract since that day already: change that one."))
    record_access(by, "project_joined", contract, area=household.village)
    return contract


@transaction.atomic
def change_contract(contract, *, by, since, puts_in, promised, until=None, land_mu=None, yuan=None) -> ProjectContract:
    """Correct a contract, or say on which day it ends."""
    project = take_turn(contract.project, by)
    check_contract(project, since, until, puts_in, land_mu, yuan)
    others = project.contracts.filter(household=contract.household_id, puts_in=puts_in, since=since)
    if others.exclude(pk=contract.pk).exists():
        raise ActionRefused(_("This household has such a contract since that day already: change that one."))
    said = {"since": since, "until": until, "puts_in": puts_in, "land_mu": land_mu, "yuan": yuan, "promised": promised}
    for field, value in said.items():
        setattr(contract, field, value)
    contract.save()
    record_access(by, "project_contract_changed", contract, area=contract.household.village)
    state_and_judge([contract.household_id])
    return contract


def check_contract(project, since, until, puts_in, land_mu, yuan) -> None:
    if since < project.starts_on:
        raise ActionRefused(_("The project began later than this contract: choose a later day."))
    if until and until < since:
        raise ActionRefused(_("The last day cannot be before the first."))
    if puts_in == PutIn.LAND and (not land_mu or yuan):
        raise ActionRefused(_("For land say how many mu it is, and leave the yuan empty."))
    if puts_in != PutIn.LAND and (not yuan or land_mu):
        raise ActionRefused(_("For money or a grant say how many yuan it is, and leave the land empty."))


# ------------------------------------------------------------------------------------------------------------- payments


def payments_seen(project, on) -> str:
    """Return what tells whether the payments of a day are still those that a page showed."""
    with beyond_reach("a project pays households of every village"):
        paid = ProjectPayment.objects.filter(contract__project=project, paid_on=on)
        found = paid.order_by().aggregate(n=Count("pk"), sum=Sum("yuan"))
    return f"{found['n']}:{found['sum'] or 0}"


@transaction.atomic
def record_payments(project, yuan_by_contract: dict, *, by, on, seen) -> int:
    """Record what a project paid on a day, {contract's key: yuan}; nothing where it paid nothing. Those not named keep
    what they have. Returns how many were paid."""
    project = take_turn(project, by)
    check_day_reached(on)
    if seen != payments_seen(project, on):
        raise StaleState(_("Somebody else recorded payments of this day meanwhile."))
    contracts = project.contracts.filter(pk__in=yuan_by_contract).select_related("household__village")
    homes = {contract.household_id for contract in contracts}
    for contract in contracts:
        record_payment(contract, yuan_by_contract[contract.pk], on, by)
    paid = sum(bool(yuan) for yuan in yuan_by_contract.values())
    record_access(by, "project_paid", project, area=project.area, shown=homes, rows=paid)
    state_and_judge(homes)
    return paid


def record_payment(contract, yuan: Decimal | None, on, by) -> None:
    if not yuan:
        ProjectPayment.objects.filter(contract=contract, paid_on=on).delete()
    elif on < contract.since:
        raise ActionRefused(_("A contract began later than that day: leave it empty, or choose a later day."))
    else:
        ProjectPayment.objects.update_or_create(contract=contract, paid_on=on, defaults={"yuan": yuan, "by": by})
