"""The conditions for marking the risk of a case as cleared: each is met, not met or unknown, with its evidence and what
to do about it (WRK-07).

Entry and clearing use different tests. A household comes in when its income falls below the monitoring line once. It is
cleared only when each of the last six twelve-month sums was above the line, so that small changes around the line do
not move it in and out."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from alerts.levels import Level
from alerts.models import RiskFlag
from alerts.rules import RULES
from alerts.rules.declare import AFTER
from cases.choices import DELIVERED, UNCLEARED, CaseStep, ClearMethod
from core.dates import today, years_before
from core.text import join_words
from core.workflow import ActionRefused
from households.choices import SAFE_GRADES, RiskType
from households.income.known import income_known_sentence
from households.income.words import income_words, yuan_words
from households.models import GuaranteeCheck, Household
from policy import parameters
from visits.models import Visit

from . import risk_measures, snapshot
from .incomes import (
    ask_income_remedy,
    income_against_line,
    known_income_sentence,
    rolling_incomes,
    stays_above_line,
    unknown_sums_in_words,
)
from .suggestion import risk_of_rule

CLEARING_VISIT_DAYS = 90  # a visit that found the risks gone counts for so many days


@dataclass(frozen=True)
class ClearingCondition:
    """One condition: `met` is true, false, or None for "not known". `evidence` says what the answer is based on,
    `remedy` what to do when it is not true."""

    code: str
    label: str
    met: bool | None
    evidence: str
    remedy: str = ""


@dataclass(frozen=True)
class ClearingInputs:
    """What the conditions read, loaded once."""

    case: object
    day: dt.date
    p: object
    figures: dict
    guarantees: dict
    flags: list
    visit: object


def clearing_checklist(case, clear_method=ClearMethod.ASSISTANCE) -> list[ClearingCondition]:
    """Return every condition of clearing, as of today."""
    known = gather_clearing_inputs(case)
    conditions = [
        months_condition(known),
        income_condition(known),
        stable_income_condition(known),
        spending_condition(known),
    ]
    conditions += [guarantee_condition(known, name) for name in GuaranteeCheck.GUARANTEES]
    conditions += [risks_gone_condition(known), no_new_risk_condition(known)]
    # A risk that went away without help needs no measure.
    if clear_method != ClearMethod.NATURAL:
        conditions.append(measures_condition(known))
    return [*conditions, safety_net_condition(known)]


def gather_clearing_inputs(case) -> ClearingInputs:
    household, day = case.household, today()
    p = parameters.parameters_on(day, household.county)
    flags = RiskFlag.objects.open().filter(household=household, rule__in=RULES).order_by("-level", "rule")
    # Rules about cleared households say nothing about the risk that the case is about.
    flags = [flag for flag in flags if RULES[flag.rule].group != AFTER]
    visit = Visit.objects.contacts().filter(household=household, visited_on__gte=p.ago(CLEARING_VISIT_DAYS)).first()
    found = snapshot.income_figures(household, p), snapshot.latest_guarantees(household, day)
    return ClearingInputs(case, day, p, *found, flags, visit)


def unmet_conditions(conditions) -> list[ClearingCondition]:
    """Return the conditions that are not met or not known; each prevents clearing."""
    return [condition for condition in conditions if condition.met is not True]


# ------------------------------------------------------------------------------------------------------- the conditions


def months_condition(known) -> ClearingCondition:
    """Return whether the case was monitored for long enough (months) since it was identified, marked again or rolled
    back."""
    since, wanted = monitored_since(known.case), int(known.p.values.get("clear_months", 6))
    label = _("At least %(months)s months under monitoring") % {"months": wanted}
    text = _("Under monitoring since %(day)s.") % {"day": date_format(since, "DATE_FORMAT")}
    return ClearingCondition(
        "months", label, since <= known.p.months_ago(wanted), text, _("Wait until the time is over.")
    )


def monitored_since(case) -> dt.date:
    # A rollback starts the time again; marking again is a new episode with its own day.
    back = case.transitions.filter(step=CaseStep.ROLL_BACK).order_by("-effective_on").first()
    return back.effective_on if back else case.identified_on


def income_condition(known) -> ClearingCondition:
    """Return whether income per person of the last twelve full months (yuan) is above this year's monitoring line."""
    line, now = known.p.values.get("line"), known.figures["per_capita"]
    label = _("Income per person above this year's line")
    if line is None:
        return ClearingCondition("income", label, None, _("No monitoring line is in force."), line_remedy())
    if now is None:
        return ClearingCondition("income", label, None, known_income_sentence(known.figures), ask_income_remedy())
    text = f"{income_against_line(now, line)} {known_income_sentence(known.figures)}"
    return ClearingCondition("income", label, now > line, text, _("Continue the assistance."))


def stable_income_condition(known) -> ClearingCondition:
    """Return whether the income of every twelve-month sum that ended in the last months was above the monitoring
    line."""
    wanted, line = int(known.p.values.get("clear_months", 6)), known.p.values.get("line")
    label = _("Income stable above the line for %(months)s months") % {"months": wanted}
    sums = rolling_incomes(known.case.household, known.day, wanted)
    if line is None:
        return ClearingCondition("stable", label, None, _("No monitoring line is in force."), line_remedy())
    if (met := stays_above_line(line, [one.per_person for one in sums])) is None:
        return ClearingCondition("stable", label, None, unknown_sums_in_words(sums), ask_income_remedy())
    lowest = min(sums)  # by income; of two equal ones that of which less is known
    text = f"{income_against_line(lowest.per_person, line)} {income_known_sentence(lowest.known, lowest.carried)}"
    return ClearingCondition("stable", label, met, text, _("Wait until it is stable."))


def spending_condition(known) -> ClearingCondition:
    """Return whether medical costs and schooling take less than the heavy share of income and leave the family above
    the monitoring line."""
    label, found = _("Rigid spending under control"), known.figures
    line, share, schooling = known.p.values.get("line"), known.p.values.get("rigid_share"), schooling_spending(found)
    if None in (line, share, schooling, found["net"], found["out_of_pocket"], found["reference"]):
        text, remedy = _("Not known."), _("Ask for medical costs and schooling on a visit.")
        return ClearingCondition("spending", label, None, f"{text} {known_income_sentence(found)}", remedy)
    spent = found["out_of_pocket"] + schooling
    text = _("%(spent)s of a net income of %(net)s; per person after medical costs: %(reference)s.") % {
        "spent": yuan_words(spent),
        "net": yuan_words(found["net"]),
        "reference": income_words(found["reference"]),
    }
    text = f"{text} {known_income_sentence(found)}"
    # Spending must be below the share; for what remains, exactly the monitoring line is enough.
    met = spent < share * found["net"] and found["reference"] >= line
    return ClearingCondition("spending", label, met, text, _("Look for medical or educational help."))


def schooling_spending(found) -> Decimal | None:
    """Return what the family pays for schooling in yuan: 0 when nobody studies beyond compulsory school, None when
    somebody does and nobody asked."""
    if found["schooling_cost"] is None and not found["students_beyond_compulsory"]:
        return Decimal(0)
    return found["schooling_cost"]


def guarantee_condition(known, name) -> ClearingCondition:
    """Return whether a guarantee is met: by the latest check within a year, otherwise by the registry. What the
    registry knows to be missing is missing whatever the check says."""
    label = str(GuaranteeCheck.label_of(name))
    text = _("Not asked yet.")
    met, on = known.guarantees.get(name, (None, None))
    if on:
        text = _("Checked on %(day)s.") % {"day": date_format(on, "DATE_FORMAT")}
    if on and on < years_before(known.day, 1):
        met, text = None, _("Checked on %(day)s, more than a year ago.") % {"day": date_format(on, "DATE_FORMAT")}
    registry = guarantee_by_registry(known, name)
    if registry is False or met is None:
        met, text = registry, _("By the registry.") if registry is not None else text
    remedy = _("Ask on the check visit.") if met is None else _("Solve it with the department in charge.")
    return ClearingCondition(name, label[:1].upper() + label[1:], met, text, remedy)


def guarantee_by_registry(known, name) -> bool | None:
    """Return what the registry knows of a guarantee; None for water, food and clothing, which only a check can tell."""
    household, found = known.case.household, known.figures
    told = {"education": found["out_of_school"], "medical": found["uninsured"]}
    if told.get(name) is not None:
        return told[name] == 0
    if name == "housing" and household.house_grade:
        return household.house_grade in SAFE_GRADES
    return household.has_safe_water if name == "water" else None


def risks_gone_condition(known) -> ClearingCondition:
    """Return whether no open flag and no recent visit still shows a risk of the case."""
    label = _("The original risks are gone")
    shown = [flag.rule for flag in known.flags if is_same_risk(risk_of_rule(flag.rule), known.case.risks)]
    shown += [RiskType(shock).label for shock in visit_shocks(known.visit) if is_same_risk(shock, known.case.risks)]
    if shown:
        text = _("Still shown: %(what)s.") % {"what": join_words(shown)}
        return ClearingCondition("risks_gone", label, False, text, _("Continue the assistance, then check on a visit."))
    if known.visit is None:
        return ClearingCondition("risks_gone", label, None, _("Not visited lately."), _("Make the check visit."))
    text = _("Nothing seen on the visit of %(day)s.") % {"day": date_format(known.visit.visited_on, "DATE_FORMAT")}
    return ClearingCondition("risks_gone", label, True, text)


def visit_shocks(visit) -> list:
    """Return the shocks seen on the visit itself, because last night's facts may be a day older."""
    return visit.shocks if visit else []


def is_same_risk(risk, risks) -> bool:
    """Return whether a kind of risk is among those of a case; all kinds of disaster count as one."""
    return bool(risk) and str(risk)[:2] in {code[:2] for code in risks}


def no_new_risk_condition(known) -> ClearingCondition:
    """Return whether no red flag of another kind of risk is open."""
    label = _("No new risk")
    shown = [flag.rule for flag in known.flags if flag.level == Level.RED]
    shown = [rule for rule in shown if not is_same_risk(risk_of_rule(rule), known.case.risks)]
    text = _("Red: %(rules)s.") % {"rules": join_words(shown)} if shown else _("No other red rule stands.")
    return ClearingCondition("no_new_risk", label, not shown, text, _("Verify it, and add the risk to the case."))


def measures_condition(known) -> ClearingCondition:
    """Return whether each risk has a delivered measure that fits it."""
    label = _("A delivered measure for each risk")
    done = set(known.case.measures.filter(state__in=DELIVERED).values_list("group", flat=True))
    left = [
        RiskType(risk).label for risk in known.case.risks if not done & set(risk_measures.fitting_measure_groups(risk))
    ]
    text = _("None delivered for: %(risks)s.") % {"risks": join_words(left)} if left else _("Every risk has one.")
    return ClearingCondition("measures", label, not left, text, _("Deliver a fitting measure, or clear it naturally."))


def safety_net_condition(known) -> ClearingCondition:
    """Return whether the household may be cleared by its kind: safety-net households may not, unless the county leader
    allows it with a reason."""
    label = _("Not a safety-net household")
    if not known.case.household.is_safety_net:
        return ClearingCondition("safety_net", label, True, _("By the registry."))
    allowed = allowed_clearing_entry(known.case)
    if allowed:
        text = _("Allowed by %(who)s on %(day)s.") % allowed_clearing_words(
            allowed
        )  # the reason itself is in the timeline, for those who act
        return ClearingCondition("safety_net", label, True, text)
    text = _("Nobody of the household is able to work.")
    return ClearingCondition("safety_net", label, False, text, _("Only the county leader may allow it, with a reason."))


def line_remedy() -> str:
    return _("Ask the county to enter the line of this year, with its document.")


# ----------------------------------------------------------------------------------------------- the leader's exception


def allowed_clearing_entry(case):
    """Return the log entry by which the county leader allowed this clearing; it holds until the case is rolled back."""
    allowed = case.transitions.filter(step=CaseStep.ALLOW_CLEARING, effective_on__gte=monitored_since(case))
    return allowed.select_related("by").order_by("-pk").first()


def allowed_clearing_words(allowed) -> dict:
    return {"who": allowed.by, "day": date_format(allowed.effective_on, "DATE_FORMAT")}


@transaction.atomic
def allow_clearing(case, *, by, reason) -> None:
    """Let the county leader allow the clearing of a safety-net household.

    Raises ActionRefused without a reason, when nothing needs allowing, or when it is already allowed."""
    must(by, Permission.CASE_APPROVE, case.household.village)
    if not reason.strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    Household.objects.select_for_update(no_key=True).get(pk=case.household_id)
    case.refresh_from_db()
    if not case.household.is_safety_net or case.state not in UNCLEARED:
        raise ActionRefused(_("Only the clearing of a safety-net household under monitoring needs to be allowed."))
    if standing := allowed_clearing_entry(case):
        raise ActionRefused(
            _("This clearing is allowed already, by %(who)s on %(day)s.") % allowed_clearing_words(standing)
        )
    case.transitions.create(
        step=CaseStep.ALLOW_CLEARING,
        source=case.state,
        target=case.state,
        effective_on=today(),
        by=by,
        reason=reason.strip(),
        village=case.household.village,
    )
    record_access(by, "case_allow_clearing", case, area=case.household.village)
