"""The tables of home visits: visits, deliveries from phones, and observations about things that others speak of too."""

from .choices import VisitAnswerFate, VisitDeed, VisitHouse, VisitResult, VisitRoad
from .deliveries import Delivery, DeliveryOutcome, DeliveryRoad, DeliverySettlement, StrandingReason
from .observations import Observation, ObservationDecision, ObservationStanding
from .unreached import UnreachedChoice, UnreachedDecision
from .visits import Photo, PhotoKind, Visit, VisitLack, VisitPurpose, VisitState, VisitTransition, VisitWay

__all__ = [
    "ObservationDecision",
    "Delivery",
    "DeliveryOutcome",
    "Photo",
    "PhotoKind",
    "VisitPurpose",
    "DeliveryRoad",
    "DeliverySettlement",
    "ObservationStanding",
    "Observation",
    "StrandingReason",
    "UnreachedChoice",
    "UnreachedDecision",
    "Visit",
    "VisitAnswerFate",
    "VisitDeed",
    "VisitHouse",
    "VisitLack",
    "VisitResult",
    "VisitRoad",
    "VisitState",
    "VisitTransition",
    "VisitWay",
]
