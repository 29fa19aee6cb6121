"""What is done with people's requests about their data: recorded by one, decided by another, done, or refused with the
reason."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from core.dates import add_months, last_of_month, today
from core.workflow import ActionRefused
from households.choices import HouseholdState
from households.ending.kinds import IN_USE
from households.models import DataRequest, Household, RequestKind, RequestState
from households.models.registry import LEFT_FOR_A_YEAR
from policy.parameters import parameters_on
from policy.workdays import deadline_after

from .workflow import REQUEST_WORKFLOW

LEGAL_DAYS = 15  # working days, where a county has no parameter in force


@transaction.atomic
def receive_request(household, *, by, kind, who, words="", member=None, asked_on=None) -> DataRequest:
    """Record what a family asked about its data. Raises ActionRefused with what is missing."""
    must(by, Permission.DATA_KEEP, household.village)
    asked_on = asked_on or today()
    if problem := receiving_problem(household, member, who, asked_on):
        raise ActionRefused(problem)
    made = DataRequest.objects.create(
        household=household, member=member, kind=kind, who=who.strip(), words=words.strip(), asked_on=asked_on,
        due_on=last_day(household.county, asked_on), recorded_by=by,
    )  # fmt: skip
    REQUEST_STEPS.log(made, "receive", "", by=by)
    return made


def receiving_problem(household, member, who, asked_on) -> str:
    if not who.strip():
        return _("Say who asked, and by which paper you knew them.")
    if asked_on > today():
        return _("The day lies ahead. Enter the day on which they asked.")
    if member is not None and member.household_id != household.pk:
        return _("This person belongs to another household. Choose somebody of this one.")
    if household.anonymous_since:
        return _("This household was made anonymous: nothing is known of anybody any more.")
    return ""


def last_day(county, asked_on):
    """Return the last working day on which a request is answered in time."""
    days = parameters_on(asked_on, county).values.get("request_days", LEGAL_DAYS)
    return deadline_after(asked_on, int(days), workdays=True).day


def why_kept(household) -> str:
    """Return in words why the data of a household cannot be erased yet; empty when it can."""
    if household.state == HouseholdState.ACTIVE:
        return _(
            "The household is on file. The county keeps its data as long as its duty to watch lasts (PIPL article 13); "
            "it is made anonymous after it has left."
        )
    if any(used().filter(household=household).exists() for used in IN_USE.values()):
        return _("The household has an open case or alert, or its data is held in a dispute. Close that first.")
    if household.state_on is None or household.state_on + LEFT_FOR_A_YEAR > today():
        return _("It left less than a year ago. Until %(day)s decisions about it can be disputed.") % {
            "day": day_words((household.state_on or today()) + LEFT_FOR_A_YEAR)
        }
    return ""


def kept_until(household) -> str:
    """Return the day from which a household that left is made anonymous by itself; empty while nobody can say."""
    p = parameters_on(today(), household.county)
    if household.state == HouseholdState.ACTIVE or not household.state_on or not p.in_force("keep_left_months"):
        return ""
    month = add_months(household.state_on, int(p.keep_left_months))
    return day_words(month.replace(day=min(household.state_on.day, last_of_month(month).day)))


def day_words(day) -> str:
    return date_format(day, "DATE_FORMAT")


def request_hindrance(request, step, by, **said) -> str:
    """Return why this person cannot take the step."""
    if step.name in ("grant", "refuse") and by is not None and by.pk == request.recorded_by_id:
        return _("You recorded this yourself. Another person must decide it.")
    if request.kind != RequestKind.ERASE:
        return ""
    household = Household.objects.get(pk=request.household_id)
    if step.name == "grant":
        return why_kept(household)
    if step.name == "finish" and not household.anonymous_since:
        return _("The data is erased the next night, after three o'clock. Come back when that is done.")
    return ""


def lock_request(request, step) -> None:
    held = DataRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
    request.state = held.state


def prepare_request_step(request, step, by, **said) -> dict:
    return {"decided_by": by} if step.target in (RequestState.GRANTED, RequestState.REFUSED) else {}


REQUEST_STEPS = StepTaker(
    REQUEST_WORKFLOW,
    "data_request",
    lambda request: request.household.village,
    lock=lock_request,
    hindrance=request_hindrance,
    prepare=prepare_request_step,
    withheld=lambda request, user: [
        step.name for step in REQUEST_WORKFLOW.steps if request_hindrance(request, step, user)
    ],
)
take_request_step, available_request_steps = REQUEST_STEPS.take, REQUEST_STEPS.available
