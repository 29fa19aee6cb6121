"""How a rule is declared.

A rule is one condition over named facts and parameters that says when a household shows a risk. It reads only the facts
of that household, and never writes.

A rule over an unknown fact gives nothing (SQL's three-valued logic): conditions compare with =, <, <=, >, >= and never
negate, because "not (unknown)" must not become "true"."""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.models import AlertChannel
from core.catalogue import Catalogue
from core.text import Label
from policy.parameters import Parameters

# A rule that reads one of these rests on income: its evidence also says how many of the twelve months are known.
INCOME_FACTS = {"net", "per_capita", "reference", "wages", "business", "lost_wages", "disabled_wages"}
HOW_WELL_KNOWN = ("income_known", "income_carried")
RULES = Catalogue("rule")

INCOME = "income"
SPENDING = "spending"
MEDICAL = "medical"
DISABILITY = "disability"
EDUCATION = "education"
HOUSING = "housing"
WATER = "water"
WORK = "work"
LABOUR = "labour"
SEEN = "seen"
EVENTS = "events"
CREDIT = "credit"
SUPPORT = "support"
ASKED = "asked"
AFTER = "after"

RULE_GROUPS = {
    INCOME: _("Income"),
    SPENDING: _("Spending"),
    MEDICAL: _("Medical care"),
    DISABILITY: _("Disability"),
    EDUCATION: _("Education"),
    HOUSING: _("Housing"),
    WATER: _("Water"),
    WORK: _("Work"),
    LABOUR: _("Capacity to work"),
    SEEN: _("Seen on a visit"),
    EVENTS: _("Disasters, accidents and failed projects"),
    CREDIT: _("Credit"),
    SUPPORT: _("Allowance and relief"),
    ASKED: _("Asked for help"),
    AFTER: _("After clearing"),
}


@dataclass(frozen=True)
class Levels:
    """When a rule is red and when amber; where both hold, it is red. None means "never at this level"."""

    red: Q | None = None
    amber: Q | None = None


def by_known_income(p) -> Q:
    """Return the condition that income is known well enough for red: at most `income_carried_red` of the twelve months
    are carried forward. Beyond that a rule about income is amber, by estimate."""
    return Q(income_carried__lte=p.income_carried_red)


@dataclass(frozen=True)
class Rule:
    """One rule. `facts` and `uses` name everything the condition reads: they are the evidence stored with a flag. The
    evidence of a rule about income holds `HOW_WELL_KNOWN` too."""

    code: str
    name: Label
    about: Label
    group: str
    facts: tuple
    uses: tuple
    says: tuple[Label, ...]
    clears: Label
    basis: str
    condition: Callable[[Parameters], Levels]
    channel: str = AlertChannel.RULES  # through which its signals come

    def levels(self, p) -> Levels:
        """Return the conditions with the parameters `p`."""
        return self.condition(p)

    def is_judged(self, p) -> bool:
        """Return whether every parameter the rule needs is in force; if not, it is not judged and its flags stay as
        they are."""
        return p.in_force(*self.uses)


def rule(code, name, *, group, facts, uses=(), about, says, clears, basis, **more):
    """Declare a rule. `about` tells a clerk what it looks for, `says` puts the evidence of one flag into words,
    in one sentence or in several, of which those that name a fact without a value are left out, `clears` tells what
    would clear it, `basis` cites its source."""

    def declare(condition):
        evidence = evidence_facts(facts)
        sentences = says if isinstance(says, tuple) else (says,)
        made = Rule(code, name, about, group, evidence, tuple(uses), sentences, clears, basis, condition, **more)
        RULES.add(code, made)
        return condition

    return declare


def evidence_facts(facts) -> tuple:
    """Return the facts that are stored with a flag, each once; with an income also how well it is known."""
    more = () if INCOME_FACTS.isdisjoint(facts) else HOW_WELL_KNOWN
    return tuple(dict.fromkeys((*facts, *more)))


def risk_rules_digest() -> str:
    """Return a hash of the rules' texts, which tells by which rules a run judged."""
    text = "".join(f"{code}\n{inspect.getsource(entry.condition)}" for code, entry in sorted(RULES.items()))
    return hashlib.sha256(text.encode()).hexdigest()
