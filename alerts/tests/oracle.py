"""The oracle: a second implementation of the nightly run, as a clerk would work it out from one household's papers.

It is written from the rules in words, in plain Python, and shares nothing with the facts and rules of the program, not
even the lists of codes. `facts` gives every fact of a household on a day, `levels` every rule's level, `colour` the
colour. None means unknown, and nothing follows from what is unknown."""

import datetime as dt
from decimal import Decimal

from .oracle_facts import facts, months_ago

__all__ = ["colour", "facts", "in_force", "levels"]

AMBER, RED = 1, 2


def in_force(papers, day) -> dict:
    """The value of each key: of those that have begun, the one that began last; of two such, the later paper."""
    begun = sorted((paper for paper in papers if paper.since <= day), key=lambda paper: paper.since)
    return {paper.key: Decimal(paper.value) for paper in begun}


class Known(dict):
    """Facts of which only the known ones take part in a comparison."""

    def below(self, fact, limit):
        return self[fact] is not None and limit is not None and self[fact] < limit

    def at_least(self, fact, limit):
        return self[fact] is not None and limit is not None and self[fact] >= limit

    def since(self, fact, day):
        """The fact is a date, not before `day`."""
        return self[fact] is not None and self[fact] >= day

    def by(self, fact, day):
        """The fact is a date, not after `day`."""
        return self[fact] is not None and self[fact] <= day


def grade(red=False, amber=False):
    return RED if red else AMBER if amber else None


def income_below_line(f, p):
    below = f.below("per_capita", p["line"])
    return grade(red=below and not f["is_followed"] and well_known(f, p), amber=below)


def well_known(f, p):
    """Few enough of the twelve months are carried forward."""
    return f["income_carried"] is not None and f["income_carried"] <= p["income_carried_red"]


def income_near_line(f, p):
    return grade(amber=f.at_least("per_capita", p["line"]) and f.below("per_capita", p["line"] * p["near_line"]))


def income_dropped(f, p):
    before = f["per_capita_before"]
    if not f.below("per_capita", p["line"] * p["fall_ceiling"]) or not before or before < 0:
        return None
    fallen = (before - f["per_capita"]) / before
    return grade(red=fallen >= p["fall_red"] and well_known(f, p), amber=fallen >= min(p["fall_amber"], p["fall_red"]))


def income_falls_on(f, p):
    years = [f["per_capita" + year] for year in ("", "_before", "_before2", "_before3")]
    return grade(amber=None not in years and years[0] < years[1] < years[2] < years[3])


def hardship_by_spending(f, p):
    hard = f.at_least("per_capita", p["line"]) and f.below("reference", p["line"])
    return grade(red=hard and well_known(f, p), amber=hard)


def rigid_spending_heavy(f, p):
    return grade(amber=f["net"] is not None and f.at_least("rigid_spending", f["net"] * p["rigid_share"]))


def self_payment_high(f, p):
    threshold = p["self_pay_general"]
    if f["is_lifted_or_followed"]:
        threshold = min(threshold, p["self_pay_followed"])
    told = [f[name] for name in ("self_paid_this_year", "insured_self_paid") if f[name] is not None]
    most = max(told, default=None)
    return grade(
        red=most is not None and most >= threshold * p["self_pay_red"], amber=most is not None and most >= threshold
    )


def outpatient_spending(f, p):
    return grade(amber=f.at_least("outpatient_paid", p["outpatient_month"]))


def new_serious_illness(f, p):
    recent = f.since("illness_told_on", days_before(p, "illness_days"))
    return grade(red=recent and f["is_lifted_or_followed"], amber=recent)


def days_before(p, key):
    return p["day"] - dt.timedelta(int(p[key]))


def uninsured(f, p):
    return grade(red=f["uninsured"] and f["is_lifted_or_followed"], amber=f["uninsured"])


def child_out_of_school(f, p):
    return grade(red=f["out_of_school"] or f["dropouts_told"])


def schooling_costly(f, p):
    costs = [f[name] for name in ("schooling_cost", "schooling_told") if f[name] is not None]
    return grade(amber=any(cost > p["schooling_high"] for cost in costs))


def severely_disabled(f, p):
    if not (f["severe_disability"] or f["severe_told"]):
        return grade(amber=f.since("certificate_told_on", days_before(p, "certificate_days")))
    earned = f["disabled_wages"]
    return grade(red=earned and f["net"] is not None and earned >= f["net"] * p["earner_share"], amber=True)


def several_students(f, p):
    low = f.below("per_capita", p["line"] * p["students_ceiling"])
    return grade(amber=f.at_least("students_beyond_compulsory", p["students"]) and low)


def unsafe_house(f, p):
    return grade(red=house_lost(f) or f["unsafe_houses_told"])


def house_lost(f):
    return f["house_grade"] in ("C", "D") or f["housing_met"] is False


def long_dry(p):
    """The last day since which water that is still out has been out for long."""
    return p["day"] - dt.timedelta(int(p["water_out_days"]) + 1)


def unsafe_water(f, p):
    dry = f["water_met"] is False and f["water_problem"] == "out"
    long_ago = long_dry(p)
    return grade(
        red=(dry and f.by("water_out_since", long_ago)) or f.by("water_out_told_since", long_ago),
        amber=f["water_met"] is False or (f["water_met"] is None and f["has_safe_water"] is False),
    )


def wages_stopped(f, p):
    if not f["wages"] or f["net"] is None or f["wages"] < f["net"] * p["wage_share"]:
        return None
    since = [f["idle_since"] if f["working"] is not None else f["unpaid_since"]]
    since += [f["work_ended_told_on"]] if not f["working"] else []
    idle = max(((p["day"] - day).days for day in since if day), default=None)
    return grade(red=idle is not None and idle >= p["idle_red"], amber=idle is not None and idle >= p["idle_amber"])


def nobody_works(f, p):
    if not f["labour"] or f["business"] != 0:
        return None
    idle = f.by("idle_since", p["day"] - dt.timedelta(int(p["no_work_days"])))
    return grade(amber=idle or (f["working"] is None and f["wages"] == 0))


def no_safety_net(f, p):
    return grade(red=f["people"] and f["labour"] == f["allowance"] == f["destitute"] == 0)


def earner_lost(f, p):
    if f["lost_wages"]:
        return grade(amber=f["net"] is None or f["lost_wages"] >= (f["net"] + f["lost_wages"]) * p["earner_share"])
    lost = f["worker_lost_on"]
    return grade(amber=lost is not None and (p["day"] - lost).days <= p["earner_lost_days"])


def natural_disaster(f, p):
    return grade(red=f["house_lost_on"], amber=f.at_least("crop_lost_percent", p["crop_loss"]))


def accident(f, p):
    since = days_before(p, "accident_days")
    return grade(red=f.since("grave_accident_on", since), amber=f.since("injury_on", since))


def project_failed(f, p):
    business = f["business"]
    large = business and business > 0 and f.at_least("business_loss", business * p["business_loss_share"])
    return grade(amber=f["project_failed_on"] or f["joined_project_failed_on"] or large)


def credit_overdue(f, p):
    since = f["credit_overdue_since"]
    late = None if since is None else (p["day"] - since).days
    return grade(
        red=late is not None and late >= p["overdue_red"], amber=late is not None and late >= p["overdue_amber"]
    )


def allowance_changed(f, p):
    since, new = days_before(p, "support_days"), f["support_new_on"]
    unseen = new and new >= since and (f["last_visit_on"] is None or f["last_visit_on"] < new)
    return grade(amber=f.since("support_stopped_on", since) or f.at_least("reliefs", p["reliefs_many"]) or unseen)


def asked_for_help(f, p):
    return grade(amber=f["asked_for_help_on"] or f["declared_on"])


def seen_on_visit(f, p):
    shocks = f["shocks_seen"] or []
    grave = {"10", "05", "12", "0206", "0202"} & set(shocks)
    return grade(red=grave or f["guarantees_failed"], amber=shocks)


def clearing_not_stable(f, p):
    cleared = f["cleared_on"]
    recent = f["case_state"] == "cleared" and cleared and cleared >= months_ago(p["day"], int(p["unstable_months"]))
    below = recent and f.below("per_capita", p["line"])
    return grade(red=below and well_known(f, p), amber=below)


def guarantee_lost(f, p):
    lost = house_lost(f) or any(f[name] is False for name in ("water_met", "education_met", "medical_met"))
    told = f["unsafe_houses_told"] or f["dropouts_told"] or f.by("water_out_told_since", long_dry(p))
    return grade(red=f["case_state"] == "cleared" and (lost or told or f["out_of_school"] or f["uninsured"]))


# code: (group, rule, the parameters it cannot do without)
RISKS = {
    "INC-01": ("income", income_below_line, {"line", "income_carried_red"}),
    "INC-02": ("income", income_near_line, {"line", "near_line"}),
    "INC-03": ("income", income_dropped, {"line", "fall_amber", "fall_red", "fall_ceiling", "income_carried_red"}),
    "INC-04": ("income", income_falls_on, set()),
    "EXP-01": ("spending", hardship_by_spending, {"line", "income_carried_red"}),
    "EXP-02": ("spending", rigid_spending_heavy, {"rigid_share"}),
    "MED-01": ("medical", self_payment_high, {"self_pay_followed", "self_pay_general", "self_pay_red"}),
    "MED-02": ("medical", outpatient_spending, {"outpatient_month"}),
    "MED-03": ("medical", new_serious_illness, {"illness_days"}),
    "MED-04": ("medical", uninsured, set()),
    "EDU-01": ("education", child_out_of_school, set()),
    "DIS-01": ("disability", severely_disabled, {"earner_share", "certificate_days"}),
    "EDU-02": ("education", schooling_costly, {"schooling_high"}),
    "EDU-03": ("education", several_students, {"students", "students_ceiling", "line"}),
    "HOU-01": ("housing", unsafe_house, set()),
    "WAT-01": ("water", unsafe_water, {"water_out_days"}),
    "JOB-01": ("work", wages_stopped, {"wage_share", "idle_amber", "idle_red"}),
    "JOB-02": ("work", nobody_works, {"no_work_days"}),
    "LAB-01": ("labour", no_safety_net, set()),
    "LAB-02": ("labour", earner_lost, {"earner_lost_days", "earner_share"}),
    "DSR-01": ("events", natural_disaster, {"crop_loss"}),
    "ACC-01": ("events", accident, {"accident_days"}),
    "IND-01": ("events", project_failed, {"business_loss_share"}),
    "LOAN-01": ("credit", credit_overdue, {"overdue_amber", "overdue_red"}),
    "CIV-01": ("support", allowance_changed, {"support_days", "reliefs_many"}),
    "APP-01": ("asked", asked_for_help, set()),
    "VIS-01": ("seen", seen_on_visit, set()),
}


def new_risk(f, p):
    return grade(red=f["case_state"] == "cleared" and any(rule(f, p) == RED for _g, rule, _n in RISKS.values()))


RULES = RISKS | {
    "CLR-01": ("after", new_risk, set().union(*(needs for _group, _rule, needs in RISKS.values()))),
    "CLR-02": ("after", clearing_not_stable, {"line", "unstable_months", "income_carried_red"}),
    "CLR-03": ("after", guarantee_lost, {"water_out_days"}),
}


def levels(found: dict, day: dt.date, values: dict) -> dict:
    """{rule: level} of the rules that stand; a rule without its parameters is not judged."""
    judged = {code: rule for code, (_group, rule, needs) in RULES.items() if needs <= set(values)}
    graded = {code: rule(Known(found), {**values, "day": day}) for code, rule in judged.items()}
    return {code: level for code, level in graded.items() if level}


def colour(found: dict, standing: dict, values: dict) -> str:
    amber_groups = {RULES[code][0] for code in standing}
    enough = values.get("amber_groups_red") if values.get("amber_switch") else None
    if RED in standing.values() or (enough is not None and len(amber_groups) >= enough):
        return "red"
    return "amber" if standing else "unknown" if missing(found) else "green"


def missing(f) -> bool:
    """Something that must be known of every household is not."""
    return (
        not f["people"]
        or f["heads"] != 1
        or f["net"] is None
        or bool(f["births_unknown"] or f["labour_unknown"] or f["insurance_unknown"])
    )
