"""What people do to help a household: assign a helper, make a plan, give measures, and note how it stands. Each is one
transaction and is recorded in the access log."""

from hashlib import sha256

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from cases.assessment.risk_measures import FITTING_GROUPS
from cases.case.workflow import MEASURE_WORKFLOW
from cases.choices import OPEN, PROPOSED, CaseState, MeasureGroup, MeasureState
from cases.models import Case, HelperAssignment, Judgement, Measure, Plan
from cases.signals import measure_moved
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.models import Household

from . import posts

CLOSED_CASE_STATES = (CaseState.REFUSED, CaseState.ENDED)
UNDER_WAY = (MeasureState.PLANNED, MeasureState.APPROVED, MeasureState.STARTED)
ADVANCING_STEPS = ("approve", "start", "deliver")  # steps that bring a measure closer to the household


# ---------------------------------------------------------------------------------------------- helper, plan, judgement


@transaction.atomic
def assign_helper(household, *, by, name, unit, phone="", since) -> HelperAssignment:
    """Make a person the household's helper from `since` on; the earlier helper ends on that day."""
    must(by, Permission.CASE_ASSIST, household.village)
    Household.objects.select_for_update(no_key=True).get(pk=household.pk)
    check_helper(household, name, unit, phone, since)
    former = household.helpers.filter(until=None).first()
    if former:
        end_former_helper(former, since)
    made = HelperAssignment.objects.create(
        household=household, name=name.strip(), unit=unit.strip(), phone=phone_digits(phone), since=since, by=by
    )
    record_access(by, "helper_assigned", made, area=household.village)
    return made


def check_helper(household, name, unit, phone, since) -> None:
    if household.state != "active":
        raise ActionRefused(_("This household is no longer on file."))
    if not name.strip() or not unit.strip():
        raise ActionRefused(_("Please say who the helper is, and for whom the helper works."))
    if phone_digits(phone) and not (phone_digits(phone).isdecimal() and 7 <= len(phone_digits(phone)) <= 12):
        raise ActionRefused(_("The phone must have 11 digits, or a landline's 7 to 12."))
    check_day_reached(since)


def phone_digits(phone) -> str:
    """Return a phone number as it is stored, however it was typed."""
    return phone.strip().replace(" ", "").replace("-", "")


def end_former_helper(former, day) -> None:
    if day < former.since:
        words = {"name": former.name, "day": date_format(former.since, "DATE_FORMAT")}
        raise ActionRefused(_("%(name)s has been the helper since %(day)s: choose that day or a later one.") % words)
    former.until = day
    former.save(update_fields=["until"])


@transaction.atomic
def make_plan(case, *, by, goal, until, seen=None) -> Plan:
    """Make or change the one plan of a case; the history keeps earlier texts.

    `seen` is the version that `by` had on the page (see plan_version). Raises StaleState when somebody changed the plan
    since."""
    must_assist_case(by, case)
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    if seen is not None and seen != plan_version(Plan.objects.filter(case=case).first()):
        raise StaleState()
    if not goal.strip():
        raise ActionRefused(_("Please say what should improve for the household, and how."))
    if until < today():
        raise ActionRefused(_("The plan must end in the future: choose a later day."))
    said = {"goal": goal.strip(), "until": until, "made_on": today(), "by": by}
    plan, _made = Plan.objects.update_or_create(case=case, defaults=said)
    record_access(by, "plan_made", plan, area=case.household.village)
    return plan


def plan_version(plan) -> str:
    """Return a hash of the plan's text, which shows whether a page is out of date; empty when there is no plan."""
    said = plan and f"{plan.goal}\n{plan.until}\n{plan.made_on}\n{plan.by_id}"
    return sha256(said.encode()).hexdigest()[:16] if said else ""


@transaction.atomic
def add_judgement(case, *, by, words) -> Judgement:
    """Add a dated note on how a monitored case stands and whether the measures help."""
    must_assist_case(by, case)
    if case.state in PROPOSED:
        raise ActionRefused(_("This case is not approved yet, so no judgement note can be added."))
    if not words.strip():
        raise ActionRefused(_("Please write how the household stands."))
    note = Judgement.objects.create(case=case, noted_on=today(), words=words.strip(), by=by)
    record_access(by, "case_judged", note, area=case.household.village)
    return note


def must_assist_case(by, case) -> None:
    """Raise unless this person may manage the assistance of this household and the case can still get some."""
    must(by, Permission.CASE_ASSIST, case.household.village)
    case.state = Case.objects.values_list("state", flat=True).get(pk=case.pk)
    if case.state in CLOSED_CASE_STATES:
        raise ActionRefused(_("This case is over: it is “%(state)s”.") % {"state": case.get_state_display()})


def check_day_reached(day) -> None:
    if day > today():
        raise ActionRefused(_("This day is in the future: choose today or an earlier day."))


# ------------------------------------------------------------------------------------------------------------- measures


@transaction.atomic
def plan_measure(case, *, by, risk, urgent_reason="", **said) -> Measure:
    """Plan one measure against one risk of the case; `said` is what write_measure asks.

    Before the county's approval only a measure that cannot wait is possible, with the reason (green channel)."""
    must_assist_case(by, case)
    if risk not in case.risks:
        raise ActionRefused(_("Choose one of the risks of this case."))
    if case.state in PROPOSED and not urgent_reason.strip():
        raise ActionRefused(_("The case is not approved yet. Say why this measure cannot wait, or plan it afterwards."))
    of = {"case": case, "risk": risk, "urgent_reason": urgent_reason.strip()}
    return write_measure(case.household, by=by, of=of, **said)


@transaction.atomic
def plan_household_measure(household, *, by, group, **said) -> Measure:
    """Plan one measure for any household on file; `said` is what write_measure asks. While a case is open the measure
    belongs to it; otherwise it has no case and no risk."""
    must(by, Permission.CASE_ASSIST, household.village)
    if Household.objects.select_for_update(no_key=True).get(pk=household.pk).state != "active":
        raise ActionRefused(_("This household is no longer on file."))
    case = open_case_of(household)
    if case is None:
        return write_measure(household, by=by, group=group, **said)
    if case.state in PROPOSED:
        raise ActionRefused(
            _(
                "This household has a case that is not approved yet. Plan the measure on the page of the case and say "
                "why it cannot wait, or plan it after the approval."
            )
        )
    return plan_measure(case, by=by, risk=fitting_risk(case, group), group=group, **said)


def open_case_of(household) -> Case | None:
    """Return the case to which a measure of this household belongs."""
    return Case.objects.filter(household=household, state__in=OPEN).first()


def fitting_risk(case, group) -> str:
    """Return the first risk of the case that the group of measures fits, or its main risk."""
    return next((risk for risk in case.risks if group in FITTING_GROUPS[risk[:2]]), case.risks[0])


def write_measure(household, *, by, group, title, cost=None, due_on=None, planned_on=None, of=None, **work) -> Measure:
    """Write a planned measure. `of` holds the case, the risk and an urgent_reason; `work` the member, and the employer,
    monthly_wage, channel and place of a post."""
    planned_on = planned_on or today()
    check_new_measure(group, title, cost, planned_on, due_on)
    measure = Measure.objects.create(
        household=household,
        group=group,
        title=title.strip(),
        cost=cost,
        due_on=due_on,
        planned_on=planned_on,
        by=by,
        **(of or {}),
        **posts.measure_post_fields(household, group, **work),
    )
    MEASURE_STEPS.log(measure, "plan", "", by=by, on=planned_on)
    measure_moved.send(Measure, measure=measure, step="plan", by=by, on=planned_on)
    return measure


@transaction.atomic
def plan_same_measure(case, *, by, group, title, **said) -> Measure:
    """Plan for one household a measure that several get, such as one course: sent twice, it is planned once."""
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    same = Measure.objects.filter(case=case, group=group, title=title.strip(), state__in=UNDER_WAY)
    if same.exists():
        raise ActionRefused(_("This measure is planned for this household already."))
    return plan_measure(case, by=by, group=group, title=title, **said)


def check_new_measure(group, title, cost, planned_on, due_on) -> None:
    if group not in MeasureGroup.values or not title.strip():
        raise ActionRefused(_("Please describe the measure, and choose its group."))
    if cost is not None and cost < 0:
        raise ActionRefused(_("A cost cannot be below zero."))
    check_day_reached(planned_on)
    if due_on and due_on < planned_on:
        raise ActionRefused(_("A measure cannot be due before it was planned."))


def check_measure_day(measure, step, day) -> None:
    check_day_reached(day)
    last = measure.transitions.order_by("-effective_on", "-pk").first()
    since = last.effective_on if last else measure.planned_on
    if day < since:
        words = {"day": date_format(since, "DATE_FORMAT")}
        raise ActionRefused(_("The previous step was taken on %(day)s: choose that day or a later one.") % words)


def prepare_measure_step(measure, step, by, *, on, effect="", evidence=None, **said) -> dict:
    """Return the new values of a measure that takes a step on day `on`; `evidence` is a scan kept with its case."""
    if "effect" in step.needs and not effect.strip():
        raise ActionRefused(_("Please write what the measure achieved."))
    if evidence is not None and evidence.case_id != measure.case_id:
        raise ActionRefused(_("This scan belongs to another case."))
    values = {"effect": effect.strip()} if effect.strip() else {}
    values |= {"evidence": evidence} if evidence else {}
    if step.target == MeasureState.DELIVERED:
        values["delivered_on"] = on
    if step.target == MeasureState.ENDED:
        values["ended_on"] = on
    return values


def follow_measure_step(measure, step, by, *, on, **said) -> None:
    """Bring the employment account and the income of the worker in line with the step, and tell the apps above."""
    measure.refresh_from_db()
    if measure.channel and step.name in ("start", "deliver") and measure.spell is None:
        posts.begin_post(measure, on)
    if measure.channel and step.name == "end":
        posts.end_post(measure, on)
    measure_moved.send(Measure, measure=measure, step=step.name, by=by, on=on)


def measure_hindrance(measure, step, by, *, on, **said) -> str:
    """Return why the step cannot be taken on day `on`. It may be entered late, but not before the step it follows."""
    check_measure_day(measure, step, on)
    (measure.case or measure.household).refresh_from_db(fields=["state"])
    return measure_block_reason(measure, step, by)


def measure_block_reason(measure, step, user) -> str:
    """Return in words why this step cannot be taken now; empty when it can."""
    if step.name == "approve" and measure.by == user:
        return _("Four eyes: you planned this measure. Somebody else must approve it.")
    if step.name not in ADVANCING_STEPS:
        return ""
    if measure.case is None:
        return "" if measure.household.state == "active" else _("This household is no longer on file.")
    return case_block_reason(measure)


def case_block_reason(measure) -> str:
    """Return why the case of a measure lets it go no further."""
    if measure.case.state in CLOSED_CASE_STATES:
        state = measure.case.get_state_display()
        return pgettext("measure", "The case is over: it is “%(state)s”.") % {"state": state}
    if measure.case.state in PROPOSED and not measure.urgent_reason:
        return _("This measure waits for the approval of the case.")
    return ""


MEASURE_STEPS = StepTaker(
    MEASURE_WORKFLOW,
    "measure",
    lambda measure: measure.household.village,
    hindrance=measure_hindrance,
    prepare=prepare_measure_step,
    follow=follow_measure_step,
)
take_measure_step, available_measure_steps = MEASURE_STEPS.take, MEASURE_STEPS.available
