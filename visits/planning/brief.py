"""What a caseworker reads first on the form of a visit: why the household is visited, what was found last time, and
what is known of its income. The household comes from with_visit_brief (households.py)."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import age_on, today
from core.text import join_words
from households.choices import RiskType
from households.income.known import facts_known_words
from households.income.words import income_words

from . import due

ADULT = 18  # years: nobody of that age is asked why they are not in school


def about_lines(household) -> list[str]:
    """Return the lines, in words, that stand above the form."""
    facts = getattr(household, "facts", None)
    return [why_line(household), last_visit_line(household, facts), known_income_line(facts)]


def why_line(household) -> str:
    reasons = due.visit_reasons_in_words(household, today())
    if not reasons:
        return _("Why: no visit is due at the moment.")
    return _("Why: %(reasons)s.") % {"reasons": join_words(reasons)}


def last_visit_line(household, facts) -> str:
    if household.last_visit is None:
        return _("Last time: nobody has visited this household yet.")
    shocks = [RiskType(code).label for code in (facts.shocks_seen or [])] if facts else []
    failed = (facts.guarantees_failed or 0) if facts else 0
    unmet = [_("guarantees not met: %(count)s") % {"count": failed}] if failed else []
    said = {"day": date_format(household.last_visit, "DATE_FORMAT"), "found": join_words([*shocks, *unmet])}
    if not said["found"]:
        return _("Last time, %(day)s: no shock and no guarantee not met.") % said
    return _("Last time, %(day)s: %(found)s.") % said


def known_income_line(facts) -> str:
    if facts is None:
        return _("Income per person: not known.")
    known = facts_known_words(vars(facts))
    if facts.per_capita is None:
        return _("Income per person: %(known)s.") % {"known": known}
    said = {"income": income_words(facts.per_capita), "known": known}
    return _("Income per person: %(income)s (%(known)s).") % said


def is_adult(person) -> bool:
    return person.birth_date is not None and age_on(today(), person.birth_date) >= ADULT
