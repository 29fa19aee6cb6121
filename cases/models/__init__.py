"""Tables of monitoring: cases, the papers of their procedure, and the assistance they get."""

from .announcements import Announcement
from .assistance import HelperAssignment, Judgement, Measure, MeasureQuerySet, MeasureTransition, Plan
from .cases import Case, CaseTransition
from .procedure import Authorisation, Comparison, Objection, PublicNotice, Review, Scan, Verification
from .returns import ReturnExamination, ReturnVerdict
from .takeover import TakenOverCase, Takeover, TakeoverState

__all__ = [
    "Announcement",
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
    "ReturnExamination",
    "ReturnVerdict",
    "Review",
    "Scan",
    "Takeover",
    "TakeoverState",
    "TakenOverCase",
    "Verification",
]
