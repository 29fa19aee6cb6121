"""What is awaited of cases and measures by those who record many of them: read by the catalogue of what waits and by
the pages that record several at once, so that both show the same."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery

from cases.choices import PROPOSED, CaseState, MeasureState
from cases.models import Authorisation, Case, CaseTransition, Comparison, Measure
from core.dates import today
from departments.models import Inquiry

MOVES = CaseTransition.objects.filter(case=OuterRef("pk")).exclude(source=F("target")).order_by("-pk")
CAME_ON, CAME_BY = Subquery(MOVES.values("effective_on")[:1]), Subquery(MOVES.values("step")[:1])
SIGNED = Authorisation.objects.in_force().filter(case=OuterRef("pk")).order_by("-pk")
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
    """Return the cases that county staff compare: the family agreed to a department that has not answered and has no
    liaison who is asked. `asked` are the departments that have one."""
    asked = ArraySubquery(Inquiry.objects.reached(today()).filter(case=OuterRef("pk")).values("department"))
    found = with_papers(cases_in(*BEFORE_REVIEW_STATES)).filter(Exists(SIGNED)).annotate(asked=asked)
    return found.exclude(scope__contained_by=Func(F("compared"), F("asked"), function="array_cat"))


def cases_with_late_inquiries(day):
    """Return the cases for which a department has not answered by its day: `late` are these departments, `due_on` is
    the first of their days."""
    late = Inquiry.objects.late(day).filter(case=OuterRef("pk")).order_by("due_on", "department")
    found = cases_in(*BEFORE_REVIEW_STATES).filter(Exists(late))
    return found.annotate(late=ArraySubquery(late.values("department")), due_on=Subquery(late.values("due_on")[:1]))


def measures_in(*states):
    """Return the measures in these states that can go on: those without a case, those of cases that are not over, and
    before the case is approved only those that cannot wait."""
    found = Measure.objects.filter(state__in=states).exclude(case__state__in=OVER_STATES)
    return found.exclude(case__state__in=PROPOSED, urgent_reason="")


def measures_to_approve():
    return measures_in(MeasureState.PLANNED)
