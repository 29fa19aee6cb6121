"""Tables of monitoring: cases, the papers of their procedure, and the assistance they get."""

from .assistance import HelperAssignment, Judgement, Measure, MeasureQuerySet, MeasureTransition, Plan
from .cases import Case, CaseTransition
from .procedure import Authorisation, Comparison, Objection, PublicNotice, Review, Scan, Verification

__all__ = [
    "Authorisation",
    "Case",
    "CaseTransition",
    "Comparison",
    "HelperAssignment",
    "Judgement",
    "Measure",
    "MeasureQuerySet",
    "MeasureTransition",
    "Objection",
    "Plan",
    "PublicNotice",
    "Review",
    "Scan",
    "Verification",
]
