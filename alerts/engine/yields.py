"""What each rule yields: the households that stand under it, its alerts of the last months, and how these were
answered; so that a rule that is not worth its noise is seen."""

from dataclasses import dataclass

from django.db.models import Count, Q

from accounts.permissions import Permission
from alerts.levels import Level
from alerts.models import IDENTIFICATION_OUTCOMES, AlertOutcome, RiskFlag, RiskRun, Signal
from alerts.rules import RULES, Rule
from core.dates import add_months, today

MONTHS_BACK = 6
STANDING = {"households": Q(), **{level.name.lower(): Q(level=level) for level in Level}}
ANSWERS = {
    "alerts": Q(),
    "no_risk": Q(alert__outcome=AlertOutcome.NO_RISK),
    "monitored": Q(alert__outcome=AlertOutcome.MONITORED),
    "identified": Q(alert__outcome__in=IDENTIFICATION_OUTCOMES),
    "unanswered": Q(alert__outcome=""),
}


@dataclass(frozen=True)
class RuleYield:
    """One rule with its counts: of households by level, and of alerts by answer. A count is None where nobody has
    looked: before the first night, or outside one's territory. `is_judged` is false for a rule that is switched off."""

    rule: Rule
    is_judged: bool
    counts: dict


def since_day():
    """Return the day from which alerts are counted: the first of the month so many months ago."""
    return add_months(today(), -MONTHS_BACK)


def rule_yields(user, county, p) -> list[RuleYield]:
    """Return the yield of every rule within a county, for the territory where `user` may see households."""
    known = is_known(user, county)
    standing, answered = (flags_by_rule(user, county), alerts_by_rule(user, county)) if known else ({}, {})
    empty = dict.fromkeys((*STANDING, *ANSWERS), 0 if known else None)
    return [
        RuleYield(entry, entry.is_judged(p), empty | standing.get(code, {}) | answered.get(code, {}))
        for code, entry in RULES.items()
    ]


def noisiest_first(yields) -> list[RuleYield]:
    """Return the yields, that of the rule with the most alerts first."""
    return sorted(yields, key=lambda one: -(one.counts["alerts"] or 0))


def is_known(user, county) -> bool:
    """Return whether the rules have been judged in the county, and `user` sees households of it."""
    sees = any(area.county_code == county.code for area in user.areas_where(Permission.HOUSEHOLD_VIEW))
    return sees and RiskRun.objects.nights().completed().filter(county=county).exists()


def flags_by_rule(user, county) -> dict[str, dict]:
    """Return {rule: {"households", "red", "amber"}}: the open flags, one for each household."""
    return count_by_rule(RiskFlag.objects.visible_to(user).within(county).open(), STANDING, "pk")


def alerts_by_rule(user, county) -> dict[str, dict]:
    """Return {rule: {…}}: the alerts of the last months by answer. An alert counts under each rule that signalled it,
    but not under one whose cause is gone."""
    signals = Signal.objects.visible_to(user).within(county).standing()
    return count_by_rule(signals.filter(alert__opened_on__gte=since_day()), ANSWERS, "alert")


def count_by_rule(rows, conditions, counted) -> dict[str, dict]:
    counts = {name: Count(counted, filter=condition, distinct=True) for name, condition in conditions.items()}
    found = rows.filter(rule__in=RULES).order_by().values("rule").annotate(**counts)
    return {row.pop("rule"): row for row in found}
