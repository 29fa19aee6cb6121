"""What people do with cash grants: enter and close one, apply, and record what became of a claim. Each is one
transaction and is recorded in the access log. A cash grant is no income: no statement is written."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, may, must
from accounts.steps import StepTaker
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.models import Household
from work.choices import PLACES_OF_CONDITION
from work.models import CashGrant, CashGrantClaim

from .fitting import subjects_of, who_may_have
from .workflow import CLAIM_WORKFLOW, OF_TOWNSHIP

# --------------------------------------------------------------------------------------------------------------- grants


@transaction.atomic
def enter_cash_grant(
    county, *, by, name, paper, valid_from, valid_until=None, for_whom, condition, least_months=None, yuan=None
) -> CashGrant:
    """Enter a cash grant as its paper rules it. What changes later is a next one with another day."""
    must(by, Permission.WORK_KEEP, county)
    check_grant(name, paper, valid_from, valid_until, condition, least_months)
    said = {"paper": paper.strip(), "valid_until": valid_until, "for_whom": for_whom, "condition": condition}
    made, is_new = CashGrant.objects.get_or_create(
        county=county,
        name=name.strip(),
        valid_from=valid_from,
        defaults=said | {"least_months": least_months, "yuan": yuan, "by": by},
    )
    if not is_new:
        raise ActionRefused(_("There is a grant of this name from this day on: choose another day or name."))
    record_access(by, "cash_grant_entered", made, area=county)
    return made


def check_grant(name, paper, valid_from, valid_until, condition, least_months) -> None:
    if not name.strip() or not paper.strip():
        raise ActionRefused(_("Please say what the grant is called, and by which document it is given."))
    if valid_until and valid_until < valid_from:
        raise ActionRefused(_("The last day cannot be before the first."))
    if condition in PLACES_OF_CONDITION and not 1 <= (least_months or 0) <= 12:
        raise ActionRefused(_("For a grant for work say how many months of work it asks for, from 1 to 12."))
    if condition not in PLACES_OF_CONDITION and least_months is not None:
        raise ActionRefused(_("Only a grant for work asks for months of work: leave them empty."))


@transaction.atomic
def close_cash_grant(grant, *, by, valid_until) -> CashGrant:
    """Say until which day a grant can be applied for. Claims made by then go on."""
    must(by, Permission.WORK_KEEP, grant.county)
    grant = CashGrant.objects.select_for_update(no_key=True).get(pk=grant.pk)
    if valid_until < grant.valid_from:
        raise ActionRefused(_("The last day cannot be before the first."))
    if grant.claims.filter(applied_on__gt=valid_until).exists():
        raise ActionRefused(_("Somebody applied after that day: choose a later one."))
    grant.valid_until = valid_until
    grant.save(update_fields=["valid_until"])
    record_access(by, "cash_grant_closed", grant, area=grant.county)
    return grant


# --------------------------------------------------------------------------------------------------------------- claims


@transaction.atomic
def apply_for(grant, subject, *, by, year, on=None) -> CashGrantClaim:
    """Record that a person, or a household, applied for a grant of a year on a day."""
    on, home = on or today(), home_of(subject)
    must(by, Permission.WORK_KEEP, home.village)
    Household.objects.select_for_update(no_key=True).get(pk=home.pk)
    member = None if grant.is_of_households else subject
    check_claim(grant, subject, home, member, year, on)
    claim = CashGrantClaim.objects.create(
        cash_grant=grant, household=home, member=member, year=year, applied_on=on, by=by
    )
    CLAIM_STEPS.log(claim, "apply", "", by=by, on=on)
    return claim


def home_of(subject):
    """Return the household of a person, or the household itself."""
    return subject if isinstance(subject, Household) else subject.household


def check_claim(grant, subject, home, member, year, on) -> None:
    if on > today():
        raise ActionRefused(_("This day is in the future: choose today or an earlier day."))
    if not grant.is_open_on(on):
        raise ActionRefused(_("This grant cannot be applied for on that day."))
    if CashGrantClaim.objects.standing().filter(cash_grant=grant, household=home, member=member, year=year).exists():
        raise ActionRefused(_("This grant was applied for already in that year."))
    if not subjects_of(grant).filter(who_may_have(grant, year, on, household=home.pk), pk=subject.pk).exists():
        raise ActionRefused(_("By what is on file the conditions of this grant are not met."))


def apply_for_several(grant, subjects, *, by, year) -> tuple[list, list]:
    """Apply for each of several people or households on its own: (claims, [(subject, why not)])."""
    return each_of(subjects, lambda subject: apply_for(grant, subject, by=by, year=year))


def pay_several(claims, *, by, on, yuan=None) -> tuple[list, list]:
    """Record of several claims that they were paid on a day: what the grant gives, or `yuan` where that varies."""
    return each_of(claims, lambda claim: take_claim_step(claim, "pay", by=by, on=on, yuan=yuan))


def each_of(subjects, act) -> tuple[list, list]:
    done, refused = [], []
    for subject in subjects:
        try:
            done.append(act(subject))
        except (ActionRefused, StaleState, PermissionDenied) as error:
            refused.append((subject, str(error)))
    return done, refused


def claim_hindrance(claim, step, by, *, on, yuan=None, **said) -> str:
    """Return why a step cannot be taken on day `on`; raises where it is the township's."""
    if step.name in OF_TOWNSHIP:
        must(by, Permission.WORK_KEEP, claim.household.village.parent)
    if on > today():
        return _("This day is in the future: choose today or an earlier day.")
    last = claim.transitions.order_by("-effective_on", "-pk").values_list("effective_on", flat=True).first()
    if last and on < last:
        words = {"day": date_format(last, "DATE_FORMAT")}
        return _("The previous step was taken on %(day)s: choose that day or a later one.") % words
    if step.name == "pay" and not paid_yuan(claim, yuan):
        return _("Please say how many yuan were paid.")
    return ""


def paid_yuan(claim, yuan):
    return yuan or claim.cash_grant.yuan


def prepare_claim_step(claim, step, by, *, on, yuan=None, **said) -> dict:
    """Return the new values of a claim that takes a step on day `on`."""
    if step.name == "pay":
        return {"paid_on": on, "yuan": paid_yuan(claim, yuan)}
    return {"applied_on": on} if step.name == "again" else {}


def withheld_steps(claim, user) -> tuple:
    """Return the steps that are not offered to who does not keep the account of the whole township."""
    return () if may(user, Permission.WORK_KEEP, claim.household.village.parent) else OF_TOWNSHIP


CLAIM_STEPS = StepTaker(
    CLAIM_WORKFLOW,
    "claim",
    lambda claim: claim.household.village,
    hindrance=claim_hindrance,
    prepare=prepare_claim_step,
    withheld=withheld_steps,
)
take_claim_step, available_claim_steps = CLAIM_STEPS.take, CLAIM_STEPS.available
