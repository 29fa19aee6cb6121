"""What people do to help a household: a helper, a plan, measures, and a note of how it stands. Each is one transaction
with its line in the access log."""

from hashlib import sha256

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.audit.log import record
from accounts.permissions import Permission, may, must
from cases.case.workflow import MEASURE
from cases.choices import PROPOSED, CaseState, MeasureGroup, MeasureState
from cases.models import Case, HelperAssignment, Judgement, Measure, Plan
from core.dates import today
from core.workflow import Overtaken, Refused, Step, check_reason, move
from households.models import Household

from . import posts

OVER = (CaseState.REFUSED, CaseState.ENDED)
GOES_ON = ("approve", "start", "deliver")  # steps that bring a measure nearer to the household


# ---------------------------------------------------------------------------------------------- helper, plan, judgement


@transaction.atomic
def assign_helper(household, *, by, name, unit, phone="", since) -> HelperAssignment:
    """Make somebody the household's helper from `since` on; the former one ends on that day."""
    must(by, Permission.CASE_ASSIST, household.village)
    Household.objects.select_for_update().get(pk=household.pk)
    check_helper(household, name, unit, phone, since)
    former = household.helpers.filter(until=None).first()
    if former:
        end_former(former, since)
    made = HelperAssignment.objects.create(
        household=household, name=name.strip(), unit=unit.strip(), phone=digits(phone), since=since, by=by
    )
    record(by, "helper_assigned", made, area=household.village)
    return made


def check_helper(household, name, unit, phone, since) -> None:
    if household.state != "active":
        raise Refused(_("This household is no longer on file."))
    if not name.strip() or not unit.strip():
        raise Refused(_("Please say who the helper is, and for whom the helper works."))
    if digits(phone) and not (digits(phone).isdecimal() and 7 <= len(digits(phone)) <= 12):
        raise Refused(_("The phone must have 11 digits, or a landline's 7 to 12."))
    check_day(since)


def digits(phone) -> str:
    """A phone as it is kept, however it was typed."""
    return phone.strip().replace(" ", "").replace("-", "")


def end_former(former, day) -> None:
    if day < former.since:
        words = {"name": former.name, "day": date_format(former.since, "DATE_FORMAT")}
        raise Refused(_("%(name)s has been the helper since %(day)s: choose that day or a later one.") % words)
    former.until = day
    former.save(update_fields=["until"])


@transaction.atomic
def make_plan(case, *, by, goal, until, seen=None) -> Plan:
    """The one plan of a case. Made again it is changed; the history keeps what it said before. `seen` is the version
    that `by` had read (see `version`): raises Overtaken when somebody changed it meanwhile."""
    must_help(by, case)
    Household.objects.select_for_update().get(pk=case.household_id)
    if seen is not None and seen != version(Plan.objects.filter(case=case).first()):
        raise Overtaken()
    if not goal.strip():
        raise Refused(_("Please say what shall be better for the household, and by what."))
    if until < today():
        raise Refused(_("A plan looks ahead: choose a day that is still to come."))
    said = {"goal": goal.strip(), "until": until, "made_on": today(), "by": by}
    plan, _made = Plan.objects.update_or_create(case=case, defaults=said)
    record(by, "plan_made", plan, area=case.household.village)
    return plan


def version(plan) -> str:
    """A mark of what a plan says, by which a page that was overtaken is known; empty where there is no plan yet."""
    said = plan and f"{plan.goal}\n{plan.until}\n{plan.made_on}\n{plan.by_id}"
    return sha256(said.encode()).hexdigest()[:16] if said else ""


@transaction.atomic
def judge(case, *, by, words) -> Judgement:
    """A dated note on how a case under monitoring stands, and whether the measures help."""
    must_help(by, case)
    if case.state in PROPOSED:
        raise Refused(_("This case is not approved yet: there is nothing to judge."))
    if not words.strip():
        raise Refused(_("Please write how the household stands."))
    note = Judgement.objects.create(case=case, noted_on=today(), words=words.strip(), by=by)
    record(by, "case_judged", note, area=case.household.village)
    return note


def must_help(by, case) -> None:
    """Whether this person keeps the assistance of this household, and the case still gets some."""
    must(by, Permission.CASE_ASSIST, case.household.village)
    case.state = Case.objects.values_list("state", flat=True).get(pk=case.pk)
    if case.state in OVER:
        raise Refused(_("This case is over: it is “%(state)s”.") % {"state": case.get_state_display()})


def check_day(day) -> None:
    if day > today():
        raise Refused(_("This day is still to come: choose today or an earlier day."))


# ------------------------------------------------------------------------------------------------------------- measures


@transaction.atomic
def plan_measure(case, *, by, group, title, risk, cost=None, due_on=None, urgent_reason="", planned_on=None, **post):
    """Plan one measure against one of the case's risks. Before the county has approved the case only one that cannot
    wait, with the reason (the green channel). `post`: member, employer, monthly_wage of a measure that is work."""
    must_help(by, case)
    planned_on = planned_on or today()
    check_measure(case, group, title, risk, cost)
    check_day(planned_on)
    if due_on and due_on < planned_on:
        raise Refused(_("A measure cannot be due before it was planned."))
    if case.state in PROPOSED and not urgent_reason.strip():
        raise Refused(_("The case is not approved yet. Say why this measure cannot wait, or plan it afterwards."))
    measure = Measure.objects.create(
        case=case, group=group, title=title.strip(), risk=risk, cost=cost, due_on=due_on, planned_on=planned_on, by=by,
        urgent_reason=urgent_reason.strip(), **posts.of_measure(case, group, **post),
    )  # fmt: skip
    log(measure, "plan", "", planned_on, by)
    return measure


def check_measure(case, group, title, risk, cost) -> None:
    if group not in MeasureGroup.values or not title.strip():
        raise Refused(_("Please say what is done, and to which group it belongs."))
    if risk not in case.risks:
        raise Refused(_("Choose one of the risks of this case."))
    if cost is not None and cost < 0:
        raise Refused(_("A cost cannot be below zero."))


@transaction.atomic
def take_measure(measure, name, *, by, seen=None, reason="", effect="", evidence=None, on=None) -> Measure:
    """Move a measure by one step, as of `on` (today, or an earlier day when it is recorded late). `seen` is the state
    on the page that `by` acted from; `evidence` a scan kept with the case.

    Raises PermissionDenied, Refused with what is missing, or Overtaken when somebody was quicker."""
    step, day = MEASURE[name], on or today()
    must(by, step.permission, measure.case.household.village)
    check_reason(step, reason)
    source = seen or measure.state
    measure.case.refresh_from_db(fields=["state"])
    check_step(measure, step, day)
    if why := blocked(measure, step, by):
        raise Refused(why)
    values = said(measure, step, day, effect.strip(), evidence)
    if not move(Measure.objects.filter(pk=measure.pk), step, seen=source, **values):
        raise Overtaken()
    measure.refresh_from_db()
    work(measure, name, day)
    log(measure, name, source, day, by, reason.strip())
    return measure


def check_step(measure, step, day) -> None:
    check_day(day)
    last = measure.transitions.order_by("-effective_on", "-pk").first()
    since = last.effective_on if last else measure.planned_on
    if day < since:
        words = {"day": date_format(since, "DATE_FORMAT")}
        raise Refused(_("The step before was taken on %(day)s: choose that day or a later one.") % words)


def said(measure, step, day, effect, evidence) -> dict:
    """The new values of a measure that takes a step."""
    if "effect" in step.needs and not effect:
        raise Refused(_("Please write what the measure has brought about."))
    if evidence is not None and evidence.case_id != measure.case_id:
        raise Refused(_("This scan belongs to another case."))
    values = {"effect": effect} if effect else {}
    values |= {"evidence": evidence} if evidence else {}
    if step.target == MeasureState.DELIVERED:
        values["delivered_on"] = day
    if step.target == MeasureState.ENDED:
        values["ended_on"] = day
    return values


def work(measure, name, day) -> None:
    """What a step means for the employment account and the income of who works there."""
    if not measure.channel:
        return
    if name in ("start", "deliver") and measure.spell is None:
        posts.begin(measure, day)
    if name == "end":
        posts.finish(measure, day)


def log(measure, name, source, day, by, reason="") -> None:
    measure.transitions.create(step=name, source=source, target=measure.state, effective_on=day, by=by, reason=reason)
    record(by, f"measure_{name}", measure, area=measure.case.household.village)


def steps_for(measure, user) -> list[Step]:
    """What this person may do with the measure now, also what is blocked."""
    return MEASURE.available(measure, lambda permission: may(user, permission, measure.case.household.village))


def blocked(measure, step, user) -> str:
    """Why this step cannot be taken now, in words; nothing when it can."""
    if step.name == "approve" and measure.by == user:
        return _("Four eyes: you planned this measure. Somebody else must approve it.")
    if step.name not in GOES_ON:
        return ""
    if measure.case.state in OVER:
        state = measure.case.get_state_display()
        return pgettext("measure", "The case is over: it is “%(state)s”.") % {"state": state}
    if measure.case.state in PROPOSED and not measure.urgent_reason:
        return _("This measure waits for the approval of the case.")
    return ""
