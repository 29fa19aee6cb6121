"""What is awaited of cases and measures by those who record many of them: read by the catalogue of what waits and by
the pages that record several at once, so that both show the same."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery

from cases.choices import PROPOSED, CaseState, MeasureState
from cases.models import Authorisation, Case, CaseTransition, Comparison, Measure

MOVES = CaseTransition.objects.filter(case=OuterRef("pk")).exclude(source=F("target")).order_by("-pk")
CAME_ON, CAME_BY = Subquery(MOVES.values("effective_on")[:1]), Subquery(MOVES.values("step")[:1])
SIGNED = Authorisation.objects.filter(case=OuterRef("pk")).order_by("-pk")
COMPARED = ArraySubquery(Comparison.objects.filter(case=OuterRef("pk")).values("department"))
BEFORE_REVIEW_STATES = (CaseState.CANDIDATE, CaseState.VERIFIED)
OVER_STATES = (CaseState.REFUSED, CaseState.ENDED)


def cases_in(*states):
    """Return the cases in these states with `came_by`: the step that brought each there."""
    return Case.objects.filter(state__in=states).annotate(came_by=CAME_BY)


def with_papers(cases):
    """Add `scope`, the departments of the latest consent, and `compared`, those that have answered."""
    return cases.alias(scope=Subquery(SIGNED.values("scope")[:1]), compared=COMPARED)


def cases_to_review():
    """Return the cases of which a village review is due: a proposal needs consent, and an answer of each department it
    covers."""
    complete = Q(state=CaseState.VERIFIED) & Exists(SIGNED) & Q(scope__contained_by=F("compared"))
    found = with_papers(cases_in(CaseState.VERIFIED, CaseState.CLEARING))
    return found.filter(Q(state=CaseState.CLEARING) | complete)


def cases_to_compare():
    """Return the cases whose family agreed to a comparison that some department has not answered."""
    found = with_papers(cases_in(*BEFORE_REVIEW_STATES)).filter(Exists(SIGNED))
    return found.exclude(scope__contained_by=F("compared"))


def measures_in(*states):
    """Return the measures in these states that can go on: those of open cases, and before the case is approved only
    those that cannot wait."""
    found = Measure.objects.filter(state__in=states).exclude(case__state__in=OVER_STATES)
    return found.exclude(case__state__in=PROPOSED, urgent_reason="")


def measures_to_approve():
    return measures_in(MeasureState.PLANNED)
