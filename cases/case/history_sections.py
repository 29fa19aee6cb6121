"""Parts of a case's page: what was known of the household at each decision and now, and what was done."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from cases.assessment import snapshot
from core.dates import today
from households.income.known import facts_known_words
from households.models import GuaranteeCheck
from policy import parameters

from .about import case_events, reads_case_in_full
from .sections import case_section

SNAPSHOT_AMOUNTS = {  # amounts of an income snapshot, in yuan
    "reference": _("Reference income per person"),
    "net": _("Net income"),
    "claims": _("Insurance claims received"),
    "out_of_pocket": _("Medical costs paid by the family"),
    "schooling_cost": _("Schooling paid by the family"),
}


@case_section("facts", label=_("Household facts"), order=60)
def case_facts_context(request, case):
    """Return income per person against the monitoring line, and guarantees: at identification, at clearing, and now."""
    p = parameters.parameters_on(today(), case.household.county)
    now = snapshot.income_figures(case.household, p)
    met = {name: value for name, (value, _on) in snapshot.latest_guarantees(case.household, today()).items()}
    ends = [case.statement_at_identification or {}, case.statement_at_clearing or {}]
    return {
        "incomes": [now["per_capita"], case.income_at_identification, case.income_at_clearing],
        "known": [facts_known_words(end) for end in (now, *ends)],
        "lines": [p.values.get("line"), case.line_at_identification, case.line_at_clearing],
        "amounts": [
            {"label": label, "values": [now[fact], *(snapshot_number(end.get(fact)) for end in ends)]}
            for fact, label in SNAPSHOT_AMOUNTS.items()
        ],
        "people": [now["people"], *(snapshot_number(end.get("people")) for end in ends)],
        "guarantees": [
            {
                "label": GuaranteeCheck.label_of(name),
                "values": [met.get(name), *(end.get("guarantees", {}).get(name) for end in ends)],
            }
            for name in GuaranteeCheck.GUARANTEES
        ],
    }


def snapshot_number(text):
    """Return a number of an income snapshot; None when it was not known."""
    return None if text in (None, "") else Decimal(text)


@case_section("timeline", label=_("What was done"), order=70)
def case_timeline_context(request, case):
    """Return every entry of the log, newest first."""
    moves = case.transitions.select_related("by")
    return {"events": case_events(moves, reads_case_in_full(request.user, case))}
